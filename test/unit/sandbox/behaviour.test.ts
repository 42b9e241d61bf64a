import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { callProject, send } from '../../sandbox/calls.ts';
import type { ReceivedRequest } from '../../sandbox/pipeline.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';

const received: ReceivedRequest[] = [];
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ received: (it) => received.push(it) })));
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const set = async (behaviour: unknown) =>
	await send(`${sandbox.url}/_sandbox/behaviour`, 'POST', behaviour);

it('is set from outside, and read back', async () => {
	const wanted = {
		latency: 20,
		indexing: { late: true, delays: [5_000, 0] },
		exporting: { failures: 1 },
		privacyHandling: { afterViews: 2 },
	};
	expect(await set(wanted)).toMatchObject({ status: 200, json: wanted });
	const { indexing, exporting, latency } = sandbox.state;
	expect({ late: indexing.late, delays: indexing.delays, failures: exporting.failures }).toEqual({
		...{ late: true, delays: [5_000, 0], failures: 1 },
	});
	expect(latency).toBe(20);
	expect(indexing.tasks).toBeInstanceOf(Map);
});

it.each([
	[{ latency: -1 }, 'latency'],
	[{ indexing: { tasks: {} } }, 'indexing.tasks'],
	[{ indexing: { delays: ['soon'] } }, 'indexing.delays'],
	[{ exporting: { stepMilliseconds: 0 } }, 'stepMilliseconds'],
	[{ requests: [] }, 'requests'],
	[['latency'], 'object'],
])('refuses %j, and sets nothing', async (behaviour, named) => {
	const reply = await set(Array.isArray(behaviour) ? behaviour : { latency: 5, ...behaviour });
	expect(reply.status).toBe(400);
	expect(reply.json.error).toContain(named);
	expect(sandbox.state.latency).toBe(0);
});

it('slows every call of Batch’s', async () => {
	sandbox.state.latency = 100;
	const before = performance.now();
	expect((await callProject(sandbox, 'segments/list')).status).toBe(200);
	expect(performance.now() - before).toBeGreaterThan(95);
});

it('hands every request over as it came, refused and lost ones included', async () => {
	received.length = 0;
	sandbox.faults.add({ kind: 'reset' });
	await expect(callProject(sandbox, 'profiles/update', [])).rejects.toThrow();
	await callProject(sandbox, 'no/such/route?a=1');
	expect(received).toMatchObject([
		{ method: 'POST', path: '/2.11/profiles/update', target: { family: '2.x' } },
		{ method: 'GET', path: '/2.11/no/such/route' },
	]);
	expect(received[0].body.toString()).toBe('[]');
	expect(received[1].query.get('a')).toBe('1');
	expect(received[0].headers.authorization).toBe('Bearer sandbox-rest-api-key');
});
