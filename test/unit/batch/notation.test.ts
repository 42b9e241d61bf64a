import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Attribute, Attributes } from '../../../nodes/shared/batch/attributes/attribute';
import { readNotation } from '../../../nodes/shared/batch/attributes/readNotation';
import { writeAppEventAttributes, writeUserData } from '../../../nodes/shared/batch/attributes/writeAppNotation';
import { writeProjectNotation } from '../../../nodes/shared/batch/attributes/writeProjectNotation';

const project = { timezone: 'Europe/Paris', family: 'project' } as const;
const app = { timezone: 'Europe/Paris', family: 'app' } as const;

const someName = fc.oneof(
	fc.stringMatching(/^[a-z0-9_]{1,30}$/),
	fc.constantFrom('__proto__', 'constructor', 'prototype', 'tostring', '$email_address'),
);
const someMoment = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }).map(Number);
const someTexts = fc.array(fc.string(), { maxLength: 3 });
const simple: fc.Arbitrary<Attribute> = fc.oneof(
	fc.record({ type: fc.constantFrom('text' as const, 'url' as const), value: fc.string() }),
	fc.record({ type: fc.constant('integer' as const), value: fc.integer() }),
	fc.record({ type: fc.constant('number' as const), value: fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: true }) }),
	fc.record({ type: fc.constant('date' as const), value: someMoment }),
	fc.record({ type: fc.constant('boolean' as const), value: fc.boolean() }),
	fc.record({ type: fc.constant('textList' as const), value: someTexts }),
	fc
		.record({ type: fc.constant('listEdit' as const), add: someTexts, remove: someTexts })
		.filter(({ add, remove }) => add.length + remove.length > 0),
	fc.constant<Attribute>({ type: 'delete', ofList: false }),
);
const attributesOf = (value: fc.Arbitrary<Attribute>): fc.Arbitrary<Attributes> =>
	fc.array(fc.tuple(someName, value), { maxLength: 6 }).map((entries) => new Map(entries));
const nested = attributesOf(simple);
const someAttributes = attributesOf(
	fc.oneof(
		simple,
		fc.record({ type: fc.constant('object' as const), value: nested }),
		fc.record({ type: fc.constant('objectList' as const), value: fc.array(nested, { minLength: 1, maxLength: 3 }) }),
	),
);

/** As it travels. */
const throughJson = (value: object): Record<string, unknown> => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;

describe('writeProjectNotation and readNotation', () => {
	it('give back what was written, whatever the names', () => {
		fc.assert(
			fc.property(someAttributes, (attributes) => {
				const { attributes: read, violations } = readNotation(throughJson(writeProjectNotation(attributes)), project);
				expect(violations).toEqual([]);
				expect(read).toEqual(attributes);
			}),
			{ numRuns: 500 },
		);
	});

	it('write as Batch documents it', () => {
		const attributes: Attributes = new Map<string, Attribute>([
			['plan', { type: 'text', value: 'gold' }],
			['birthdate', { type: 'date', value: Date.UTC(1990, 4, 1) }],
			['avatar', { type: 'url', value: 'https://cdn.example.org/a.png' }],
			['interests', { type: 'textList', value: ['bike'] }],
			['programs', { type: 'listEdit', add: ['vip'], remove: [] }],
			['old_field', { type: 'delete' }],
			['cart', { type: 'objectList', value: [new Map<string, Attribute>([['link', { type: 'url', value: 'https://example.org' }]])] }],
		]);
		expect(writeProjectNotation(attributes)).toEqual({
			plan: 'gold',
			'date(birthdate)': '1990-05-01T00:00:00.000Z',
			'url(avatar)': 'https://cdn.example.org/a.png',
			interests: ['bike'],
			programs: { $add: ['vip'] },
			old_field: null,
			cart: [{ 'url(link)': 'https://example.org' }],
		});
	});

	it('pollute no prototype, and lose no attribute called __proto__', () => {
		const json = JSON.parse('{"__proto__":{"polluted":true},"constructor":"x"}') as Record<string, unknown>;
		const { attributes } = readNotation(json, project);
		expect([...attributes.keys()]).toEqual(['__proto__', 'constructor']);
		expect(JSON.stringify(writeProjectNotation(attributes))).toBe('{"__proto__":{"polluted":true},"constructor":"x"}');
		const text: Attributes = new Map([['__proto__', { type: 'text', value: 'x' }]]);
		expect(JSON.stringify([writeUserData(text), writeAppEventAttributes(text)])).toBe('[{"u.__proto__":"x"},{"__proto__":"x"}]');
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});
});

describe('readNotation', () => {
	it('goes no deeper than Batch does, however deep a stranger nests', () => {
		const depth = 100_000;
		const json = JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`) as Record<string, unknown>;
		expect(readNotation(json, project).violations).toEqual([
			{ field: 'Attribute a', value: expect.any(String), rule: 'is nested deeper than 3 levels' },
		]);
	});

	it.each<[string, unknown]>([
		['date(x)', 'tomorrow'],
		['date(x)', true],
		['url(x)', 7],
		['x', Number.NaN],
		['x', Number.POSITIVE_INFINITY],
		['x', undefined],
		['x', ['text', 1]],
		['x', [['text']]],
		['x', [null]],
		['x', { $add: 'text' }],
		['x', { $remove: [1] }],
		['x', new Date()],
	])('says which field it cannot read: %s = %j', (key, value) => {
		const { attributes, violations } = readNotation({ [key]: value }, project);
		expect(attributes.size).toBe(0);
		expect(violations).toHaveLength(1);
		expect(violations[0]).toMatchObject({ field: `Attribute ${key}`, rule: expect.stringMatching(/^must be /) });
	});

	it.each([
		[{ plan: 'gold', 'url(plan)': 'https://example.org' }, project],
		[{ 'date(plan)': null, 'url(plan)': null }, project],
		[{ 'u.plan': 'gold', 'ut.plan': ['gold'] }, app],
		[{ plan: 'gold', 'date(u.plan)': '2026-01-10' }, app],
	])('refuses one name under two types: %j', (json, settings) => {
		const { attributes, violations } = readNotation(json, settings);
		expect([...attributes.keys()]).toEqual(['plan']);
		expect(violations.map(({ rule }) => rule)).toEqual(['is given twice, under different types']);
	});

	it('finds what is wrong deep inside', () => {
		const { violations } = readNotation({ cart: [{ 'date(added)': 'soon' }], box: { 'url(link)': 1 } }, project);
		expect(violations.map(({ field }) => field)).toEqual(['Attribute date(added)', 'Attribute url(link)']);
	});

	it('takes the prefixes off in the app family only', () => {
		const json = { 'u.age': 31, 'date(u.renewal)': '2026-06-01', 'url(u.link)': 'https://e.org', 'ut.topics': { $add: ['a'] }, 'ut.old': null };
		expect([...readNotation(json, app).attributes]).toEqual([
			['age', { type: 'integer', value: 31 }],
			['renewal', { type: 'date', value: Date.UTC(2026, 5, 1) }],
			['link', { type: 'url', value: 'https://e.org' }],
			['topics', { type: 'listEdit', add: ['a'], remove: [] }],
			['old', { type: 'delete', ofList: true }],
		]);
		expect([...readNotation({ 'u.age': 31 }, project).attributes.keys()]).toEqual(['u.age']);
	});
});

describe('writeUserData', () => {
	it('writes as the Custom Data API documents it', () => {
		const attributes: Attributes = new Map<string, Attribute>([
			['plan', { type: 'text', value: 'gold' }],
			['age', { type: 'integer', value: 31 }],
			['renewal', { type: 'date', value: Date.UTC(2025, 5, 1, 7, 8, 9, 999) }],
			['link', { type: 'url', value: 'https://e.org' }],
			['topics', { type: 'textList', value: ['a'] }],
			['interests', { type: 'listEdit', add: ['wine'], remove: ['beer'] }],
			['trial', { type: 'delete' }],
			['tags', { type: 'delete', ofList: true }],
		]);
		expect(writeUserData(attributes)).toEqual({
			'u.plan': 'gold',
			'u.age': 31,
			'date(u.renewal)': '2025-06-01T07:08:09',
			'url(u.link)': 'https://e.org',
			'ut.topics': ['a'],
			'ut.interests': { $add: ['wine'], $remove: ['beer'] },
			'u.trial': null,
			'ut.tags': null,
		});
	});

	it('gives back to readNotation what it wrote, to the second', () => {
		const plainNames = attributesOf(simple).map((attributes) => new Map([...attributes].filter(([name]) => !name.startsWith('$'))));
		fc.assert(
			fc.property(plainNames, (attributes) => {
				const { attributes: read } = readNotation(throughJson(writeUserData(attributes)), { ...app, timezone: 'UTC' });
				const toSeconds = (attribute: Attribute): Attribute =>
					attribute.type === 'date' ? { ...attribute, value: Math.floor(attribute.value / 1_000) * 1_000 } : attribute;
				expect(read).toEqual(new Map([...attributes].map(([name, attribute]) => [name, toSeconds(attribute)])));
			}),
		);
	});
});

describe('writeAppEventAttributes', () => {
	it('writes no prefix', () => {
		const attributes: Attributes = new Map<string, Attribute>([
			['amount', { type: 'number', value: 19.9 }],
			['paid', { type: 'date', value: Date.UTC(2025, 3, 1, 9) }],
			['link', { type: 'url', value: 'https://e.org' }],
		]);
		expect(writeAppEventAttributes(attributes)).toEqual({
			amount: 19.9,
			'date(paid)': '2025-04-01T09:00:00',
			'url(link)': 'https://e.org',
		});
	});

	it('throws rather than leave an object out', () => {
		expect(() => writeAppEventAttributes(new Map([['cart', { type: 'object', value: new Map() }]]))).toThrow(TypeError);
	});
});
