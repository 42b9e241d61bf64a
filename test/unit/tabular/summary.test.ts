import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Column } from '../../../nodes/shared/tabular/columns/field';
import { columnsOf } from '../../../nodes/shared/tabular/rows/bulkColumns';
import type { BadRow } from '../../../nodes/shared/tabular/rows/position';
import { reportSummary } from '../../../nodes/shared/tabular/summary/report';
import { emptySummary, summaryFold, type SummaryState } from '../../../nodes/shared/tabular/summary/summary';
import { TextIndex } from '../../../nodes/shared/tabular/summary/textIndex';
import { pushEventNames, pushRows } from './samples';
import { readAll } from './support';

const columns: Column[] = [
	{ name: 'event', field: 'event' },
	{ name: 'time', field: 'time', timeFormat: 'iso' },
	{ name: 'campaign', field: 'campaignToken' },
	{ name: 'transactional', field: 'transactionalToken' },
];

function asColumns(rows: string[][], only: readonly number[], badRows: readonly BadRow[] = []) {
	return { count: rows.length, columns: columnsOf(rows, only), badRows };
}

function addAll(state: SummaryState, of: readonly Column[], rows: string[][], maxGroups?: number): void {
	const fold = summaryFold(state, of, maxGroups);
	fold.add(asColumns(rows, fold.only));
}

describe('a summary', () => {
	it('counts events by campaign and transactional token', async () => {
		const rows = pushRows(600);
		const header = 'event;time;install_id;custom_id;campaign_token;transactional_token';
		const { table, portions } = await readAll([header, ...rows.map((row) => Object.values(row).join(';')), 'broken', ''].join('\n'));
		const state = emptySummary(table.format.kind);
		const fold = summaryFold(state, table.format.columns);
		for (const portion of portions) fold.add(asColumns(portion.rows, fold.only, portion.badRows));
		const report = reportSummary(state);
		expect(report).toMatchObject({
			kind: 'pushEvents',
			rows: 600,
			badRows: 1,
			firstTime: rows[0].time,
			lastTime: rows[599].time,
			events: Object.fromEntries(pushEventNames.map((name) => [name, 100])),
			errorRate: 0.5,
			optIns: 100,
			optOuts: 100,
			optInBalance: 0,
		});
		for (const campaign of report.campaigns) {
			const own = rows.filter(
				(row) => row.campaignToken === (campaign.campaignToken ?? '') && row.transactionalToken === (campaign.transactionalToken ?? ''),
			);
			expect(campaign.rows).toBe(own.length);
			for (const [event, count] of Object.entries(campaign.events)) expect(count).toBe(own.filter((row) => row.event === event).length);
		}
		expect(report.campaigns.reduce((sum, { rows: count }) => sum + count, 0)).toBe(600);
	});

	it('is the same in one go, in portions, and carried on as JSON', () => {
		const row = fc.tuple(
			fc.constantFrom('push_sent', 'push_open', 'push_error', 'mine'),
			fc.constantFrom('2026-11-21T10:00:00Z', '2026-11-20T10:00:00Z', 'never', ''),
			fc.constantFrom('', 'c1', 'c2', 'c3'),
			fc.constantFrom('', 't1'),
		);
		fc.assert(
			fc.property(fc.array(row, { maxLength: 40 }), fc.integer({ min: 0, max: 40 }), (rows, cut) => {
				const whole = emptySummary('pushEvents');
				addAll(whole, columns, rows, 2);
				const first = emptySummary('pushEvents');
				addAll(first, columns, rows.slice(0, cut), 2);
				const second = JSON.parse(JSON.stringify(first)) as typeof first;
				addAll(second, columns, rows.slice(cut), 2);
				expect(reportSummary(second)).toEqual(reportSummary(whole));
				const total = Object.values(reportSummary(whole).events).reduce((sum, count) => sum + count, 0);
				expect(total).toBe(rows.length);
			}),
		);
	});

	it('does not grow with the file: further campaigns and events are counted together', () => {
		const state = emptySummary('pushEvents');
		const fold = summaryFold(state, columns, 10);
		for (let index = 0; index < 5000; index++) fold.add(asColumns([[`event_${index % 200}`, '', `campaign ${index}`, '']], fold.only));
		expect(state.groups).toHaveLength(10);
		expect(state.events).toHaveLength(64);
		const report = reportSummary(state);
		expect(report.otherCampaigns?.rows).toBe(4990);
		expect(report.events.other).toBe(25 * 136);
		expect(JSON.stringify(state).length).toBeLessThan(10_000);
	});

	it('of opt-in users counts who is in, and who has no custom id', () => {
		const state = emptySummary('optInUsers');
		const users: Column[] = [
			{ name: 'id', field: 'customId' },
			{ name: 'ad', field: 'advertisingId' },
			{ name: 'in', field: 'optIn' },
		];
		addAll(state, users, [['u1', 'a1', 'true'], ['u1', 'a2', 'true'], ['', 'a3', 'false']]);
		expect(reportSummary(state)).toMatchObject({ rows: 3, withoutCustomId: 1, optIns: 2, optOuts: 1, optInBalance: 1, errorRate: null, campaigns: [] });
	});

	it('counts a token with blanks around it as the token, and blanks alone as none', () => {
		const state = emptySummary('pushEvents');
		addAll(state, columns, [
			['push_sent', '', ' spring', ''],
			['push_sent', '', 'spring', ''],
			['push_sent', '', 'spring\u00a0', ' '],
			['push_sent', '', '  ', 'welcome '],
			['push_sent', '', ' ', '\t'],
		]);
		expect(state.groups.map(({ channel, token, counts }) => [channel, token, counts])).toEqual([
			['campaign', 'spring', [3]],
			['transactional', 'welcome', [1]],
			['none', '', [1]],
		]);
	});

	it('of a file without events is its number of rows', () => {
		const state = emptySummary('other');
		const fold = summaryFold(state, [{ name: 'a' }]);
		fold.add(asColumns([['x'], ['y']], fold.only));
		expect(fold.only).toEqual([]);
		expect(reportSummary(state)).toMatchObject({ rows: 2, events: {}, optInBalance: null });
	});
});

describe('the index by text', () => {
	it('finds what was added and nothing else, also when texts differ where it looks last', () => {
		const text = fc.oneof(fc.string(), fc.integer({ min: 0, max: 400 }).map((middle) => `same-start-${String(middle).padStart(4, '0')}-and-a-long-same-end`));
		fc.assert(
			fc.property(fc.uniqueArray(text, { maxLength: 200 }), text, (texts, other) => {
				const index = new TextIndex<number>();
				texts.forEach((one, value) => index.add(one, value));
				texts.forEach((one, value) => expect(index.get(one)).toBe(value));
				if (!texts.includes(other)) expect(index.get(other)).toBeUndefined();
			}),
		);
	});
});
