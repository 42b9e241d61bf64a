import fc from 'fast-check';
import type { IDataObject, INodeProperties, INodePropertyCollection, INodePropertyMode, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

/** An operation as the node's description has it. */
export interface DescribedOperation {
	readonly resource: string;
	readonly operation: string;
	readonly fields: INodeProperties[];
}

/** Every operation the editor offers, with the fields it can show there. */
export function operationsOf({ properties }: INodeTypeDescription): DescribedOperation[] {
	const choices = properties.filter(({ name }) => name === 'operation');
	return choices.flatMap(({ displayOptions, options }) =>
		(displayOptions?.show?.resource ?? []).flatMap((resource) =>
			((options ?? []) as INodePropertyOptions[]).map(({ value }) => ({
				resource: String(resource),
				operation: String(value),
				fields: properties.filter(({ type, displayOptions: shown }) => {
					const { resource: resources, operation: operations } = shown?.show ?? {};
					return type !== 'notice' && type !== 'hidden' && resources?.includes(resource) && operations?.includes(value);
				}),
			})),
		),
	);
}

/** A field and everything inside it. */
export function withNested(field: INodeProperties): INodeProperties[] {
	const nested = (field.options ?? []).flatMap((option) => ('values' in option ? option.values : 'type' in option ? [option] : []));
	return [field, ...nested.flatMap(withNested)];
}

/** What programs write into a workflow, and what expressions give where a mapping leads nowhere or elsewhere. */
const oddExpressions = [
	'={{ undefined }}',
	'={{ null }}',
	'={{ $json.nowhere }}',
	'={{ $json.odd }}',
	'={{ $json.odd.deeper }}',
	'={{ $json }}',
	'={{ [1, null, {}] }}',
	'={{ [[]] }}',
	'={{ ({ a: { b: [] } }) }}',
	'={{ true }}',
	'={{ -1.5 }}',
	'={{ 0 / 0 }}',
	'={{ 1 / 0 }}',
	'={{ 9007199254740993 }}',
	'={{ 10n }}',
	'={{ new Date(0) }}',
	'={{ new Date("nonsense") }}',
	'={{ DateTime.fromISO("2026-01-10") }}',
	'={{ Symbol("odd") }}',
	'={{ () => 1 }}',
	'={{ "constructor" }}',
	'={{ "__proto__" }}',
	'={{ "a".repeat(20000) }}',
	'={{ "\\u0000\\ud800" }}',
];

const oddValue = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom<unknown>(...oddExpressions) },
	fc.constantFrom<unknown>(null, true, 7, -1, 0, 1e300, '', ' ', 'constructor', '__proto__', 'nonsense', [], {}, [[]], [null], [7], { a: 1 }, { toString: 1 }),
	fc.jsonValue({ maxDepth: 2 }).filter((value) => typeof value !== 'string' || !value.startsWith('=')),
);

/** The field's own example, what the editor would let somebody choose, and plain references to the item. */
function rightValue(field: INodeProperties): fc.Arbitrary<unknown> {
	const example = /^e\.g\. (.*)$/s.exec(field.placeholder ?? '')?.[1];
	switch (field.type) {
		case 'boolean':
			return fc.boolean();
		case 'number':
			return fc.constantFrom<unknown>(1, 2, '={{ $json.number }}');
		case 'options':
			return fc.constantFrom(...choicesOf(field));
		case 'multiOptions':
			return fc.uniqueArray(fc.constantFrom(...choicesOf(field)), { minLength: 1 });
		case 'dateTime':
			return fc.constantFrom('2026-01-10T09:30:00', '={{ $now.plus({ days: 1 }).toISO() }}', '={{ $today }}');
		case 'json':
			return fc.constantFrom('{}', '{"title": "Spring"}', '={{ ({ title: "Spring" }) }}', '={{ $json.object }}');
		default:
			return fc.constantFrom<unknown>(...(example === undefined ? [] : [example.startsWith('{{') ? `=${example}` : example]), '={{ $json.id }}', '={{ $json.text }}', 'reader-1');
	}
}

function choicesOf({ options }: INodeProperties): unknown[] {
	return ((options ?? []) as INodePropertyOptions[]).map(({ value }) => value);
}

function valueOf(field: INodeProperties): fc.Arbitrary<unknown> {
	// What goes into a body as it is, the contract cannot know; of a rate, a small share would be waited for.
	if (field.name === 'share') return fc.constantFrom<unknown>(100, 0, 101, null, 'all', {}, '={{ undefined }}', '={{ [100] }}');
	if (field.name === 'additionalJson') return fc.constantFrom<unknown>('{}', '', 'no json', 7, null, [], '={{ undefined }}', '={{ [1] }}', '={{ 10n }}');
	if (field.type === 'collection') return fc.oneof({ weight: 6, arbitrary: anyOf(field.options as INodeProperties[]) }, oddValue);
	if (field.type === 'fixedCollection') return rowsOf(field);
	if (field.type === 'resourceLocator') return locatorOf(field);
	const right = rightValue(field);
	return fc.oneof({ weight: 4, arbitrary: right }, oddValue);
}

function rowsOf(field: INodeProperties): fc.Arbitrary<unknown> {
	const [group] = field.options as INodePropertyCollection[];
	const rows = fc.array(anyOf(group!.values), { maxLength: 3 });
	// n8n itself stops at rows that are no list, before any node sees them.
	const isTaken = (value: unknown) => !Object.hasOwn(Object(value) as object, group!.name);
	return fc.oneof({ weight: 4, arbitrary: rows.map((values) => ({ [group!.name]: values })) }, oddValue.filter(isTaken));
}

function locatorOf({ modes = [] }: INodeProperties): fc.Arbitrary<unknown> {
	const examples = modes.flatMap(({ name, placeholder }: INodePropertyMode) => {
		const example = /^e\.g\. (.*)$/.exec(placeholder ?? '')?.[1];
		return example === undefined ? [] : [{ __rl: true, mode: name, value: example }];
	});
	const odd = fc.tuple(fc.constantFrom(...modes.map(({ name }) => name)), oddValue.filter((value) => typeof value !== 'object')).map(([mode, value]) => ({ __rl: true, mode, value }));
	// n8n itself stumbles over a null here, and over objects in the place of the value, before any node sees them.
	return fc.oneof({ weight: 4, arbitrary: fc.constantFrom<unknown>(...examples, '={{ $json.id }}') }, odd, oddValue.filter((value) => value !== null));
}

/** Any number of the fields, set to anything. What is required is there more often than not. */
function anyOf(fields: readonly INodeProperties[]): fc.Arbitrary<Record<string, unknown>> {
	const named = fields.filter(({ type }) => type !== 'notice');
	// Fields of one name stand for one parameter, shown by different conditions.
	const byName = new Map<string, INodeProperties[]>();
	for (const field of named) byName.set(field.name, [...(byName.get(field.name) ?? []), field]);
	const entries = [...byName].map(([name, alike]) => {
		const value = fc.oneof(...alike.map(valueOf));
		const isRequired = alike.some(({ required }) => required);
		const given = value.map((one): [string, unknown] => [name, one]);
		return fc.option(given, { nil: undefined, freq: isRequired ? 9 : 2 });
	});
	return fc.tuple(...entries).map((all) => Object.fromEntries(all.filter((entry) => entry !== undefined)));
}

/** Any parameters for an operation, as a workflow may hold them. */
export function anyParameters({ resource, operation, fields }: DescribedOperation): fc.Arbitrary<Record<string, unknown>> {
	return anyOf(fields).map((parameters) => ({ ...parameters, resource, operation }));
}

/** A few items: some as they should be, some empty or odd. */
export const anyItems: fc.Arbitrary<IDataObject[]> = fc.array(
	fc.oneof(
		{
			weight: 3,
			arbitrary: fc.record({
				id: fc.constantFrom('reader-1', 'reader-2', 'articles', 'matches'),
				text: fc.constantFrom('Hello', 'a b', '42'),
				number: fc.constantFrom(1, 3),
				title: fc.constant('Spring'),
				object: fc.constant({ title: 'Spring' }),
				odd: fc.jsonValue({ maxDepth: 2 }),
			}),
		},
		fc.dictionary(fc.constantFrom('id', 'text', 'Odd name', '__proto__', 'constructor', 'odd', 'number'), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
	),
	{ minLength: 1, maxLength: 4 },
) as fc.Arbitrary<IDataObject[]>;

/** An operation whose path and body are the user's own: no contract knows them. */
export function writesItsOwnRequest({ fields }: DescribedOperation): boolean {
	const names = new Set(fields.map(({ name }) => name));
	return names.has('path') && names.has('method');
}
