import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { INodeParameters } from 'n8n-workflow';
import { BatchUnderTest } from '../harness/batch.ts';

const statistics = { resource: 'push', operation: 'getStatistics', platform: 'ios', groupId: '={{ $json.group }}' };
const window = { from: '2026-01-01T00:00:00', to: '2026-02-01T00:00:00' };

// The day of the sandbox: within the window.
const today = Date.UTC(2026, 0, 15, 12);

let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start({ now: () => today });
});
beforeEach(() => batch.sandbox.reset());
afterAll(async () => await batch.stop());

const calls = () => batch.sandbox.state.requests.filter(({ path }) => path.includes('transactional/stats'));

async function sendTo(groupId: string, count: number) {
	const ids = Array.from({ length: count }, (_unused, index) => `r-${index}`);
	await batch.run({ resource: 'push', operation: 'send', platforms: ['ios'], recipients: '={{ $json.ids }}', groupId, body: 'Hello' }, [{ ids }]);
}

const detail = (sent: number) => [{ date: '2026-01-15', sent, direct_open: 0, influenced_open: 0, reengaged: 0, errors: 0 }];

describe('Push → Get Statistics', () => {
	it('gives the daily figures of the group', async () => {
		await sendTo('renewal', 3);
		const { items, error } = await batch.run({ ...statistics, ...window }, [{ group: 'renewal' }]);
		expect(error).toBeUndefined();
		expect(items).toEqual([{ json: { group_id: 'renewal', detail: detail(3) }, pairedItem: { item: 0 } }]);
		expect(calls()[0]).toMatchObject({ method: 'GET', path: '/1.1/ios/transactional/stats/renewal', query: { since: '2026-01-01', until: '2026-02-01' } });
	});

	it('asks once for each item, in their order', async () => {
		await sendTo('one', 1);
		await sendTo('two', 2);
		const { items } = await batch.run({ ...statistics, ...window }, [{ group: 'two' }, { group: 'one' }, { group: 'two' }]);
		expect(items.map(({ json, pairedItem }) => [json.group_id, json.detail, pairedItem])).toEqual([
			['two', detail(2), { item: 0 }],
			['one', detail(1), { item: 1 }],
			['two', detail(2), { item: 2 }],
		]);
	});

	it('asks for the last 30 days when nothing is filled in', async () => {
		await batch.run(statistics, [{ group: 'renewal' }], { onError: 'continueRegularOutput', timezone: 'UTC' });
		const day = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
		expect(calls()[0].query).toEqual({ since: day(30), until: day(0) });
	});

	it.each([
		['Europe/Paris', '2026-01-10', '2026-01-10'],
		['America/New_York', '2026-01-10', '2026-01-10'],
		['America/New_York', '2026-01-10T00:00:00', '2026-01-10'],
		['America/New_York', '={{ DateTime.fromISO("2026-01-10", { zone: "America/New_York" }) }}', '2026-01-10'],
		['Pacific/Auckland', '2026-01-10T00:00:00', '2026-01-10'],
	])('in %s, from %s means the day %s', async (timezone, from, day) => {
		await batch.run({ ...statistics, ...window, from }, [{ group: 'renewal' }], { timezone, onError: 'continueRegularOutput' });
		expect(calls()[0].query.since).toBe(day);
	});

	const refusals: Array<[string, INodeParameters, { field: string; value: string; rule: string }]> = [
		['a group with odd characters', { groupId: 'été/2026' }, { field: 'Group ID', value: 'été/2026', rule: 'letters, digits, underscores and hyphens' }],
		['an empty group', { groupId: '={{ "" }}' }, { field: 'Group ID', value: '', rule: 'letters, digits, underscores and hyphens' }],
		['no date', { from: '={{ "" }}' }, { field: 'From', value: '', rule: 'must be a date' }],
		['from after to', { from: '2026-03-01' }, { field: 'From', value: '2026-03-01', rule: 'must be earlier than To' }],
		['the same day twice', { from: '2026-02-01T00:00:00', to: '2026-02-01T18:00:00' }, { field: 'From', value: '2026-02-01', rule: 'must be earlier than To' }],
		['more than 6 months', { from: '2025-07-31' }, { field: 'From', value: '2025-07-31', rule: 'must be at most 6 months before To' }],
	];

	it.each(refusals)('refuses %s, with field, value and rule', async (_words, parameters, { field, value, rule }) => {
		const { items } = await batch.run({ ...statistics, groupId: 'renewal', ...window, ...parameters }, [{}], { onError: 'continueRegularOutput' });
		expect(items[0].json).toMatchObject({ status: 'refused', problems: [{ field, value, rule: expect.stringContaining(rule) }] });
		expect(calls()).toEqual([]);
	});

	it.each([
		['2025-08-01T00:00:00', '2026-02-01T00:00:00'],
		// Six months by the calendar, although the clock has been put forward and the last day is not over.
		['2025-10-15T00:00:00', '2026-04-15T20:00:00'],
	])('takes six months, from %s to %s', async (from, to) => {
		await sendTo('renewal', 1);
		const { error } = await batch.run({ ...statistics, from, to }, [{ group: 'renewal' }]);
		expect(error).toBeUndefined();
		expect(calls()[0].status).toBe(200);
	});

	it('says in the words of Batch that a Dev key does not open statistics', async () => {
		const { error } = await batch.run({ ...statistics, ...window }, [{ group: 'renewal' }], {
			credential: { iosApiKey: batch.sandbox.keys.devAppKeys.ios },
		});
		expect(error?.message).toContain('this route needs a Live API key (API_MISUSE)');
		expect(error?.description).toContain('iOS App Key');
		expect(error?.description).toContain('Some calls need the Live key');
		expect(error).toMatchObject({ httpCode: '403' });
	});

	describe('when one of the groups is not known', () => {
		const rows = [{ group: 'renewal' }, { group: 'nobody' }, { group: 'renewal' }];
		beforeEach(async () => await sendTo('renewal', 1));

		it('keeps what was fetched, and says which was not', async () => {
			const { error, items, hints } = await batch.run({ ...statistics, ...window }, rows);
			expect(error).toBeUndefined();
			expect(items.map(({ json }) => json.group_id)).toEqual(['renewal', undefined, 'renewal']);
			expect(items[1].json).toMatchObject({ status: 'refused', groupId: 'nobody', httpCode: 404 });
			expect(hints[0].message).toContain('1 of 3 rows did not go through');
		});

		it('stops when the user chose so, after the others were read', async () => {
			const { error, items } = await batch.run({ ...statistics, ...window, options: { refusedRows: 'stop' } }, rows);
			expect(items).toEqual([]);
			expect(error?.message).toContain("1 of 3 rows did not go through: there is no group 'nobody'");
			expect(error).toMatchObject({ context: { itemIndex: 1 } });
			expect(calls()).toHaveLength(3);
		});

		it('stops with the reason when it is the only one', async () => {
			const { error } = await batch.run({ ...statistics, ...window }, [{ group: 'nobody' }]);
			expect(error?.message).toContain("there is no group 'nobody'");
			expect(error).toMatchObject({ httpCode: '404', context: { itemIndex: 0 } });
		});

		it('goes on, and says so in the row', async () => {
			const { items, error } = await batch.run({ ...statistics, ...window }, rows, { onError: 'continueRegularOutput' });
			expect(error).toBeUndefined();
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
			expect(items.map(({ json }) => json.group_id)).toEqual(['renewal', undefined, 'renewal']);
			expect(items[1].json).toMatchObject({ error: expect.stringContaining("there is no group 'nobody'"), httpCode: 404 });
		});

		it('goes on, and puts the row on the error output with its input', async () => {
			const { items, errorItems } = await batch.run({ ...statistics, ...window }, rows, { onError: 'continueErrorOutput' });
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
			expect(errorItems).toMatchObject([
				{
					json: { group: 'nobody', error: expect.stringContaining("there is no group 'nobody'"), details: { httpCode: 404 } },
					pairedItem: { item: 1 },
				},
			]);
		});
	});

	it('reads again when the answer is lost: reading twice does no harm', async () => {
		await sendTo('renewal', 1);
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'stats' } });
		const { error } = await batch.run({ ...statistics, ...window }, [{ group: 'renewal' }]);
		expect(error).toBeUndefined();
		expect(calls().map(({ status }) => status)).toEqual([0, 200]);
	});
});
