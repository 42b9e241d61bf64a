import fc from 'fast-check';
import type { INodeProperties } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { ParameterError, Parameters } from '../../../nodes/shared/parameters';
import { secretObstacle, testSecret } from '../../../nodes/shared/webhook/prepared/secret';

const fields: INodeProperties[] = [
	{ displayName: 'Prefix', name: 'prefix', type: 'string', default: 'p_' },
	{ displayName: 'Colour', name: 'colour', type: 'options', options: [{ name: 'Red', value: 'red' }], default: 'red' },
	{ displayName: 'Sizes', name: 'sizes', type: 'multiOptions', options: [{ name: 'Big', value: 'big' }], default: [] },
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		default: {},
		options: [
			{ displayName: 'Loud', name: 'loud', type: 'boolean', default: true },
			{ displayName: 'Age', name: 'age', type: 'number', typeOptions: { minValue: 0, maxValue: 9 }, default: 3 },
		],
	},
	{
		displayName: 'Names',
		name: 'names',
		type: 'fixedCollection',
		default: {},
		options: [
			{ displayName: 'Name', name: 'values', values: [{ displayName: 'Text', name: 'text', type: 'string', default: 'none' }] },
		],
	},
];

const read = (values: Record<string, unknown>) =>
	new Parameters((name, otherwise) => (Object.hasOwn(values, name) ? values[name] : otherwise), fields);

describe('Parameters', () => {
	it('gives what the fields say where nothing is set, or null', () => {
		for (const values of [{}, { prefix: null, colour: null, sizes: null, options: null, names: null }]) {
			const parameters = read(values);
			expect(parameters.text('prefix')).toBe('p_');
			expect(parameters.choice('colour')).toBe('red');
			expect(parameters.choices('sizes')).toEqual([]);
			expect(parameters.rows('names')).toEqual([]);
			expect(parameters.collection('options').flag('loud')).toBe(true);
			expect(parameters.collection('options').number('age')).toBe(3);
		}
	});

	it('gives what is set', () => {
		const parameters = read({ prefix: '', sizes: ['big'], options: { loud: false, age: 0 }, names: { values: [{}, { text: 'a' }] } });
		expect(parameters.text('prefix')).toBe('');
		expect(parameters.choices('sizes')).toEqual(['big']);
		expect(parameters.collection('options').flag('loud')).toBe(false);
		expect(parameters.collection('options').number('age')).toBe(0);
		expect(parameters.rows('names').map((row) => row.text('text'))).toEqual(['none', 'a']);
		expect(read({ prefix: ' a, b\n,c' }).list('prefix')).toEqual(['a', 'b', 'c']);
	});

	it.each<[string, Record<string, unknown>, (parameters: Parameters) => unknown, string]>([
		['a number for a text', { prefix: 7 }, (it) => it.text('prefix'), 'Prefix must be a text, not 7.'],
		['an object for a list', { prefix: { a: 1 } }, (it) => it.list('prefix'), 'Prefix must be a text, not {"a":1}.'],
		['a choice that is none', { colour: 'Red' }, (it) => it.choice('colour'), 'Colour must be one of red, not "Red".'],
		['a name of an object for a choice', { colour: 'constructor' }, (it) => it.choice('colour'), 'Colour must be one of red, not "constructor".'],
		['a text for several choices', { sizes: 'big' }, (it) => it.choices('sizes'), 'Sizes must be a list, not "big".'],
		['a choice that is none among several', { sizes: ['big', 'huge'] }, (it) => it.choices('sizes'), 'Sizes may hold its own choices only, not "huge".'],
		['a text for options', { options: 'x' }, (it) => it.collection('options'), 'Options must be an object, not "x".'],
		['a text for a flag', { options: { loud: 'yes' } }, (it) => it.collection('options').flag('loud'), 'Options: Loud must be true or false, not "yes".'],
		['a number out of bounds', { options: { age: 10 } }, (it) => it.collection('options').number('age'), 'Options: Age must be a number of at least 0 and of at most 9, not 10.'],
		['no number', { options: { age: NaN } }, (it) => it.collection('options').number('age'), 'Options: Age must be a number of at least 0 and of at most 9, not null.'],
		['rows that are none', { names: { values: [7] } }, (it) => it.rows('names'), 'Names must hold a list of rows, not {"values":[7]}.'],
		['a cell of another kind', { names: { values: [{}, { text: [] }] } }, (it) => it.rows('names')[1]?.text('text'), 'Names, row 2: Text must be a text, not [].'],
	])('refuses %s, with field, rule and value', (_, values, use, message) => {
		expect(() => use(read(values))).toThrow(ParameterError);
		expect(() => use(read(values))).toThrow(expect.objectContaining({ message }));
	});

	it('never throws anything else, whatever stands there', () => {
		const readAll = (parameters: Parameters) => [
			parameters.list('prefix'),
			parameters.choice('colour'),
			parameters.choices('sizes'),
			parameters.collection('options').flag('loud'),
			parameters.collection('options').number('age'),
			parameters.rows('names').map((row) => row.text('text')),
		];
		const anything = fc.oneof(fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }), fc.constant(Symbol('s')));
		const values = fc.record({ prefix: anything, colour: anything, sizes: anything, options: anything, names: anything });
		fc.assert(
			fc.property(values, (given) => {
				try {
					readAll(read(given));
				} catch (error) {
					expect(error).toBeInstanceOf(ParameterError);
				}
			}),
		);
	});
});

describe('a secret', () => {
	it('is objected to when it cannot be one', () => {
		for (const secret of [undefined, null, '', ' a', 'a\n', 7]) expect(secretObstacle(secret, 'The secret')).toMatch(/^The secret /);
		expect(secretObstacle('a b', 'The secret')).toBeUndefined();
	});

	it('is tested by what can be seen of it', () => {
		expect(testSecret('', 'The secret', 'Only a call')).toEqual({ status: 'Error', message: 'The secret is empty.' });
		expect(testSecret('a', 'The secret', 'Only a call')).toMatchObject({ status: 'OK', message: expect.stringContaining('Only a call') });
	});
});
