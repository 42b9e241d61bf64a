import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { emptyFieldsChoices, type EmptyFields } from '../../../../nodes/shared/batch/attributes/emptyFields';
import { mappedTypes, readMapped } from '../../../../nodes/shared/batch/attributes/readMapped';
import { readNative } from '../../../../nodes/shared/batch/attributes/readNative';

const nothings = [undefined, null, '', '  '];

describe('attributes that were mapped by hand', () => {
	const read = (mapped: Record<string, unknown> | Array<Record<string, unknown>>, emptyFields: EmptyFields = 'leaveOut') => {
		const { attributes, ...rest } = readMapped([mapped].flat(), { timezone: 'Europe/Paris', emptyFields });
		return { attributes: Object.fromEntries(attributes), ...rest };
	};

	it.each<[Record<string, unknown>, object]>([
		[{ type: 'text', text: 42 }, { type: 'text', value: '42' }],
		[{ type: 'text', text: ' gold ' }, { type: 'text', value: ' gold ' }],
		[{ text: 'gold' }, { type: 'text', value: 'gold' }],
		[{ type: 'INTEGER', number: '42' }, { type: 'integer', value: 42 }],
		[{ type: 'number', number: '0.5' }, { type: 'number', value: 0.5 }],
		[{ type: 'boolean', boolean: 'TRUE' }, { type: 'boolean', value: true }],
		[{ type: 'boolean', boolean: 1 }, { type: 'boolean', value: true }],
		[{ type: 'boolean', boolean: 'no' }, { type: 'boolean', value: false }],
		[{ type: 'date', date: '2024-01-05 10:00:00' }, { type: 'date', value: Date.UTC(2024, 0, 5, 9) }],
		[{ type: 'date', date: 1_704_448_800 }, { type: 'date', value: 1_704_448_800_000 }],
		[{ type: 'url', url: 'https://e.org ' }, { type: 'url', value: 'https://e.org' }],
		[{ type: 'textList', texts: '["e","f"]' }, { type: 'textList', value: ['e', 'f'] }],
		[{ type: 'textList', texts: ['a', 7] }, { type: 'textList', value: ['a', '7'] }],
		[{ type: 'addToList', texts: 'a, b' }, { type: 'listEdit', add: ['a', 'b'], remove: [] }],
		[{ type: 'delete' }, { type: 'delete' }],
		[{ type: 'deleteList' }, { type: 'delete', ofList: true }],
	])('are taken: %j', (mapped, expected) => {
		expect(read({ name: 'field', ...mapped })).toEqual({ attributes: { field: expected }, violations: [], leftOut: [] });
	});

	it.each<[Record<string, unknown>, string]>([
		[{ type: 'text', text: { a: 1 } }, 'must be a text'],
		[{ type: 'text', text: true }, 'must be a text'],
		[{ type: 'integer', number: 1.5 }, 'must be a whole number'],
		[{ type: 'integer', number: true }, 'must be a whole number'],
		[{ type: 'number', number: '12,5' }, 'must be a number'],
		[{ type: 'boolean', boolean: 'maybe' }, 'must be true or false'],
		[{ type: 'date', date: 20240105 }, 'must be a date'],
		[{ type: 'textList', texts: ['a', {}] }, 'must be a list of texts'],
		[{ type: 'txt', text: 'gold' }, 'must be one of: text, url'],
	])('are refused with their rule: %j', (mapped, rule) => {
		const { attributes, violations } = read({ name: 'field', ...mapped });
		expect(attributes).toEqual({});
		expect(violations).toEqual([{ field: expect.stringMatching(/ttribute field$/), value: expect.any(String), rule: expect.stringContaining(rule) }]);
	});

	it('need a name', () => {
		for (const name of [...nothings, {}, true]) expect(read({ name, text: 'x' }).violations).toEqual([expect.objectContaining({ field: 'Attribute name' })]);
	});

	const valueFields = [
		['text', 'text', { type: 'delete' }],
		['url', 'url', { type: 'delete' }],
		['integer', 'number', { type: 'delete' }],
		['number', 'number', { type: 'delete' }],
		['boolean', 'boolean', { type: 'delete' }],
		['date', 'date', { type: 'delete' }],
		['textList', 'texts', { type: 'delete', ofList: true }],
	] as const;

	it.each(valueFields)('of type %s go by Empty Fields where they hold nothing', (type, field, deletion) => {
		for (const nothing of nothings) {
			const mapped = [{ name: 'plan', type: 'text', text: 'gold' }, { name: 'empty', type, [field]: nothing }];
			expect(read(mapped)).toMatchObject({ attributes: { plan: {} }, violations: [], leftOut: ['empty'] });
			expect(read(mapped).attributes).not.toHaveProperty('empty');
			expect(read(mapped, 'delete')).toMatchObject({ attributes: { plan: {}, empty: deletion }, violations: [], leftOut: [] });
			expect(read(mapped, 'refuse').violations).toEqual([expect.objectContaining({ field: 'Attribute empty' })]);
		}
	});

	it('delete no list because there is nothing to add to it', () => {
		for (const type of ['addToList', 'removeFromList']) {
			expect(read({ name: 'list', type, texts: '' }, 'delete')).toEqual({ attributes: {}, violations: [], leftOut: ['list'] });
		}
	});

	it('are given once, but that a list may be added to and removed from', () => {
		const edit = [{ name: 'list', type: 'addToList', texts: 'a' }, { name: 'list', type: 'removeFromList', texts: 'b' }];
		expect(read(edit).attributes).toEqual({ list: { type: 'listEdit', add: ['a'], remove: ['b'] } });
		expect(read([...edit, { name: 'list', text: 'x' }]).violations).toEqual([{ field: 'Attribute name', value: 'list', rule: 'is given twice' }]);
	});

	it('are each sent, left out or refused, whatever an expression gives', () => {
		const mapped = fc.record({
			name: fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.anything()),
			type: fc.oneof(fc.constantFrom(...mappedTypes), fc.anything()),
			text: fc.anything({ withBigInt: true }),
			number: fc.anything({ withBigInt: true }),
			boolean: fc.anything(),
			date: fc.anything({ withDate: true }),
			url: fc.anything(),
			texts: fc.anything(),
		});
		fc.assert(
			fc.property(mapped, fc.constantFrom(...emptyFieldsChoices), (one, emptyFields) => {
				const { attributes, violations, leftOut } = read(one, emptyFields);
				expect(Object.keys(attributes).length + violations.length + leftOut.length).toBe(1);
			}),
			{ numRuns: 1_000 },
		);
	});
});

describe('native attributes', () => {
	const read = (fields: Record<string, unknown>, emptyFields: EmptyFields = 'leaveOut') => {
		const { attributes, ...rest } = readNative(fields, emptyFields);
		return { attributes: Object.fromEntries(attributes), ...rest };
	};
	const names = ['$email_address', '$email_marketing', '$language', '$phone_number', '$region', '$sms_marketing', '$timezone'];

	it.each(names)('%s is deleted on an explicit choice alone', (name) => {
		for (const nothing of nothings) {
			expect(read({ [name]: nothing })).toEqual({ attributes: {}, violations: [], leftOut: [name] });
			expect(read({ [name]: nothing }, 'refuse')).toMatchObject({ attributes: {}, violations: [{ field: `Attribute ${name}` }] });
			expect(read({ [name]: nothing }, 'delete')).toEqual({ attributes: { [name]: { type: 'delete' } }, violations: [], leftOut: [] });
		}
	});

	it.each(names)('%s takes no object, no list and, but for consent, no boolean', (name) => {
		for (const value of [{}, { a: 1 }, ['fr'], new Date(0)]) {
			expect(read({ [name]: value })).toMatchObject({ attributes: {}, violations: [{ field: `Attribute ${name}` }], leftOut: [] });
		}
		const isConsent = name.endsWith('_marketing');
		expect(read({ [name]: true }).violations).toHaveLength(isConsent ? 0 : 1);
	});

	it.each([
		[true, 'subscribed'],
		[false, 'unsubscribed'],
		['TRUE', 'subscribed'],
		['no', 'unsubscribed'],
		[0, 'unsubscribed'],
		['Subscribed', 'subscribed'],
		[' unsubscribed ', 'unsubscribed'],
	])('consent %j is %s', (value, expected) => {
		expect(read({ $email_marketing: value, $sms_marketing: value }).attributes).toEqual({
			$email_marketing: { type: 'text', value: expected },
			$sms_marketing: { type: 'text', value: expected },
		});
	});

	it('consent is reset by its own word, and refused when it is none', () => {
		expect(read({ $email_marketing: 'reset' }).attributes).toEqual({ $email_marketing: { type: 'delete' } });
		expect(read({ $email_marketing: 'maybe' }).violations).toEqual([
			{ field: 'Attribute $email_marketing', value: 'maybe', rule: 'must be one of: subscribed, unsubscribed, reset; true or false' },
		]);
	});

	it('topics are set, added and removed, and deleted on an explicit choice alone', () => {
		const topics = (fields: Record<string, unknown>, emptyFields?: EmptyFields) => read(fields, emptyFields).attributes.$topic_preferences;
		expect(topics({ topicsToSet: 'a, b' })).toEqual({ type: 'textList', value: ['a', 'b'] });
		expect(topics({ topicsToAdd: '["a"]', topicsToRemove: '' })).toEqual({ type: 'listEdit', add: ['a'], remove: [] });
		for (const nothing of nothings) {
			expect(topics({ topicsToSet: nothing })).toBeUndefined();
			expect(topics({ topicsToAdd: nothing }, 'delete')).toBeUndefined();
			expect(topics({ topicsToSet: nothing }, 'delete')).toEqual({ type: 'delete' });
			expect(read({ topicsToSet: nothing }, 'refuse').violations).toHaveLength(1);
		}
		expect(read({ topicsToSet: 'a', topicsToAdd: 'b' }).violations).toEqual([expect.objectContaining({ field: 'Topics to Set' })]);
		expect(read({ topicsToSet: [{}] }).violations).toEqual([expect.objectContaining({ field: 'Topics to Set' })]);
	});

	it('are never deleted by what a mapping gives, unless Empty Fields says so', () => {
		const value = fc.anything({ withBigInt: true, withDate: true });
		fc.assert(
			fc.property(fc.constantFrom(...names, 'topicsToSet', 'topicsToAdd'), value, (name, given) => {
				for (const attribute of Object.values(read({ [name]: given }).attributes)) expect(attribute.type).not.toBe('delete');
			}),
			{ numRuns: 500 },
		);
	});
});
