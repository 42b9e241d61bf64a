import { attributeRules, type AttributeOwner } from '../contract/attributeRules';
import { isNativeAttribute } from '../contract/nativeAttributes';
import type { Family } from '../family';
import { showInvisible } from '../violation';
import { attributeTypeNames, type AttributeType } from './attribute';
import { convertName } from './convertName';
import type { ColumnTypes } from './decideTypes';
import { parseKey, type KeyNotation } from './readNotation';

/** What becomes of a field whose name Batch does not allow. */
export const namesNotAllowedChoices = ['convert', 'leaveOut', 'refuse'] as const;
export type NamesNotAllowed = (typeof namesNotAllowedChoices)[number];

/** What becomes of one field in every row of the run. */
export type Column =
	| {
			readonly kind: 'send';
			/** Of the attribute, without notation. */
			readonly name: string;
			readonly notation: KeyNotation;
			/** Absent where the name says it, and where no value of the run has any. */
			readonly type?: AttributeType;
	  }
	| { readonly kind: 'leaveOut' }
	| { readonly kind: 'refuse'; readonly rule: string };

export interface ColumnsPlan {
	readonly columns: ReadonlyMap<string, Column>;
	/** What was decided for all rows, to be shown once. */
	readonly decided: ColumnsDecided;
}

export interface ColumnsDecided {
	/** Attribute → type in words. */
	readonly attributeTypes: Readonly<Record<string, string>>;
	/** Field → attribute, where the name had to change. */
	readonly renamedFields: Readonly<Record<string, string>>;
	/** Field → why no row sends it, where its name is the reason. */
	readonly fieldsNotSent: Readonly<Record<string, string>>;
}

export interface PlanSettings {
	readonly family: Family;
	readonly owner: AttributeOwner;
	/** Fields that are no attributes. */
	readonly leaveOut: ReadonlySet<string>;
	readonly namesNotAllowed: NamesNotAllowed;
}

/**
 * Decides once a run under which name and type each field of its items travels. Names that are
 * allowed as they stand go before names that become the same; of two that become the same the first is taken.
 */
export function planColumns(types: ColumnTypes, settings: PlanSettings): ColumnsPlan {
	const fields = [...types.keys()];
	const holders = new Map<string, string>();
	for (const field of fields) {
		const { name } = parseKey(field, settings.family);
		if (!settings.leaveOut.has(field) && isAllowed(name, settings) && !holders.has(name)) holders.set(name, field);
	}
	const columns = new Map<string, Column>();
	const decided = { attributeTypes: {}, renamedFields: {}, fieldsNotSent: {} } as Record<keyof ColumnsDecided, Record<string, string>>;
	for (const field of fields) {
		const { column, why } = planColumn(field, types.get(field), holders, settings);
		columns.set(field, column);
		if (why !== undefined) setOwn(decided.fieldsNotSent, showInvisible(field), why);
		if (column.kind !== 'send') continue;
		if (column.name !== parseKey(field, settings.family).name) setOwn(decided.renamedFields, showInvisible(field), column.name);
		const type = column.notation.wrapper ?? column.type;
		if (type !== undefined) setOwn(decided.attributeTypes, column.name, attributeTypeNames[type]);
	}
	return { columns, decided };
}

interface Planned {
	readonly column: Column;
	/** Why it is not sent. */
	readonly why?: string;
}

function planColumn(
	field: string,
	decidedType: AttributeType | undefined,
	holders: Map<string, string>,
	settings: PlanSettings,
): Planned {
	if (settings.leaveOut.has(field)) return { column: { kind: 'leaveOut' } };
	const { name, ...notation } = parseKey(field, settings.family);
	const type = notation.wrapper || isNative(name, settings) ? undefined : decidedType;
	if (isAllowed(name, settings)) return { column: { kind: 'send', name, notation, type } };
	const { words } = attributeRules[settings.family][settings.owner].name;
	if (settings.namesNotAllowed === 'refuse') return { column: { kind: 'refuse', rule: words } };
	if (settings.namesNotAllowed === 'leaveOut') return { column: { kind: 'leaveOut' }, why: `The name ${words}` };
	// A name with $ is meant for Batch: made another, it would be an attribute nobody asked for.
	const converted = name.startsWith('$') ? undefined : convertName(name);
	if (converted === undefined) return { column: { kind: 'leaveOut' }, why: `The name cannot be converted; it ${words}` };
	const holder = holders.get(converted);
	if (holder !== undefined) {
		return { column: { kind: 'leaveOut' }, why: `Its name becomes ${converted}, as ${showInvisible(holder)} is sent already` };
	}
	holders.set(converted, field);
	return { column: { kind: 'send', name: converted, notation, type } };
}

function isAllowed(name: string, settings: PlanSettings): boolean {
	return attributeRules[settings.family][settings.owner].name.pattern.test(name) || isNative(name, settings);
}

function isNative(name: string, { family, owner }: PlanSettings): boolean {
	return attributeRules[family][owner].takesNative && isNativeAttribute(name);
}

/** Not by assignment: a field may be called __proto__. */
function setOwn(record: Record<string, string>, name: string, value: string): void {
	Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
}
