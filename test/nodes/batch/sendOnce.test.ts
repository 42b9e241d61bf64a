import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest, batchCredential } from '../harness/batch.ts';
import { installDeduplicationStore, RowsInMemory, serveRows, upTo, type DeduplicationStore } from '../harness/deduplicationStore.ts';
import { startWorkers } from '../harness/workers.ts';

const once = {
	resource: 'event',
	operation: 'track',
	customId: '={{ $json.id }}',
	eventName: '={{ $json.name }}',
	sendOnce: true,
	onceKey: '={{ $json.key }}',
};
const prepared = { resource: 'event', operation: 'track', eventFrom: 'prepared', sendOnce: true };

let batch: BatchUnderTest;
let store: DeduplicationStore;
let rows: RowsInMemory;
let workflows = 0;
let workflowId: string;
beforeAll(async () => {
	batch = await BatchUnderTest.start();
	rows = new RowsInMemory();
	store = await installDeduplicationStore(rows);
});
beforeEach(() => {
	batch.sandbox.reset();
	store.delay = upTo(3);
	store.failures = 0;
	store.calls = 0;
	workflowId = `workflow-${++workflows}`;
});
afterAll(async () => await batch.stop());

const event = (key: string) => ({ id: 'reader-1', name: 'order_paid', key });
const events = (count: number, prefix = 'e') => Array.from({ length: count }, (_unused, index) => ({ id: `reader-${index}`, name: `event_${index}`, key: `${prefix}-${index}` }));
const run = async (items: Array<Record<string, unknown>>, parameters = {}, more = {}) =>
	await batch.run({ ...once, ...parameters }, items as never, { workflowId, ...more });
const statuses = ({ items }: { items: Array<{ json: Record<string, unknown> }> }) => items.map(({ json }) => json.status);
const tracked = () => batch.sandbox.state.events.map(({ customId, name }) => `${customId} ${name}`);
/** How many entries n8n keeps of this test's node. */
const entries = () => (JSON.parse([...rows.values].find(([key]) => key.startsWith(`${workflowId} n:`))?.[1] ?? '[]') as string[]).length;

describe('Event → Track with Send Once', () => {
	it('skips in a re-run what was sent before, and says why', async () => {
		expect(statuses(await run(events(3)))).toEqual(['accepted', 'accepted', 'accepted']);
		const again = await run(events(4));
		expect(statuses(again)).toEqual(['skipped', 'skipped', 'skipped', 'accepted']);
		expect(again.error).toBeUndefined();
		expect(again.items[0]).toEqual({
			json: { status: 'skipped', customId: 'reader-0', event: 'event_0', reason: 'Send Once: an earlier run sent it' },
			pairedItem: { item: 0 },
		});
		expect(tracked()).toEqual(['reader-0 event_0', 'reader-1 event_1', 'reader-2 event_2', 'reader-3 event_3']);
	});

	it('remembers by node: another workflow starts afresh', async () => {
		await run([event('a')]);
		expect(statuses(await run([event('a')], {}, { workflowId: `${workflowId}-other` }))).toEqual(['accepted']);
	});

	it('remembers nothing, and asks nobody, when it is off', async () => {
		await run([event('a')], { sendOnce: false });
		expect(statuses(await run([event('a')], { sendOnce: false }))).toEqual(['accepted']);
		expect(store.calls).toBe(0);
	});

	it('sends an event once that is twice in one run', async () => {
		const { items } = await run([event('a'), event('b'), event('a')]);
		expect(items.map(({ json }) => [json.status, json.reason])).toEqual([
			['accepted', undefined],
			['accepted', undefined],
			['skipped', 'The same as item 0'],
		]);
		expect(tracked()).toHaveLength(2);
	});

	it('does not call a row skipped whose twin was refused', async () => {
		batch.sandbox.faults.add({ kind: 'not-json', status: 403 });
		const { items } = await run([event('a'), event('a')], {}, { onError: 'continueRegularOutput' });
		expect(items.map(({ json }) => [json.status, json.httpCode])).toEqual([['refused', 403], ['refused', 403]]);
	});

	it('lets refused rows be sent again', async () => {
		batch.sandbox.faults.add({ kind: 'not-json', status: 403 });
		expect(statuses(await run([event('a')], {}, { onError: 'continueRegularOutput' }))).toEqual(['refused']);
		expect(statuses(await run([event('a')]))).toEqual(['accepted']);
		expect(statuses(await run([event('a')]))).toEqual(['skipped']);
		expect(tracked()).toHaveLength(1);
	});

	it('never remembers a row that breaks a rule', async () => {
		expect(statuses(await run([{ ...event('a'), name: 'Bad Name' }], {}, { onError: 'continueRegularOutput' }))).toEqual(['refused']);
		expect(store.calls).toBe(0);
		expect(statuses(await run([event('a')]))).toEqual(['accepted']);
	});

	it('does not send again what may have arrived', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost' });
		expect(statuses(await run([event('a')], {}, { onError: 'continueRegularOutput' }))).toEqual(['unknown']);
		const { items } = await run([event('a'), event('b')]);
		expect(statuses({ items })).toEqual(['unknown', 'accepted']);
		expect(items[0].json).toMatchObject({ customId: 'reader-1', event: 'order_paid', error: expect.stringContaining('its answer was lost') });
		expect(tracked()).toHaveLength(2);
	});

	it('sends again what may have arrived where the user says so, and knows then that it was sent', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost' });
		await run([event('a')], {}, { onError: 'continueRegularOutput' });
		expect(statuses(await run([event('a')], { options: { interruptedEvents: 'sendAgain' } }))).toEqual(['accepted']);
		expect(statuses(await run([event('a')]))).toEqual(['skipped']);
		expect(tracked()).toHaveLength(2);
	});

	it('lets an event be sent again whose execution was cancelled before it went out', async () => {
		// The app family: what a 429 of the project's makes this process wait would slow the next tests.
		const app = { api: 'app', platforms: ['ios'] };
		batch.sandbox.faults.add({ kind: '429', retryAfterSeconds: 60 });
		await run([event('a')], app, { onStart: (cancel: () => void) => void wait(1_500).then(cancel) });
		batch.sandbox.faults.clear();
		await wait(200);
		expect(tracked()).toEqual([]);
		expect(statuses(await run([event('a')], app))).toEqual(['accepted']);
	});

	describe('an event that a trigger prepared', () => {
		const item = (eventId: string) => ({
			batch: { customId: 'reader-1', eventId, event: { name: 'ply_renewal_disabled', attributes: {} }, leftOut: [] },
		});

		it('brings its own key', async () => {
			const { items } = await batch.run(prepared, [item('p-1'), item('p-2')], { workflowId });
			expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'accepted']);
			const again = await batch.run(prepared, [item('p-2'), item('p-3')], { workflowId });
			expect(statuses(again)).toEqual(['skipped', 'accepted']);
		});

		it('is known by the key of the field where there is one', async () => {
			await batch.run({ ...prepared, onceKey: 'mine' }, [item('p-1')], { workflowId });
			expect(statuses(await batch.run({ ...prepared, onceKey: 'mine' }, [item('p-2')], { workflowId }))).toEqual(['skipped']);
		});
	});

	it('refuses an empty key, which would make all events one', async () => {
		const { items } = await run([{ ...event(''), key: '' }, event('b')]);
		expect(items[0].json).toMatchObject({ status: 'refused', problems: [{ field: 'Event Key', value: '', rule: expect.stringContaining('must not be empty') }] });
		expect(tracked()).toHaveLength(1);
	});

	it.each(['undefined', 'null', '[object Object]', 'NaN'])('refuses the key %s, which a broken expression leaves behind for all events', async (key) => {
		const { items } = await run([{ ...event(key), key }, event('b')]);
		expect(items[0].json).toMatchObject({ status: 'refused', problems: [{ field: 'Event Key', value: key, rule: expect.stringContaining('check the expression') }] });
		expect(tracked()).toHaveLength(1);
	});

	it('forgets the oldest beyond the history size, and never holds more than it needs', async () => {
		const options = { onceHistory: 150 };
		await run([event('first')], { options });
		await run(events(400), { options });
		// The history is never shorter than the run.
		expect(entries()).toBeGreaterThan(400);
		expect(statuses(await run([{ ...event('e-399'), id: 'reader-399' }], { options }))).toEqual(['skipped']);
		// Two entries for each that is remembered, and one for what is on its way.
		expect(entries()).toBeLessThanOrEqual(2 * 150 + 10);
		expect(statuses(await run([event('first')], { options }))).toEqual(['accepted']);
	});

	it('keeps a history that is worth its name whatever is filled in', async () => {
		await run(events(60), { options: { onceHistory: 1 } });
		expect(new Set(statuses(await run(events(60), { options: { onceHistory: 1 } })))).toEqual(new Set(['skipped']));
	});
});

describe('the store of n8n', () => {
	it('that fails longer than it is asked again lets nothing be sent, and says so in each row', async () => {
		store.failures = Infinity;
		const { items, error } = await run([event('a'), { ...event('b'), name: 'Bad Name' }], {}, { onError: 'continueRegularOutput' });
		expect(error).toBeUndefined();
		expect(statuses({ items })).toEqual(['refused', 'refused']);
		expect(items[0].json.error).toBe("Not sent: Send Once could not ask n8n's de-duplication store whether it was sent before: the database is locked");
		expect((await run([event('a')])).error?.message).toContain('the database is locked');
		expect(tracked()).toEqual([]);
		store.failures = 0;
		expect(statuses(await run([event('a')]))).toEqual(['accepted']);
	});

	it('that fails once is asked again, as it is when two processes make its first row', async () => {
		store.failures = 1;
		expect(statuses(await run([event('a')]))).toEqual(['accepted']);
	});

	it('that fails for some seconds is asked again: nothing is lost', async () => {
		store.failures = 5;
		expect(statuses(await run(events(3)))).toEqual(['accepted', 'accepted', 'accepted']);
		expect(tracked()).toHaveLength(3);
	});

	it('that fails after the sending does not swallow the verdicts', async () => {
		batch.sandbox.faults.add({ kind: 'not-json', status: 400, delayMs: 300 });
		batch.sandbox.faults.add({ kind: 'not-json', status: 400, delayMs: 300, match: { nth: 2 } });
		const running = run([event('a'), { ...event('b'), id: 'reader-2' }]);
		await expect.poll(() => batch.sandbox.state.requests.length, { timeout: 20_000 }).toBe(1);
		store.failures = Infinity;
		const { items, error, hints } = await running;
		store.failures = 0;
		expect(error).toBeUndefined();
		expect(statuses({ items })).toEqual(['refused', 'accepted']);
		expect(hints.map(({ message }) => message).join()).toContain(
			'Send Once could not note what became of 1 rows, so a later run will call them unknown: the database is locked',
		);
	});
});

describe('many executions at once in one process', () => {
	it('track an event exactly once that all of them bring', async () => {
		store.delay = upTo(20);
		const results = await Promise.all(Array.from({ length: 15 }, async () => await run([event('a')])));
		expect(results.flatMap(statuses).sort()).toEqual(['accepted', ...Array.from({ length: 14 }, () => 'skipped')]);
		expect(tracked()).toHaveLength(1);
	});

	it('do not wait for each other when they bring different events', async () => {
		store.delay = upTo(20);
		const results = await Promise.all(Array.from({ length: 60 }, async (_unused, index) => await run([event(`k-${index}`)])));
		expect(results.flatMap(statuses)).toEqual(Array.from({ length: 60 }, () => 'accepted'));
		// One write claims for all that wait, another tells of all that were sent: each alone would take 600 calls of the store.
		expect(store.calls).toBeLessThan(60);
		expect(new Set(await Promise.all(Array.from({ length: 60 }, async (_unused, index) => statuses(await run([event(`k-${index}`)]))[0])))).toEqual(
			new Set(['skipped']),
		);
	});
});

describe('several processes at once', () => {
	const processes = 4;
	let servedRows: RowsInMemory;
	let served: Awaited<ReturnType<typeof serveRows>>;
	let workers: Awaited<ReturnType<typeof startWorkers>>;
	beforeAll(async () => {
		servedRows = new RowsInMemory();
		served = await serveRows(servedRows);
		// Reads and writes that take up to 20 ms: longer than a database needs.
		workers = await startWorkers(processes, { rows: served.url, delay: 20 });
	}, 180_000);
	afterAll(async () => {
		workers.stop();
		await served.close();
	});

	const order = (workflow: string, items: Array<{ id: string; name: string; key: string }>, after: number) => ({
		workflowId: workflow,
		parameters: once,
		items,
		credential: batchCredential(batch.sandbox),
		after,
	});

	async function rounds(count: number, round: (number: number) => Promise<void>) {
		await Promise.all(Array.from({ length: count }, async (_unused, number) => await round(number)));
	}

	it.each([0, 300])('track an event exactly once that all of them bring within %i ms, in 12 rounds', async (spread) => {
		await rounds(12, async (number) => {
			const items = [{ id: `reader-${number}`, name: 'order_paid', key: `key-${number}` }];
			const reports = await Promise.all(
				Array.from({ length: processes }, async (_unused, worker) =>
					await workers.run(worker, order(`same ${spread} ${number}`, items, Math.random() * spread)),
				),
			);
			expect(reports.map(({ statuses: [status], error }) => error ?? status).sort()).toEqual(['accepted', 'skipped', 'skipped', 'skipped']);
		});
		expect(tracked().sort()).toEqual(Array.from({ length: 12 }, (_unused, number) => `reader-${number} order_paid`).sort());
	}, 180_000);

	it('neither lose nor repeat an event when others write to the same history', async () => {
		const expected: string[] = [];
		await rounds(6, async (number) => {
			const workflow = `mixed ${number}`;
			const shared = { id: `shared-${number}`, name: 'order_paid', key: 'shared' };
			const own = (worker: number, turn: number) => ({ id: `own-${number}-${worker}-${turn}`, name: 'order_paid', key: `own-${worker}-${turn}` });
			const orders = Array.from({ length: processes }, (_unused, worker) => [
				workers.run(worker, order(workflow, [own(worker, 0)], Math.random() * 300)),
				workers.run(worker, order(workflow, [shared, own(worker, 1)], Math.random() * 300)),
				workers.run(worker, order(workflow, [own(worker, 2)], 300 + Math.random() * 600)),
			]).flat();
			for (const report of await Promise.all(orders)) expect(report.error).toBeUndefined();
			expected.push(`shared-${number} order_paid`);
			for (let worker = 0; worker < processes; worker++) for (let turn = 0; turn < 3; turn++) expected.push(`${own(worker, turn).id} order_paid`);
		});
		expect(tracked().sort()).toEqual(expected.sort());
	}, 180_000);

	it('still know the events afterwards', async () => {
		const items = events(20);
		await Promise.all([0, 1, 2, 3].map(async (worker) => await workers.run(worker, order('later', items, Math.random() * 200))));
		const again = await workers.run(3, order('later', items, 0));
		expect(new Set(again.statuses)).toEqual(new Set(['skipped']));
		expect(tracked()).toHaveLength(20);
	});
});
