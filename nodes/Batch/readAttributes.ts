import type { IDataObject } from 'n8n-workflow';

import type { Attributes } from '../shared/batch/attributes/attribute';
import { emptyFieldsChoices, type EmptyFields } from '../shared/batch/attributes/emptyFields';
import { namesNotAllowedChoices } from '../shared/batch/attributes/planColumns';
import { readIncoming, valuesNotTakenChoices } from '../shared/batch/attributes/readIncoming';
import { readMapped } from '../shared/batch/attributes/readMapped';
import { readNotation } from '../shared/batch/attributes/readNotation';
import type { AttributeOwner } from '../shared/batch/contract/attributeRules';
import { checkAttributes } from '../shared/batch/contract/checks';
import type { Family } from '../shared/batch/family';
import { isRecord } from '../shared/isRecord';
import { isMissing, readChoice, readTextList } from '../shared/batch/values/readValue';
import { readJsonObject } from '../shared/batch/values/readJson';
import { violation, type Violation } from '../shared/batch/violation';
import { planOfRun } from './columnsOfRun';
import type { Item } from './run/item';

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

/** Reads a row's attributes in the way its source field says: fields below, all incoming fields, JSON. */
export function readAttributes(item: Item, source: string, family: Family, owner: AttributeOwner): AttributesOfRow {
	const read = source === 'json' ? readJson(item, family) : source === 'incoming' ? readAllFields(item, family, owner) : readFields(item, owner);
	if (source === 'incoming') return read;
	return { ...read, violations: [...read.violations, ...checkAttributes(family, owner, read.attributes)] };
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
