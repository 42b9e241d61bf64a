import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { callProject, manyEdits } from '../../sandbox/calls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';

let now = 0;
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ now: () => now })));
beforeEach(() => {
	now = Date.parse('2026-03-01T12:00:00Z');
	sandbox.reset();
});
afterAll(async () => await sandbox.close());

const update = async (count: number, route = 'profiles/update') =>
	(await callProject(sandbox, route, manyEdits(count))).status;

it('profiles/update: a burst of 1,000 updates, then 300 a second', async () => {
	for (let call = 0; call < 5; call++) expect(await update(200)).toBe(202);
	expect(await update(1)).toBe(429);
	now += 500;
	expect(await update(151)).toBe(429);
	expect(await update(150)).toBe(202);
	expect(await update(1)).toBe(429);
	expect(sandbox.state.rateLimitHits).toBe(3);
});

it('a refused call is not processed', async () => {
	for (let call = 0; call < 5; call++) await update(200);
	const before = sandbox.state.totals.profileUpdates;
	const reply = await callProject(sandbox, 'profiles/update', [
		{ identifiers: { custom_id: 'late' } },
	]);
	expect(reply.json).toMatchObject({ error_code: 'TOO_MANY_REQUESTS' });
	expect(sandbox.state.profiles.has('late')).toBe(false);
	expect(sandbox.state.totals.profileUpdates).toBe(before);
	// No header for it is documented.
	expect(reply.headers.has('retry-after')).toBe(false);
});

it('profiles/mass-update: 10,000 a second, and no burst', async () => {
	expect(await update(10_000, 'profiles/mass-update')).toBe(202);
	expect(await update(1, 'profiles/mass-update')).toBe(429);
	now += 100;
	expect(await update(1_001, 'profiles/mass-update')).toBe(429);
	expect(await update(1_000, 'profiles/mass-update')).toBe(202);
	now += 60_000;
	expect(await update(10_000, 'profiles/mass-update')).toBe(202);
	expect(await update(1, 'profiles/mass-update')).toBe(429);
});

it('too many edits is an error of the call, not of the rate', async () => {
	expect(await update(10_001, 'profiles/mass-update')).toBe(400);
	expect(await update(10_000, 'profiles/mass-update')).toBe(202);
});

it('second-hand limits apply only when asked for', async () => {
	const list = async (of: Sandbox) => (await callProject(of, 'segments/list')).status;
	expect([await list(sandbox), await list(sandbox)]).toEqual([200, 200]);
	const strict = await startSandbox({ now: () => now, enforceSecondHandRateLimits: true });
	try {
		expect([await list(strict), await list(strict)]).toEqual([200, 429]);
		now += 1_000;
		expect(await list(strict)).toBe(200);
	} finally {
		await strict.close();
	}
});

it('no limit applies when switched off', async () => {
	const free = await startSandbox({ now: () => now, enforceRateLimits: false });
	try {
		for (let call = 0; call < 6; call++) {
			expect((await callProject(free, 'profiles/update', manyEdits(200))).status).toBe(202);
		}
	} finally {
		await free.close();
	}
});
