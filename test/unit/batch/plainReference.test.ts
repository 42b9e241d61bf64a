import fc from 'fast-check';
import type { INode, INodeExecutionData, INodeType } from 'n8n-workflow';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { leftToN8n, plainReferenceOf, readPlainReference } from '../../../nodes/Batch/run/plainReference.ts';

const require = createRequire(import.meta.url);
const workflow = require('n8n-workflow') as typeof import('n8n-workflow');

/** n8n's own evaluation of a parameter, as a node under n8n's defaults gets it. */
class Evaluation {
	private static readonly nodeType = {
		description: { displayName: 'Node', name: 'node', group: ['input'], version: 1, description: '', defaults: {}, inputs: ['main'], outputs: ['main'], properties: [] },
	} as unknown as INodeType;

	private static readonly node: INode = { id: 'node', name: 'Node', type: 'test.node', typeVersion: 1, position: [0, 0], parameters: {} };

	private readonly instance = new workflow.Workflow({
		id: 'workflow',
		nodes: [Evaluation.node],
		connections: {},
		active: false,
		nodeTypes: { getByName: () => Evaluation.nodeType, getByNameAndVersion: () => Evaluation.nodeType, getKnownTypes: () => ({}) },
		settings: { timezone: 'Europe/Paris' },
	});

	async open() {
		await this.instance.expression.acquireIsolate();
	}

	async close() {
		await this.instance.expression.releaseIsolate();
	}

	/** The value, or the words of the error. */
	of(parameter: string, json: unknown): { value: unknown } | { error: string } {
		const items = [{ json: { other: 'item' } }, { json }] as INodeExecutionData[];
		try {
			const value = this.instance.expression.getParameterValue(parameter, workflow.createRunExecutionData({}), 0, 1, Evaluation.node.name, items, 'trigger', {});
			return { value: structuredCloneOf(value) };
		} catch (error) {
			return { error: (error as Error).message };
		}
	}
}

/** n8n's legacy engine hands out proxies: what counts is what they show. */
function structuredCloneOf(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(structuredCloneOf);
	if (typeof value !== 'object' || value === null || value instanceof Date) return value;
	return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, structuredCloneOf(field)]));
}

function ours(parameter: string, json: unknown): { value: unknown } | undefined {
	const path = plainReferenceOf(parameter);
	const value = path === undefined ? leftToN8n : readPlainReference(json, path);
	return value === leftToN8n ? undefined : { value };
}

/** Names people give to columns, and names that mean something to JavaScript or to n8n. */
const names = [
	'id', 'a', 'b', 'First Name', 'prénom', 'address.city', 'ключ', '名前', '$label', '$', '$json', '_', '__a', '0', '1', '00', '-1', '', ' ', 'x"y', "it's", 'a}}b', 'a{{b', 'back\\slash', 'new\nline',
	'constructor', '__proto__', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'length', 'map', 'at', 'toJSON', 'then', 'name', 'caller', 'callee', 'arguments', 'binding', 'globalThis', 'this', 'class', 'function',
	'isEmpty', 'toDateTime', 'extend', 'process', 'global', 'window', 'require', '_load', '_linkedBinding', 'mainModule', 'getPrototypeOf', '__isError', '__isArray', '__isObject', '__keys', '__length', '__sanitize', '___n8n_data', 'item', 'json', 'undefined', 'null', 'true', '𝒳', 'é́', 'ﬁ',
];
const anyName = fc.oneof({ weight: 8, arbitrary: fc.constantFrom('id', 'a', 'b', 'First Name', 'prénom', '$label') }, { weight: 6, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: fc.string({ maxLength: 4 }) }, { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }) });

const scalar = fc.oneof(
	fc.constantFrom<unknown>(null, undefined, true, false, 0, -0, NaN, Infinity, 2 ** 53 + 2, '', ' ', '=1', '={{ 1 }}', '{{ $json.id }}', 'null', '2026-01-10', '\uFEFF', '\uD800x', 'x\uDC00', '\u0000', 10n),
	fc.string(),
	fc.string({ unit: 'binary', maxLength: 6 }),
	fc.double(),
	fc.integer(),
);
const special = fc.constantFrom<unknown>(new Date(0), new Date(NaN), /x/, new Map([['a', 1]]), new Set([1]), new Uint8Array([1]), Object.create(null), Object.create({ a: 1 }), () => 1, Symbol('s'), new (class { a = 1; })(), Object.assign(new Array<unknown>(3), { 2: 1 }));
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		{ weight: 5, arbitrary: scalar },
		{ weight: 3, arbitrary: fc.dictionary(anyName, tie('value'), { maxKeys: 4 }) },
		{ weight: 3, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
		{ weight: 1, arbitrary: special },
	),
}));

const mostly = (usual: string, ...others: string[]) => fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

interface Case {
	parameter: string;
	json: unknown;
}

/** A reference, and an item that holds something at its end, on the way, or nowhere. */
const anyCase: fc.Arbitrary<Case> = fc
	.record({
		steps: fc.array(fc.record({ name: anyName, quote: fc.constantFrom('.', '.', '"', '"', "'", "'", 'number', '`'), optional: mostly('', '?') }), { minLength: 1, maxLength: 4 }),
		reach: fc.nat({ max: 4 }),
		value: anyValue,
		around: fc.tuple(mostly(' ', '', '\n', '\t ', '\u00A0'), mostly(' ', '', '\n', ';', ' // x', '.length', '()', ' + 1', '\u00A0')),
		outside: fc.tuple(mostly('', ' ', 'x'), mostly('', ' ', '\n', 'x', '{{ $json.id }}')),
		asList: fc.boolean(),
		root: fc.oneof({ weight: 4, arbitrary: fc.dictionary(anyName, scalar, { maxKeys: 3 }) }, { weight: 1, arbitrary: fc.constant({}) }),
	})
	.map(({ steps, reach, value, around, outside, asList, root }) => {
		const written = steps.map(({ name, quote, optional }) => {
			if (quote === '.') return `${optional}.${name}`;
			const bracket = optional && '?.';
			return quote === 'number' ? `${bracket}[${name.length}]` : `${bracket}[${quote}${name}${quote}]`;
		});
		const keys = steps.map(({ name, quote }) => (quote === 'number' ? String(name.length) : name));
		const inside = keys.slice(1, reach).reduceRight((held: unknown, key) => {
			if (asList && /^[0-3]$/.test(key)) return Array.from({ length: Number(key) + 1 }, (_, index) => (index === Number(key) ? held : null));
			return owning(key, held);
		}, value);
		const json = reach === 0 ? root : { ...root, ...owning(keys[0] ?? '', inside) };
		return { parameter: `=${outside[0]}{{${around[0]}$json${written.join('')}${around[1]}}}${outside[1]}`, json };
	});

/** Also for `__proto__`, which a literal would take for the prototype. */
const owning = (key: string, value: unknown) => Object.defineProperty({}, key, { value, enumerable: true, configurable: true, writable: true });

const engines = ['vm', 'legacy'] as const;
const runs = Number(process.env.PROPERTY_RUNS ?? 4_000);

describe.each(engines)('plain references, beside the %s engine of n8n', (engine) => {
	const evaluation = new Evaluation();

	beforeAll(async () => {
		if (engine === 'legacy') return;
		// As n8n starts it by default.
		await workflow.Expression.initExpressionEngine({ engine, bridgeTimeout: 5_000, bridgeMemoryLimit: 128, poolSize: 1, maxCodeCacheSize: 1_024 });
		await evaluation.open();
	});

	afterAll(async () => {
		if (engine === 'legacy') return;
		await evaluation.close();
		await workflow.Expression.disposeExpressionEngine();
		workflow.Expression.setExpressionEngine('legacy');
	});

	it('is the engine that is asked', () => {
		expect(workflow.Expression.getActiveImplementation()).toBe(engine);
	});

	it.each<[string, unknown, unknown]>([
		['={{ $json.id }}', { id: 5 }, 5],
		['={{$json.id}}', { id: '=1' }, '=1'],
		['={{\n\t$json.id }}', { id: null }, null],
		['={{ $json.a.b }}', { a: { b: [1, { c: null }] } }, [1, { c: null }]],
		['={{ $json["a b"].c[0] }}', { 'a b': { c: [7] } }, 7],
		["={{ $json['First Name'] }}", { 'First Name': 'Ada' }, 'Ada'],
		['={{ $json.prénom }}', { prénom: 'Ada' }, 'Ada'],
		['={{ $json.$label }}', { $label: 'x' }, 'x'],
		['={{ $json?.a?.b?.[1] }}', { a: { b: [1, 2] } }, 2],
		['={{ $json.a?.b }}', { a: null }, undefined],
		['={{ $json.a.b.c }}', {}, undefined],
		['={{ $json.a.b }}', { a: null }, undefined],
		['={{ $json.list[9] }}', { list: [1] }, undefined],
	])('reads %s of %j', (parameter, json, value) => {
		expect(ours(parameter, json)).toEqual({ value });
		expect(evaluation.of(parameter, json)).toEqual({ value });
	});

	it('gives what n8n gives, or leaves it to n8n', () => {
		let read = 0;
		let declined = 0;
		fc.assert(
			fc.property(anyCase, ({ parameter, json }) => {
				const mine = ours(parameter, json);
				if (mine === undefined) return void declined++;
				read++;
				expect(mine).toStrictEqual(evaluation.of(parameter, json));
			}),
			{ numRuns: runs },
		);
		// Else the property would say nothing.
		expect(read).toBeGreaterThan(runs / 8);
		expect(declined).toBeGreaterThan(runs / 8);
	});
});

describe('plainReferenceOf', () => {
	it.each([
		undefined, null, 5, true, {}, ['={{ $json.id }}'], '', 'id', '{{ $json.id }}', '=$json.id', '={{ $json }}', '={{ $json.id }} ', '= {{ $json.id }}', '={{ $json.id }}{{ $json.id }}', '={{ $json.id.toString() }}',
		'={{ $json.id + 1 }}', '={{ $json.a-b }}', '={{ $json[id] }}', '={{ $json[`id`] }}', '={{ $json["a\\n"] }}', '={{ $json["a}}b"] }}', '={{ $json.constructor }}', '={{ $json["__proto__"] }}', '={{ $json.list.length }}',
		'={{ $json.toString }}', '={{ $json[01] }}', '={{ $json[-1] }}', '={{ $json.0 }}', '={{ $input.item.json.id }}', '={{ $("Node").item.json.id }}', '={{ $json.globalThis }}', '={{ $jsonx.id }}', '={{ $json.id; }}',
	])('leaves %j to n8n', (parameter) => {
		expect(plainReferenceOf(parameter)).toBeUndefined();
	});

	it('ends at once on a parameter that is long and no reference', () => {
		const started = performance.now();
		expect(plainReferenceOf(`={{ $json${'["a"]'.repeat(50_000)}!`)).toBeUndefined();
		expect(plainReferenceOf(`={{ ${' '.repeat(200_000)}x }}`)).toBeUndefined();
		expect(plainReferenceOf(`={{ $json.a${' '.repeat(200_000)}x }}`)).toBeUndefined();
		expect(performance.now() - started).toBeLessThan(1_000);
	});
});

describe('readPlainReference', () => {
	it('hands out copies: what is done with a value stays out of the item', () => {
		const json = { tags: ['a', { b: 1 }] };
		const read = readPlainReference(json, ['tags']);
		expect(read).toEqual(['a', { b: 1 }]);
		(read as unknown[]).push('c');
		expect(json).toEqual({ tags: ['a', { b: 1 }] });
	});

	it.each<[string, unknown]>([
		['a date', new Date(0)],
		['a text with a field asked of it', 'text'],
		['a function', () => 1],
		['an instance', new (class { b = 1; })()],
		['a list with a hole', Object.assign(new Array<unknown>(3), { 2: 1 })],
	])('leaves %s to n8n', (_, a) => {
		expect(readPlainReference({ a }, typeof a === 'string' ? ['a', 'b'] : ['a'])).toBe(leftToN8n);
	});

	it('leaves what is very deep, or holds itself, to n8n', () => {
		const circle: Record<string, unknown> = {};
		circle.self = circle;
		expect(readPlainReference({ circle }, ['circle'])).toBe(leftToN8n);
	});
});
