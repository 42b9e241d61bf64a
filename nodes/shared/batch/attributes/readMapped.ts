import { readTime } from '../values/readTime';
import { readBoolean, readChoice, readInteger, readNumber, readText, readTextList, type Reading } from '../values/readValue';
import { violation, type Violation } from '../violation';
import type { Attribute, Attributes } from './attribute';
import { emptyRule, type EmptyFields } from './emptyFields';

export const mappedTypes = [
	'text',
	'url',
	'integer',
	'number',
	'boolean',
	'date',
	'textList',
	'addToList',
	'removeFromList',
	'delete',
	'deleteList',
] as const;
type MappedType = (typeof mappedTypes)[number];

/** One attribute as somebody mapped it: only the field of its type is filled in, by whatever an expression gives. */
export type MappedAttribute = Readonly<Record<string, unknown>>;

export interface MappedAttributes {
	readonly attributes: Attributes;
	readonly violations: readonly Violation[];
	/** Names whose fields were empty. */
	readonly leftOut: readonly string[];
}

interface MappedSettings {
	/** The workflow's, for dates without an offset. */
	readonly timezone: string;
	readonly emptyFields: EmptyFields;
}

/** Reads attributes that were mapped by hand: what Batch cannot take is refused, for somebody meant it to be sent. */
export function readMapped(list: readonly MappedAttribute[], settings: MappedSettings): MappedAttributes {
	const attributes = new Map<string, Attribute>();
	const violations: Violation[] = [];
	const leftOut: string[] = [];
	for (const mapped of list) {
		const name = readText(mapped.name);
		const type = readChoice(mapped.type ?? 'text', mappedTypes);
		if (!name.ok || name.value === undefined) {
			violations.push(violation('Attribute name', mapped.name ?? '', name.ok ? 'must not be empty' : name.rule));
		} else if (!type.ok) {
			violations.push(violation(`Type of attribute ${name.value}`, mapped.type, type.rule));
		} else {
			const result = readOne(name.value, type.value ?? 'text', mapped, settings);
			if (result === undefined) leftOut.push(name.value);
			else if ('rule' in result) violations.push(result);
			else violations.push(...addTo(attributes, name.value, result));
		}
	}
	return { attributes, violations, leftOut };
}

function readOne(
	name: string,
	type: MappedType,
	mapped: MappedAttribute,
	{ timezone, emptyFields }: MappedSettings,
): Attribute | Violation | undefined {
	if (type === 'delete') return { type: 'delete' };
	if (type === 'deleteList') return { type: 'delete', ofList: true };
	const { field, read: reader } = readers[type];
	const given = mapped[field];
	const read = reader(given, timezone);
	if (!read.ok) return violation(`Attribute ${name}`, given, read.rule);
	if (read.value !== undefined) return attributeOf(type, given, read.value);
	if (emptyFields === 'refuse') return violation(`Attribute ${name}`, given ?? '', emptyRule);
	// Nothing to add or to remove is no wish to delete the list.
	if (emptyFields === 'leaveOut' || type === 'addToList' || type === 'removeFromList') return undefined;
	return { type: 'delete', ...(type === 'textList' && { ofList: true }) };
}

type ValueType = Exclude<MappedType, 'delete' | 'deleteList'>;

type Value = string | number | boolean | string[];

/** Of each type: the field of a mapped attribute that holds its value, and how that is read. */
const readers: Readonly<Record<ValueType, { field: string; read(value: unknown, timezone: string): Reading<Value> }>> = {
	text: { field: 'text', read: readText },
	url: { field: 'url', read: readText },
	integer: { field: 'number', read: readInteger },
	number: { field: 'number', read: readNumber },
	boolean: { field: 'boolean', read: readBoolean },
	date: { field: 'date', read: readTime },
	textList: { field: 'texts', read: readTextList },
	addToList: { field: 'texts', read: readTextList },
	removeFromList: { field: 'texts', read: readTextList },
};

function attributeOf(type: ValueType, given: unknown, value: Value): Attribute {
	switch (type) {
		case 'addToList':
			return { type: 'listEdit', add: value as string[], remove: [] };
		case 'removeFromList':
			return { type: 'listEdit', add: [], remove: value as string[] };
		case 'text':
			return { type, value: asWritten(given, value as string) };
		default:
			return { type, value } as Attribute;
	}
}

/** A text keeps the blanks around it: they are the sender's. */
function asWritten(value: unknown, text: string): string {
	return typeof value === 'string' ? value : text;
}

/** Adding to a list and removing from it may stand side by side; everything else is given once. */
function addTo(attributes: Map<string, Attribute>, name: string, attribute: Attribute): Violation[] {
	const before = attributes.get(name);
	if (before === undefined) {
		attributes.set(name, attribute);
		return [];
	}
	if (before.type !== 'listEdit' || attribute.type !== 'listEdit') return [violation('Attribute name', name, 'is given twice')];
	const both = { add: [...before.add, ...attribute.add], remove: [...before.remove, ...attribute.remove] };
	attributes.set(name, { type: 'listEdit', ...both });
	return [];
}
