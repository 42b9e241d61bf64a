import { checkAttribute, checkAttributes } from '../contract/checks';
import type { AttributeOwner } from '../contract/attributeRules';
import { nativeTextAttributes } from '../contract/nativeAttributes';
import type { Family } from '../family';
import { isMissing, readBoolean, readInteger, readNumber, readText, type Reading } from '../values/readValue';
import { readTime } from '../values/readTime';
import { violation, type Violation } from '../violation';
import type { Attribute, Attributes, AttributeType } from './attribute';
import { emptyRule, type EmptyFields } from './emptyFields';
import type { Column, ColumnsPlan } from './planColumns';
import { readNativeValue } from './readNative';
import { givenTwice, readValue, unreadable, type ValueRead } from './readNotation';

/** What becomes of a value Batch cannot take: the value alone is left out, or the row is refused. */
export const valuesNotTakenChoices = ['leaveOut', 'refuse'] as const;
export type ValuesNotTaken = (typeof valuesNotTakenChoices)[number];

export interface IncomingAttributes {
	/** They keep the contract, but for what `violations` says. */
	readonly attributes: Attributes;
	readonly violations: readonly Violation[];
	/** Fields of the item that are not sent. */
	readonly leftOut: readonly string[];
	/** Why values that Batch cannot take were left out. */
	readonly notTaken: readonly Violation[];
}

interface IncomingSettings {
	/** The workflow's, for dates without an offset. */
	readonly timezone: string;
	readonly family: Family;
	readonly owner: AttributeOwner;
	readonly emptyFields: EmptyFields;
	readonly valuesNotTaken: ValuesNotTaken;
}

type SentColumn = Extract<Column, { kind: 'send' }>;

/** Reads one item whose fields are the attributes, as `planColumns` has decided for the run. */
export function readIncoming(
	fields: Record<string, unknown>,
	{ columns }: ColumnsPlan,
	settings: IncomingSettings,
): IncomingAttributes {
	const attributes = new Map<string, Attribute>();
	const violations: Violation[] = [];
	const leftOut: string[] = [];
	const notTaken: Violation[] = [];
	for (const [field, value] of Object.entries(fields)) {
		const column = columns.get(field) ?? { kind: 'leaveOut' };
		if (column.kind === 'leaveOut' || (isEmpty(value) && settings.emptyFields === 'leaveOut')) {
			leftOut.push(field);
		} else if (column.kind === 'refuse') {
			violations.push(violation('Attribute name', field, column.rule));
		} else if (isEmpty(value) && settings.emptyFields === 'refuse') {
			violations.push(violation(`Attribute ${field}`, value, emptyRule));
		} else if (attributes.has(column.name)) {
			violations.push(violation(`Attribute ${field}`, value, givenTwice));
		} else {
			const { attribute, problems } = readColumn(field, value, column, settings);
			if (attribute !== undefined && problems.length === 0) attributes.set(column.name, attribute);
			else if (settings.valuesNotTaken === 'refuse') violations.push(...problems);
			else {
				leftOut.push(field);
				notTaken.push(...problems);
			}
		}
	}
	const counts = checkAttributes(settings.family, settings.owner, attributes).map((tooMany) => ({
		...tooMany,
		rule: `${tooMany.rule}; name the others in Fields to Leave Out`,
	}));
	return { attributes, violations: [...violations, ...counts], leftOut, notTaken };
}

/** A list without an entry holds nothing, either. */
function isEmpty(value: unknown): boolean {
	return isMissing(value) || (Array.isArray(value) && value.length === 0);
}

function readColumn(
	field: string,
	value: unknown,
	column: SentColumn,
	settings: IncomingSettings,
): { attribute?: Attribute; problems: Violation[] } {
	const name = `Attribute ${field}`;
	if (isEmpty(value)) return { attribute: deletionOf(column), problems: [] };
	const isNative = Object.hasOwn(nativeTextAttributes, column.name);
	const read =
		(isNative ? typed(readNativeValue(column.name, value), (native) => native) : undefined) ??
		readTyped(value, column.type, settings.timezone) ??
		readValue(column.notation, value, settings);
	if (read.attribute === undefined) {
		return { problems: [violation(name, value, read.rule ?? unreadable(column.notation)), ...read.violations] };
	}
	const { attribute } = read;
	const broken = checkAttribute(settings.family, settings.owner, column.name, attribute);
	return { attribute, problems: [...read.violations, ...broken] };
}

function deletionOf({ notation, type }: SentColumn): Attribute {
	const ofList = notation.prefix === 'ut' || type === 'textList' || type === 'listEdit';
	return { type: 'delete', ...(ofList && { ofList }) };
}

/** A value in the type its column has; undefined where its own form decides. */
function readTyped(value: unknown, type: AttributeType | undefined, timezone: string): ValueRead | undefined {
	switch (type) {
		case 'text':
			// With the blanks around it: it is sent as it is.
			return typeof value === 'string' ? { attribute: { type, value }, violations: [] } : typed(readText(value), (text) => ({ type, value: text }));
		case 'url':
			return typed(readText(value), (text) => ({ type, value: text }));
		case 'integer':
			return typed(readInteger(value), (integer) => ({ type, value: integer }));
		case 'number':
			return typed(readNumber(value), (number) => ({ type, value: number }));
		case 'boolean':
			return typed(readBoolean(value), (boolean) => ({ type, value: boolean }));
		case 'date':
			return typed(readTime(value, timezone), (time) => ({ type, value: time }));
		default:
			return undefined;
	}
}

function typed<Value>(reading: Reading<Value>, attribute: (value: Value) => Attribute): ValueRead | undefined {
	if (!reading.ok) return { rule: reading.rule, violations: [] };
	return reading.value === undefined ? undefined : { attribute: attribute(reading.value), violations: [] };
}
