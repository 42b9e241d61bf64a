import { describe, expect, it } from 'vitest';

import { inferAttributes, type EmptyFields } from '../../../nodes/shared/batch/attributes/inferAttributes';
import type { Family } from '../../../nodes/shared/batch/family';
import { DateTime } from '../../../nodes/shared/vendor/luxon';

function infer(fields: object, { emptyFields = 'leaveOut' as EmptyFields, leaveOut = [] as string[], family = 'project' as Family } = {}) {
	const settings = { timezone: 'Europe/Paris', family, emptyFields, leaveOut: new Set(leaveOut) };
	const { attributes, violations, leftOut } = inferAttributes(fields as Record<string, unknown>, settings);
	return { attributes: Object.fromEntries(attributes), violations, leftOut };
}

const midnight = Date.UTC(2026, 0, 10);

describe('inferAttributes', () => {
	it.each<[unknown, object]>([
		['gold', { type: 'text', value: 'gold' }],
		[12, { type: 'integer', value: 12 }],
		[0.5, { type: 'number', value: 0.5 }],
		[false, { type: 'boolean', value: false }],
		['2026-01-10', { type: 'date', value: midnight }],
		['2026-01-10T01:00', { type: 'date', value: midnight }],
		['2026-01-10T01:00:00+01:00', { type: 'date', value: midnight }],
		[new Date(midnight), { type: 'date', value: midnight }],
		[DateTime.fromMillis(midnight), { type: 'date', value: midnight }],
		['https://example.org/a?b=c#d', { type: 'url', value: 'https://example.org/a?b=c#d' }],
		['HTTP://example.org', { type: 'url', value: 'HTTP://example.org' }],
		[['a', 'b'], { type: 'textList', value: ['a', 'b'] }],
		[{ $add: ['a'] }, { type: 'listEdit', add: ['a'], remove: [] }],
		// What only looks like a date or an address stays the text it is.
		['2026-02-30', { type: 'text', value: '2026-02-30' }],
		['2026', { type: 'text', value: '2026' }],
		['20260110', { type: 'text', value: '20260110' }],
		['2026-01-10 or so', { type: 'text', value: '2026-01-10 or so' }],
		['see https://example.org', { type: 'text', value: 'see https://example.org' }],
		['https://example.org or not', { type: 'text', value: 'https://example.org or not' }],
		['mailto:ada@example.org', { type: 'text', value: 'mailto:ada@example.org' }],
	])('takes %j for %j', (value, expected) => {
		expect(infer({ field: value })).toEqual({ attributes: { field: expected }, violations: [], leftOut: [] });
	});

	it('takes keys in the notation of Batch as they say', () => {
		expect(infer({ 'date(since)': '2026-01-10', $timezone: '2026-01-10', $region: 'https://e.org', 'url(link)': 'app:home' }).attributes).toEqual({
			since: { type: 'date', value: midnight },
			$timezone: { type: 'text', value: '2026-01-10' },
			$region: { type: 'text', value: 'https://e.org' },
			link: { type: 'url', value: 'app:home' },
		});
	});

	it('takes the prefixes of the app family off, of dates and addresses too', () => {
		expect(infer({ 'u.since': '2026-01-10', 'u.link': 'https://e.org', 'ut.topics': null }, { family: 'app', emptyFields: 'delete' }).attributes).toEqual({
			since: { type: 'date', value: midnight },
			link: { type: 'url', value: 'https://e.org' },
			topics: { type: 'delete', ofList: true },
		});
	});

	it('refuses one name under two keys, also when the type of one was inferred', () => {
		for (const fields of [
			{ since: '2026-01-10', 'date(since)': '2026-01-11' },
			{ link: 'https://e.org', 'url(link)': 'https://f.org' },
			{ since: '2026-01-10', 'url(since)': 'https://e.org' },
		]) {
			expect(infer(fields).violations.map(({ rule }) => rule)).toEqual(['is given twice, under different types']);
		}
	});

	it.each([null, undefined, ''])('leaves the empty field %j out, deletes it, or refuses it', (value) => {
		const fields = { city: value, 'url(link)': value, $region: value };
		expect(infer(fields)).toEqual({ attributes: {}, violations: [], leftOut: ['city', 'url(link)', '$region'] });
		expect(infer(fields, { emptyFields: 'delete' })).toMatchObject({
			attributes: { city: { type: 'delete' }, link: { type: 'delete' }, $region: { type: 'delete' } },
			violations: [],
			leftOut: [],
		});
		// The contract then refuses an empty text.
		expect(infer(fields, { emptyFields: 'refuse' }).attributes).toEqual({
			city: { type: 'text', value: '' },
			link: { type: 'url', value: '' },
			$region: { type: 'text', value: '' },
		});
		expect(infer({ 'date(since)': value }, { emptyFields: 'refuse' }).violations).toHaveLength(1);
	});

	it('names what it leaves out, and keeps what is false or zero', () => {
		expect(infer({ id: 7, plan: 'gold', zero: 0, no: false }, { leaveOut: ['id'] })).toMatchObject({
			attributes: { plan: {}, zero: { value: 0 }, no: { value: false } },
			leftOut: ['id'],
		});
	});

	it('loses no field with the name of a prototype key, and pollutes nothing', () => {
		const fields = JSON.parse('{"__proto__":"gold","constructor":"x","toString":"y","hasOwnProperty":1}') as object;
		const { attributes } = infer(fields);
		expect(Object.keys(attributes)).toEqual(['__proto__', 'constructor', 'toString', 'hasOwnProperty']);
		expect(infer(JSON.parse('{"__proto__":null}') as object).leftOut).toEqual(['__proto__']);
		infer(JSON.parse('{"__proto__":{"polluted":true}}') as object);
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});

	it('says so when a field holds nothing Batch could take', () => {
		const fields = { broken: new Date(Number.NaN), mixed: [1, 'a'], stray: DateTime.invalid('x') };
		expect(infer(fields).violations.map(({ field }) => field)).toEqual([
			'Attribute date(broken)',
			'Attribute mixed',
			'Attribute date(stray)',
		]);
	});
});
