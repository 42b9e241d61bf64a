import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Attributes } from '../shared/batch/attributes/attribute';
import { decideTypes, TypeSurvey, type ColumnTypes } from '../shared/batch/attributes/decideTypes';
import { emptyFieldsChoices, type EmptyFields } from '../shared/batch/attributes/emptyFields';
import { namesNotAllowedChoices, planColumns, type ColumnsPlan, type PlanSettings } from '../shared/batch/attributes/planColumns';
import { readIncoming, valuesNotTakenChoices } from '../shared/batch/attributes/readIncoming';
import { readMapped, type MappedAttributes } from '../shared/batch/attributes/readMapped';
import { readNative } from '../shared/batch/attributes/readNative';
import { readNotation } from '../shared/batch/attributes/readNotation';
import type { AttributeOwner } from '../shared/batch/contract/attributeRules';
import { checkAttributes, checkEdits } from '../shared/batch/contract/checks';
import type { Family } from '../shared/batch/family';
import { fieldOfExpression } from '../shared/batch/values/fieldOfExpression';
import { readJsonObject } from '../shared/batch/values/readJson';
import { isMissing, readChoice, readTextList } from '../shared/batch/values/readValue';
import { violation, type Violation } from '../shared/batch/violation';
import type { Bounded } from '../shared/bounded';
import { isRecord } from '../shared/isRecord';
import { fileField } from '../shared/rowFile/fileMark';
import { fieldsOf, type Item, type Items } from './run/item';

/** Why a row without an attribute is skipped. */
export const nothingToSend = 'Nothing to send: its fields are empty or left out';

export interface AttributesOfRow {
	/** They keep the contract, but for what `violations` says. */
	readonly attributes: Attributes;
	readonly violations: readonly Violation[];
	/** Fields that were not sent. */
	readonly leftOut: readonly string[];
	/** What the verdict tells of how they were read. */
	readonly shown: IDataObject;
}

/** Says that a row has no attribute, by the name of the field that it is missing in. */
export function refuseWithoutAttributes(item: Item, source: string): never {
	const field = source === 'json' ? 'attributesJson' : source === 'incoming' ? 'attributesFrom' : 'attributes';
	return item.refuse(violation(item.label(field), '', 'must hold at least one attribute'));
}

/** Reads a row's attributes in the way its source field says: fields below, all incoming fields, JSON. */
export function readAttributes(item: Item, source: string, family: Family, owner: AttributeOwner): AttributesOfRow {
	const read = source === 'json' ? readJson(item, family) : source === 'incoming' ? readAllFields(item, family, owner) : readFields(item, owner);
	if (source === 'incoming') return read;
	return { ...read, violations: [...read.violations, ...checkAttributes(family, owner, read.attributes), ...checkEdits(read.attributes)] };
}

/** What becomes of empty fields; an attribute of an event or of a member cannot be deleted. */
export function readEmptyFields(item: Item, owner: AttributeOwner): { value: EmptyFields; violations: Violation[] } {
	const choices = emptyFieldsChoices.filter((choice) => owner === 'profile' || choice !== 'delete');
	return chosen(item, 'emptyFields', 'Empty Fields', choices);
}

/** The JSON object of a row, before its notation is read. */
export function readAttributesJson(item: Item): { json: Record<string, unknown>; violations: Violation[] } {
	const value = item.read('attributesJson');
	const reading = readJsonObject(value);
	return reading.ok
		? { json: reading.value ?? {}, violations: [] }
		: { json: {}, violations: [violation('Attributes (JSON)', value, reading.rule)] };
}

function readJson(item: Item, family: Family): AttributesOfRow {
	const { json, violations } = readAttributesJson(item);
	const read = readNotation(json, { timezone: item.timezone, family });
	return { attributes: read.attributes, violations: [...violations, ...read.violations], leftOut: [], shown: {} };
}

function readFields(item: Item, owner: AttributeOwner): AttributesOfRow {
	const list = item.read('attributes.attribute');
	const emptyFields = readEmptyFields(item, owner);
	const mapped = isMissing(list) ? [] : list;
	const isList = Array.isArray(mapped) && mapped.every(isRecord);
	const read = readMapped(isList ? mapped : [], { timezone: item.timezone, emptyFields: emptyFields.value });
	const notAList = isList ? [] : [violation('Attributes', list, 'must be a list of attributes with name and type')];
	return {
		...read,
		violations: [...emptyFields.violations, ...notAList, ...read.violations],
		shown: read.leftOut.length > 0 ? { leftOut: [...read.leftOut] } : {},
	};
}

function readAllFields(item: Item, family: Family, owner: AttributeOwner): AttributesOfRow {
	const emptyFields = readEmptyFields(item, owner);
	const names = chosen(item, 'namesNotAllowed', 'Names Batch Does Not Allow', namesNotAllowedChoices);
	const values = chosen(item, 'valuesNotTaken', 'Values Batch Cannot Take', valuesNotTakenChoices);
	const fieldsToLeaveOut = item.read('fieldsToLeaveOut');
	const leaveOut = readTextList(fieldsToLeaveOut);
	const unreadable = leaveOut.ok ? [] : [violation('Fields to Leave Out', fieldsToLeaveOut, leaveOut.rule)];
	const plan = planOfRun(item, { family, owner, namesNotAllowed: names.value, fields: (leaveOut.ok && leaveOut.value) || [] });
	const read = readIncoming(item.fields, plan, {
		timezone: item.timezone,
		family,
		owner,
		emptyFields: emptyFields.value,
		valuesNotTaken: values.value,
	});
	const { attributeTypes, renamedFields, fieldsNotSent } = plan.decided;
	return {
		...read,
		violations: [...emptyFields.violations, ...names.violations, ...values.violations, ...unreadable, ...read.violations],
		shown: {
			// Of the whole run, so it stands once.
			...(item.index === 0 && {
				attributeTypes: { ...attributeTypes },
				...(Object.keys(renamedFields).length > 0 && { renamedFields: { ...renamedFields } }),
				...(Object.keys(fieldsNotSent).length > 0 && { fieldsNotSent: { ...fieldsNotSent } }),
			}),
			leftOut: [...read.leftOut],
			...(read.notTaken.length > 0 && { notTaken: read.notTaken.map((problem) => ({ ...problem })) }),
		},
	};
}

/** A choice with the first as its default; one that is none of them is a violation. */
function chosen<Choice extends string>(
	item: Item,
	parameter: string,
	field: string,
	choices: readonly Choice[],
): { value: Choice; violations: Violation[] } {
	const value = item.read(parameter);
	const reading = readChoice(value, choices);
	return reading.ok
		? { value: reading.value ?? choices[0], violations: [] }
		: { value: choices[0], violations: [violation(field, value, reading.rule)] };
}

interface RunSettings extends Pick<PlanSettings, 'family' | 'owner' | 'namesNotAllowed'> {
	/** Fields to Leave Out. */
	readonly fields: readonly string[];
}

interface Decided {
	readonly types: ColumnTypes;
	/** The plan that was made last, and for what: the settings rarely differ from item to item. */
	key: string;
	plan?: ColumnsPlan;
}

const decidedOf = new WeakMap<IExecuteFunctions, Decided>();

/**
 * Looks at the fields of all items where they become attributes, so that one column has one type in every row.
 * @param source the name of the field that says where attributes come from
 */
export function lookAtColumns(source: string): (items: Items, bounded: Bounded) => Promise<void> {
	return async (items, bounded) => {
		const [first] = items;
		if (first === undefined || first.read(source) !== 'incoming') return;
		const survey = new TypeSurvey();
		for (const item of items) {
			survey.add(item.fields);
			await bounded.breathe();
		}
		decidedOf.set(first.context, { types: survey.result(), key: '' });
	};
}

/** The names and types under which the fields of the run's items travel. */
export function planOfRun({ context }: Item, { fields, ...settings }: RunSettings): ColumnsPlan {
	const decided = decidedOf.get(context) ?? { types: decideTypes(context.getInputData().map(fieldsOf)), key: '' };
	decidedOf.set(context, decided);
	const named = fieldsNamed(context);
	const key = JSON.stringify([settings, fields, named]);
	if (decided.plan === undefined || decided.key !== key) {
		// Where a row of a file comes from says nothing about the user.
		const leaveOut = new Set([...fields, fileField, ...named]);
		decided.plan = planColumns(decided.types, { ...settings, leaveOut });
		decided.key = key;
	}
	return decided.plan;
}

/** Fields that say whom a row is for, or what is done with it. */
function fieldsNamed(context: IExecuteFunctions): string[] {
	const { identifyBy, customId, installation, memberId, change, changeField, audience } = context.getNode().parameters;
	const audienceName: unknown = isRecord(audience) ? (audience as Record<string, unknown>).value : undefined;
	// What is hidden keeps its value. A choice that is made row by row hides neither.
	const identity = identifyBy === 'installation' ? [installation] : String(identifyBy).startsWith('=') ? [customId, installation] : [customId];
	const fields = [...identity, memberId, change, audienceName].flatMap((parameter) => fieldOfExpression(parameter) ?? []);
	return change === 'field' && typeof changeField === 'string' ? [...fields, changeField.trim()] : fields;
}

const none: MappedAttributes = { attributes: new Map(), violations: [], leftOut: [] };

/** Reads the Native Attributes collection: an option that is empty leaves the profile as it is, unless Empty Fields says otherwise. */
export function nativeAttributesOf(item: Item): MappedAttributes {
	const value = item.read('nativeAttributes');
	const fields = isMissing(value) ? {} : value;
	if (!isRecord(fields)) {
		const refused = violation('Native Attributes', value, 'must be an object of names and values');
		return { attributes: new Map(), violations: [refused], leftOut: [] };
	}
	if (Object.keys(fields).length === 0) return none;
	const read = readNative(fields, readEmptyFields(item, 'profile').value);
	return { ...read, violations: [...read.violations, ...checkAttributes('project', 'profile', read.attributes), ...checkEdits(read.attributes)] };
}
