import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest } from '../harness/batch.ts';

let batch: BatchUnderTest;
// A sandbox of its own for each: what a 429 makes this process wait for one server must not slow the next test.
beforeEach(async () => {
	batch = await BatchUnderTest.start();
});
afterEach(async () => await batch.stop());

const track = { resource: 'event', operation: 'track', customId: '={{ $json.id }}', eventName: '={{ $json.name }}' };
const upsert = { resource: 'profile', operation: 'upsert', customId: '={{ $json.id }}', attributesFrom: 'incoming', fieldsToLeaveOut: 'id' };
const rows = (count: number) => Array.from({ length: count }, (_unused, index) => ({ id: `r-${index}`, name: `event_${index}` }));
const statuses = (items: Array<{ json: Record<string, unknown> }>) => {
	const counts: Record<string, number> = {};
	for (const { json } of items) counts[String(json.status)] = (counts[String(json.status)] ?? 0) + 1;
	return counts;
};

describe('a run through an unreliable network', () => {
	it('accounts for every row and tracks no event twice, through 429, 500, maintenance, resets and a lost answer', async () => {
		const { faults } = batch.sandbox;
		faults.add({ kind: '429', match: { path: 'profiles/update', nth: 1 } });
		faults.add({ kind: '500', match: { path: 'profiles/update', nth: 3 } });
		faults.add({ kind: 'maintenance', match: { path: 'profiles/update', nth: 5 } });
		faults.add({ kind: 'answer-lost', match: { path: 'profiles/update', nth: 6 } });
		faults.add({ kind: 'reset', match: { path: 'profiles/update', nth: 7 } });
		const { items, error } = await batch.run(track, rows(1_000));
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1_000);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_item, item) => ({ item })));
		// A reset and a lost answer look the same from here: 200 rows each may have arrived, and say so.
		expect(statuses(items)).toEqual({ accepted: 600, unknown: 400 });
		const names = batch.sandbox.state.events.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		for (const [index, { json }] of items.entries()) {
			if (json.status === 'accepted') expect(names).toContain(`event_${index}`);
			else expect(json.advice).toContain('may have been delivered');
		}
		expect(names).toHaveLength(800);
	}, 60_000);

	it('repeats attributes after a lost answer, since setting them twice does no harm', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'profiles/update' } });
		batch.sandbox.faults.add({ kind: 'reset', match: { path: 'profiles/update', nth: 2 } });
		const { items } = await batch.run(upsert, rows(10));
		expect(statuses(items)).toEqual({ accepted: 10 });
		expect(batch.sandbox.state.profiles.size).toBe(10);
	}, 30_000);

	it('sends an event again after a lost answer only when the user asks for it', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'profiles/update' } });
		const { items } = await batch.run({ ...track, options: { retryLostAnswers: true } }, rows(1));
		expect(statuses(items)).toEqual({ accepted: 1 });
		expect(batch.sandbox.state.events).toHaveLength(2);
	}, 30_000);

	it('ends with the words of Batch when maintenance lasts, and does not try the remaining calls', async () => {
		batch.sandbox.faults.add({ kind: 'maintenance', times: 1_000 });
		const { error } = await batch.run(track, rows(1_000));
		expect(error?.message).toContain('MAINTENANCE_ERROR');
		expect(error?.description).toContain('Run it again later');
		expect(batch.sandbox.state.requests.length).toBeLessThanOrEqual(18);
		expect(batch.sandbox.state.events).toHaveLength(0);
	}, 120_000);

	it('waits as long as the server asks', async () => {
		batch.sandbox.faults.add({ kind: '429', retryAfterSeconds: 7 });
		const started = Date.now();
		const { items } = await batch.run(upsert, rows(1));
		expect(items[0].json.status).toBe('accepted');
		expect(Date.now() - started).toBeGreaterThanOrEqual(7_000);
	}, 30_000);

	it('stops waiting when the execution is cancelled', async () => {
		batch.sandbox.faults.add({ kind: '429', retryAfterSeconds: 60 });
		const started = Date.now();
		await batch.run(upsert, rows(1), { onStart: (cancel) => setTimeout(cancel, 500) });
		expect(Date.now() - started).toBeLessThan(10_000);
		expect(batch.sandbox.state.profiles.size).toBe(0);
	}, 30_000);

	it('halves a call that Batch refuses as a whole, to find the rows it means', async () => {
		batch.sandbox.faults.add({ kind: 'not-json', status: 400, times: 1 });
		const { items } = await batch.run(track, rows(8));
		expect(statuses(items)).toEqual({ accepted: 8 });
		expect(batch.calls('profiles/update').map(({ updates, status }) => [updates, status])).toEqual([[0, 400], [4, 202], [4, 202]]);
	}, 30_000);

	it('does not follow a redirect with the keys', async () => {
		batch.sandbox.faults.add({ kind: 'not-json', status: 307, times: 1 });
		const { error } = await batch.run(upsert, rows(1));
		expect(error?.description).toContain('redirects elsewhere');
	}, 30_000);

	it('does not take the web page of a proxy for success', async () => {
		batch.sandbox.faults.add({ kind: 'not-json', status: 200 });
		const { error } = await batch.run(upsert, rows(3));
		expect(error?.message).toContain('A web page answered in place of Batch');
		expect(batch.sandbox.state.profiles.size).toBe(0);
	});

	it('names the project key when the credential lacks it', async () => {
		const { error } = await batch.run(track, rows(1), { credential: { projectKey: '' } });
		expect(error?.message).toContain('Project Key (empty) is missing in the Batch credential');
		expect(batch.sandbox.state.requests).toEqual([]);
	});

	it('says that Batch cannot be reached when nobody listens', async () => {
		const { error } = await batch.run(upsert, rows(1), { credential: { apiAddress: 'http://127.0.0.1:9' } });
		expect(error?.message).toContain('Batch could not be reached');
		expect(error?.description).toContain('API Address');
	}, 90_000);
});
