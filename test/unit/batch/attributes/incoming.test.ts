import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { convertName } from '../../../../nodes/shared/batch/attributes/convertName';
import { decideTypes } from '../../../../nodes/shared/batch/attributes/decideTypes';
import type { EmptyFields } from '../../../../nodes/shared/batch/attributes/emptyFields';
import { planColumns, type NamesNotAllowed } from '../../../../nodes/shared/batch/attributes/planColumns';
import { readIncoming, type ValuesNotTaken } from '../../../../nodes/shared/batch/attributes/readIncoming';
import type { AttributeOwner } from '../../../../nodes/shared/batch/contract/attributeRules';
import { checkAttributes } from '../../../../nodes/shared/batch/contract/checks';
import type { Family } from '../../../../nodes/shared/batch/family';
import { readTime } from '../../../../nodes/shared/batch/values/readTime';
import { DateTime } from '../../../../nodes/shared/vendor/luxon';

interface Choices {
	emptyFields?: EmptyFields;
	valuesNotTaken?: ValuesNotTaken;
	namesNotAllowed?: NamesNotAllowed;
	leaveOut?: string[];
	family?: Family;
	owner?: AttributeOwner;
}

function readAll(items: object[], choices: Choices = {}) {
	const { family = 'project', owner = 'profile', namesNotAllowed = 'convert', emptyFields = 'leaveOut', valuesNotTaken = 'leaveOut' } = choices;
	const records = items as Array<Record<string, unknown>>;
	const leaveOut = new Set(choices.leaveOut);
	const plan = planColumns(decideTypes(records), { family, owner, namesNotAllowed, leaveOut });
	const settings = { timezone: 'Europe/Paris', family, owner, emptyFields, valuesNotTaken };
	const rows = records.map((fields) => {
		const { attributes, ...rest } = readIncoming(fields, plan, settings);
		return { attributes: Object.fromEntries(attributes), ...rest };
	});
	return { rows, decided: plan.decided };
}

const infer = (fields: object, choices: Choices = {}) => readAll([fields], choices).rows[0];

const midnight = Date.UTC(2026, 0, 10);

describe('one item', () => {
	it.each<[unknown, object]>([
		['gold', { type: 'text', value: 'gold' }],
		[12, { type: 'integer', value: 12 }],
		[0.5, { type: 'number', value: 0.5 }],
		[false, { type: 'boolean', value: false }],
		['2026-01-10', { type: 'date', value: midnight }],
		['2026-01-10T01:00', { type: 'date', value: midnight }],
		['2026-01-10T01:00:00+01:00', { type: 'date', value: midnight }],
		['2026-01-10 01:00:00', { type: 'date', value: midnight }],
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
		['1767000000', { type: 'text', value: '1767000000' }],
		['2026-01-10 or so', { type: 'text', value: '2026-01-10 or so' }],
		['see https://example.org', { type: 'text', value: 'see https://example.org' }],
		['https://example.org or not', { type: 'text', value: 'https://example.org or not' }],
		['mailto:ada@example.org', { type: 'text', value: 'mailto:ada@example.org' }],
		['  gold ', { type: 'text', value: '  gold ' }],
	])('takes %j for %j', (value, expected) => {
		expect(infer({ field: value })).toEqual({ attributes: { field: expected }, violations: [], leftOut: [], notTaken: [] });
	});

	it('takes keys in the notation of Batch as they say', () => {
		expect(infer({ 'date(since)': '2026-01-10', $timezone: 'Europe/Paris', $region: 'FR', 'url(link)': 'app:home' }).attributes).toEqual({
			since: { type: 'date', value: midnight },
			$timezone: { type: 'text', value: 'Europe/Paris' },
			$region: { type: 'text', value: 'FR' },
			link: { type: 'url', value: 'app:home' },
		});
	});

	it('takes true and false of a column of consent for what they mean', () => {
		expect(infer({ $email_marketing: false, $sms_marketing: 'Subscribed' }).attributes).toEqual({
			$email_marketing: { type: 'text', value: 'unsubscribed' },
			$sms_marketing: { type: 'text', value: 'subscribed' },
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

	it.each([null, undefined, '', '  ', []].map((value) => [value]))('leaves the empty field %j out, deletes it, or refuses it', (value) => {
		const fields = { city: value, 'url(link)': value, $region: value };
		expect(infer(fields)).toEqual({ attributes: {}, violations: [], leftOut: ['city', 'url(link)', '$region'], notTaken: [] });
		expect(infer(fields, { emptyFields: 'delete' })).toMatchObject({
			attributes: { city: { type: 'delete' }, link: { type: 'delete' }, $region: { type: 'delete' } },
			violations: [],
			leftOut: [],
		});
		const refused = infer(fields, { emptyFields: 'refuse' });
		expect(refused.attributes).toEqual({});
		expect(refused.violations.map(({ field }) => field)).toEqual(['Attribute city', 'Attribute url(link)', 'Attribute $region']);
	});

	it('names what it leaves out, and keeps what is false or zero', () => {
		expect(infer({ id: 7, plan: 'gold', zero: 0, no: false }, { leaveOut: ['id'] })).toMatchObject({
			attributes: { plan: {}, zero: { value: 0 }, no: { value: false } },
			leftOut: ['id'],
		});
	});

	it('loses no field with the name of a prototype key, and pollutes nothing', () => {
		const fields = JSON.parse('{"__proto__":"gold","constructor":"x","toString":"y","hasOwnProperty":1}') as object;
		const { rows, decided } = readAll([fields]);
		expect(Object.keys(rows[0].attributes)).toEqual(['__proto__', 'constructor', 'tostring', 'hasownproperty']);
		expect(Object.keys(decided.attributeTypes)).toEqual(['__proto__', 'constructor', 'tostring', 'hasownproperty']);
		expect(infer(JSON.parse('{"__proto__":null}') as object).leftOut).toEqual(['__proto__']);
		infer(JSON.parse('{"__proto__":{"polluted":true}}') as object);
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});
});

describe('values Batch cannot take', () => {
	const fields = {
		plan: 'gold',
		broken: new Date(Number.NaN),
		mixed: [1, 'a'],
		numbers: [1, 2],
		stray: DateTime.invalid('x'),
		address: { city: 'Paris' },
		long: 'x'.repeat(301),
		huge: 1e21,
		'date(since)': 'soon',
		$language: 'French',
	};
	const others = Object.keys(fields).filter((field) => field !== 'plan');

	it('are left out one by one, each with its rule, and the rest of the row is sent', () => {
		const { attributes, violations, leftOut, notTaken } = infer(fields);
		expect(attributes).toEqual({ plan: { type: 'text', value: 'gold' } });
		expect(violations).toEqual([]);
		expect(leftOut).toEqual(others);
		expect(notTaken.map(({ field }) => field)).toEqual(others.map((field) => `Attribute ${field}`));
		expect(notTaken.find(({ field }) => field === 'Attribute long')?.rule).toBe('must be at most 300 characters');
	});

	it('refuse the row when that was chosen', () => {
		const { violations, notTaken } = infer(fields, { valuesNotTaken: 'refuse' });
		expect(violations.map(({ field }) => field)).toEqual(others.map((field) => `Attribute ${field}`));
		expect(notTaken).toEqual([]);
	});

	it('are others on an event, which takes objects', () => {
		expect(infer(fields, { owner: 'event' }).attributes).toHaveProperty('address.type', 'object');
	});
});

describe('names Batch does not allow', () => {
	it.each([
		['First Name', 'first_name'],
		['prénom', 'prenom'],
		['Prénom', 'prenom'],
		['address.city', 'address_city'],
		['ADDRESS-City (home)', 'address_city_home'],
		['\uFEFFid', 'id'],
		['Straße', 'strasse'],
		['Œuvre', 'oeuvre'],
		['İl', 'il'],
		['_id ', '_id'],
		['x'.repeat(31), 'x'.repeat(30)],
		['customer_lifetime_value_in_euro_2026', 'customer_lifetime_value_in_eur'],
		['a_very_long_name_with_29_chars_ and more', 'a_very_long_name_with_29_chars'],
	])('become ones it does: %j → %s', (name, expected) => {
		expect(convertName(name)).toBe(expected);
		expect(readAll([{ [name]: 'Ada' }])).toMatchObject({ rows: [{ attributes: { [expected]: { value: 'Ada' } } }] });
	});

	it('show what they were, with what cannot be seen', () => {
		expect(readAll([{ 'First Name': 'Ada', '\uFEFFid': 'a', plan: 'gold' }]).decided).toEqual({
			attributeTypes: { first_name: 'text', id: 'text', plan: 'text' },
			renamedFields: { 'First Name': 'first_name', '\\uFEFFid': 'id' },
			fieldsNotSent: {},
		});
	});

	it.each(['имя', '🚀', '', '...', '___ ', '$misspelt'])('are left out where nothing would be left: %j', (name) => {
		const { rows, decided } = readAll([{ [name]: 'Ada', plan: 'gold' }]);
		expect(rows[0]).toMatchObject({ attributes: { plan: {} }, leftOut: name === '___ ' ? expect.anything() : [name] });
		if (name !== '___ ') expect(Object.values(decided.fieldsNotSent)).toEqual([expect.stringContaining('cannot be converted')]);
	});

	it('that become one are sent once: the first of them, and before it the one that was allowed', () => {
		const two = readAll([{ 'First Name': 'Ada' }, { 'first-name': 'Bob', 'First Name': 'Eve' }]);
		expect(two.rows.map(({ attributes }) => attributes)).toEqual([
			{ first_name: { type: 'text', value: 'Ada' } },
			{ first_name: { type: 'text', value: 'Eve' } },
		]);
		expect(two.rows[1].leftOut).toEqual(['first-name']);
		expect(two.decided.renamedFields).toEqual({ 'First Name': 'first_name' });
		expect(two.decided.fieldsNotSent).toEqual({ 'first-name': 'Its name becomes first_name, as First Name is sent already' });
		const allowed = readAll([{ 'First Name': 'Ada', first_name: 'Bob' }]);
		expect(allowed.rows[0].attributes).toEqual({ first_name: { type: 'text', value: 'Bob' } });
		expect(allowed.decided.fieldsNotSent).toEqual({ 'First Name': 'Its name becomes first_name, as first_name is sent already' });
	});

	it('are left out, or refuse the row that holds a value under them', () => {
		const fields = { 'First Name': 'Ada', plan: 'gold' };
		expect(readAll([fields], { namesNotAllowed: 'leaveOut' })).toMatchObject({
			rows: [{ attributes: { plan: {} }, leftOut: ['First Name'], violations: [] }],
			decided: { fieldsNotSent: { 'First Name': expect.stringContaining('lowercase') } },
		});
		expect(infer(fields, { namesNotAllowed: 'refuse' }).violations).toEqual([
			{ field: 'Attribute name', value: 'First Name', rule: 'must be 1 to 30 lowercase letters, digits or underscores' },
		]);
		expect(infer({ ...fields, 'First Name': '' }, { namesNotAllowed: 'refuse' }).violations).toEqual([]);
	});

	it('keep their notation', () => {
		expect(infer({ 'date(Last Login)': '2026-01-10' }).attributes).toEqual({ last_login: { type: 'date', value: midnight } });
	});

	it('are always converted to allowed ones, once and for all', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (name) => {
				const converted = convertName(name);
				if (converted === undefined) return;
				expect(converted).toMatch(/^[a-z0-9_]{1,30}$/);
				expect(convertName(converted)).toBe(converted);
			}),
		);
	});
});

describe('types', () => {
	it.each<[unknown[], string | undefined]>([
		[['2026-01-10', '2026-01-11'], 'date'],
		[['2026-01-10', 'unknown'], 'text'],
		[['unknown', '2026-01-10'], 'text'],
		[['2026-01-10', '', null], 'date'],
		[['https://e.org', 'e.org'], 'text'],
		[[1, 2], 'integer'],
		[[1, 1.5], 'number'],
		[[1, 'one'], 'text'],
		[[true, false, null], 'boolean'],
		[[['a'], { $add: ['b'] }], 'textList'],
		[[['a'], [1]], 'textList'],
		[[{ a: 1 }, [{ a: 1 }]], 'object'],
		[[[1], Number.NaN, new Date(Number.NaN), []], undefined],
	])('are one for the values %j of a column: %s', (values, expected) => {
		expect(decideTypes(values.map((column) => ({ column }))).get('column')).toBe(expected);
	});

	it('do not differ from row to row', () => {
		const { rows, decided } = readAll([{ seen: '2026-01-10' }, { seen: 'never' }, { seen: 5 }, { seen: true }]);
		expect(rows.map(({ attributes }) => attributes)).toEqual([
			{ seen: { type: 'text', value: '2026-01-10' } },
			{ seen: { type: 'text', value: 'never' } },
			{ seen: { type: 'text', value: '5' } },
			{},
		]);
		expect(rows[3].notTaken).toHaveLength(1);
		expect(decided.attributeTypes).toEqual({ seen: 'text' });
	});

	it('are the same whatever the order of the items', () => {
		const value = fc.constantFrom<unknown>('a', '2026-01-10', 'https://e.org', 1, 1.5, true, ['a'], [1], null, '', { $add: ['a'] });
		const item = fc.dictionary(fc.constantFrom('a', 'b'), value);
		fc.assert(
			fc.property(fc.array(item), (items) => {
				const types = decideTypes(items);
				const reversed = decideTypes([...items].reverse());
				for (const [column, type] of types) expect(reversed.get(column)).toBe(type);
			}),
		);
	});

	it('are dates exactly where the time can be read', () => {
		const part = (least: number, most: number, length: number) => fc.integer({ min: least, max: most }).map((number) => String(number).padStart(length, '0'));
		const day = fc.tuple(part(1, 9999, 4), part(0, 13, 2), part(0, 32, 2)).map((parts) => parts.join('-'));
		const time = fc.tuple(part(0, 23, 2), part(0, 61, 2), part(0, 61, 2)).map((parts) => parts.join(':'));
		const offset = fc.constantFrom('', 'Z', '+01:00', '-0530', ' +02', '.250Z');
		fc.assert(
			fc.property(day, time, offset, (date, clock, zone) => {
				for (const text of [date, `${date}T${clock}${zone}`, `${date} ${clock}${zone}`]) {
					const type = readTime(text, 'UTC').ok ? 'date' : 'text';
					expect([text, decideTypes([{ text }]).get('text')]).toEqual([text, type]);
				}
			}),
			{ numRuns: 1_000 },
		);
	});

	it('are decided about as fast as the items are written as JSON', () => {
		const item = Object.fromEntries(Array.from({ length: 20 }, (_unused, index) => [`field_${index}`, index % 2 ? '2026-01-10T10:00:00Z' : index]));
		const items = Array.from({ length: 20_000 }, () => ({ ...item }));
		const timeOf = (work: () => unknown) => {
			const start = performance.now();
			work();
			return performance.now() - start;
		};
		const rounds = Array.from({ length: 5 }, () => [timeOf(() => decideTypes(items)), timeOf(() => JSON.stringify(items))]);
		const best = (index: number) => Math.min(...rounds.map((round) => round[index]));
		expect(best(0)).toBeLessThan(best(1) * 10);
	});
});

describe('too many columns', () => {
	const columns = (count: number, value: unknown = 1) => Object.fromEntries(Array.from({ length: count }, (_unused, index) => [`field_${index}`, value]));

	it('are refused with the option that helps', () => {
		expect(infer(columns(50)).violations).toEqual([]);
		expect(infer(columns(51)).violations).toEqual([
			{ field: 'Attributes', value: '51', rule: 'must be at most 50 a profile; name the others in Fields to Leave Out' },
		]);
		expect(infer(columns(16, ['a'])).violations).toEqual([
			{ field: 'Attributes', value: '16', rule: 'must be at most 15 lists at once; name the others in Fields to Leave Out' },
		]);
		expect(infer(columns(21), { owner: 'event' }).violations).toHaveLength(1);
	});
});

describe('any items', () => {
	const item = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('date(x)', 'url(x)', 'x', '$language', 'First Name')), fc.anything({ withBigInt: true, withDate: true }), { maxKeys: 8 });

	it('give attributes that keep the contract, and name every field that is not sent', () => {
		fc.assert(
			fc.property(fc.array(item, { maxLength: 4 }), fc.constantFrom<Family>('project', 'app'), fc.constantFrom<AttributeOwner>('profile', 'event'), (items, family, owner) => {
				const { rows } = readAll(items, { family, owner });
				rows.forEach(({ attributes, leftOut, violations }, index) => {
					expect(checkAttributes(family, owner, new Map(Object.entries(attributes)))).toEqual([]);
					// What is neither sent nor left out was named in a violation.
					const fields = Object.keys(items[index]);
					expect(Object.keys(attributes).length + leftOut.length + violations.length).toBe(fields.length);
				});
			}),
			{ numRuns: 500 },
		);
	});
});
