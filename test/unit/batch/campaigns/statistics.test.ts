import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statisticsOf } from '../../../../nodes/shared/batch/campaigns/statistics.ts';

const totals = { byDay: false, byVersion: false };
const figure = fc.integer({ min: 0, max: 1_000_000 });
const version = fc.record({ sent: figure, unique_open: figure });
const day = fc.record({
	date: fc.integer({ min: 0, max: 100 }).map((number) => new Date(Date.UTC(2026, 0, 1 + number)).toISOString().slice(0, 10)),
	sent: figure,
	unique_open: figure,
	versions: fc.option(fc.dictionary(fc.constantFrom('a', 'b', 'c'), version), { nil: undefined }),
});
const sum = (rows: ReadonlyArray<Record<string, unknown>>, name: string) => rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);

describe('the statistics of a campaign', () => {
	it('lose nothing, however they are split by day', () => {
		fc.assert(
			fc.property(fc.array(day), (details) => {
				const whole = statisticsOf({ details }, totals) ?? [];
				const days = statisticsOf({ details }, { byDay: true, byVersion: false }) ?? [];
				expect(whole).toHaveLength(1);
				for (const name of ['sent', 'unique_open']) {
					expect(sum(whole, name)).toBe(sum(details, name));
					expect(sum(days, name)).toBe(sum(details, name));
				}
				expect(whole[0].days).toBe(new Set(details.map(({ date }) => date)).size);
			}),
		);
	});

	it('tell the versions of both families apart, and keep the days that have none', () => {
		fc.assert(
			fc.property(fc.array(day), (details) => {
				const asList = details.map(({ versions, ...rest }) => ({ ...rest, versions: versions && Object.entries(versions).map(([name, figures]) => ({ version: name, ...figures })) }));
				const rows = statisticsOf({ detail: details }, { byDay: false, byVersion: true }) ?? [];
				expect(statisticsOf({ details: asList }, { byDay: false, byVersion: true })).toEqual(rows);
				for (const name of ['a', 'b', 'c']) {
					const figures = details.flatMap(({ versions }) => versions?.[name] ?? []);
					expect(sum(rows.filter((row) => row.version === name), 'sent')).toBe(sum(figures, 'sent'));
				}
				const without = details.filter(({ versions }) => Object.keys(versions ?? {}).length === 0);
				expect(sum(rows.filter((row) => row.version === undefined), 'sent')).toBe(sum(without, 'sent'));
			}),
		);
	});

	it('give a rate only where Batch gives what it is made of', () => {
		const rate = (figures: object) => statisticsOf({ details: [{ date: '2026-01-01', ...figures }] }, totals)?.[0].openRate;
		expect(rate({ unique_open: 3, sent_optin: 12, sent: 100 })).toBe(0.25);
		expect(rate({ unique_open: 3, sent: 100 })).toBeUndefined();
		expect(rate({ sent_optin: 12, sent: 100 })).toBeUndefined();
		expect(rate({ unique_open: 0, sent_optin: 0 })).toBeUndefined();
		expect(rate({ direct_open: 3, sent_optins: 12 })).toBeUndefined();
	});

	it('count the opens of people without those of machines', () => {
		const answer = { details: [{ unique_open: 10, unique_machine_open: 4 }, { unique_open: 5, unique_machine_open: 1 }] };
		expect(statisticsOf(answer, totals)).toEqual([{ days: 0, unique_open: 15, unique_machine_open: 5, peopleOpens: 10 }]);
	});

	it('cut whole date-times of old answers to the day', () => {
		const answer = { detail: [{ date: '2026-01-01T08:00:00', sent: 1 }, { date: '2026-01-01', sent: 2 }] };
		expect(statisticsOf(answer, { byDay: true, byVersion: false })).toEqual([{ date: '2026-01-01', sent: 3 }]);
	});

	it.each([undefined, null, 'text', [], {}, { details: {} }, { details: [1] }, { detail: [null] }])('are not read from %j', (answer) => {
		expect(statisticsOf(answer, totals)).toBeUndefined();
	});

	it('take no harm from figures and names that are odd', () => {
		const odd = JSON.parse('{"details":[{"date":7,"sent":"many","__proto__":1,"open":null,"versions":[null,{"version":{},"sent":1}]}]}') as unknown;
		expect(statisticsOf(odd, { byDay: true, byVersion: true })).toEqual([{ date: '', version: '[object Object]', sent: 1 }]);
		const [row] = statisticsOf(odd, totals) ?? [];
		expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
	});
});
