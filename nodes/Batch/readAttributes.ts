import type { IDataObject } from 'n8n-workflow';

import type { Attributes } from '../shared/batch/attributes/attribute';
import { emptyFieldsChoices, type EmptyFields } from '../shared/batch/attributes/emptyFields';
import { namesNotAllowedChoices } from '../shared/batch/attributes/planColumns';
import { readIncoming, valuesNotTakenChoices } from '../shared/batch/attributes/readIncoming';
import { readMapped } from '../shared/batch/attributes/readMapped';
import { readNotation } from '../shared/batch/attributes/readNotation';
import type { AttributeOwner } from '../shared/batch/contract/attributeRules';
import { checkAttributes } from '../shared/batch/contract/checkAttributes';
import type { Family } from '../shared/batch/family';
import { isRecord } from '../shared/batch/values/isRecord';
import { readChoice } from '../shared/batch/values/readChoice';
import { readJsonObject } from '../shared/batch/values/readJson';
import { readTextList } from '../shared/batch/values/readTextList';
import { violation, type Violation } from '../shared/batch/violation';
import { planOfRun } from './columnsOfRun';
import type { Row } from './row';

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
export function readAttributes(row: Row, source: string, family: Family, owner: AttributeOwner): AttributesOfRow {
	const read = source === 'json' ? readJson(row, family) : source === 'incoming' ? readAllFields(row, family, owner) : readFields(row, owner);
	if (source === 'incoming') return read;
	return { ...read, violations: [...read.violations, ...checkAttributes(family, owner, read.attributes)] };
}

/** What becomes of empty fields; an attribute of an event or of a member cannot be deleted. */
export function readEmptyFields(row: Row, owner: AttributeOwner): { value: EmptyFields; violations: Violation[] } {
	const choices = emptyFieldsChoices.filter((choice) => owner === 'profile' || choice !== 'delete');
	return chosen(row, 'emptyFields', 'Empty Fields', choices);
}

/** The JSON object of a row, before its notation is read. */
export function readAttributesJson(row: Row): { json: Record<string, unknown>; violations: Violation[] } {
	const value = row.read('attributesJson', {});
	const reading = readJsonObject(value);
	return reading.ok
		? { json: reading.value ?? {}, violations: [] }
		: { json: {}, violations: [violation('Attributes (JSON)', value, reading.rule)] };
}

function readJson(row: Row, family: Family): AttributesOfRow {
	const { json, violations } = readAttributesJson(row);
	const read = readNotation(json, { timezone: row.timezone, family });
	return { attributes: read.attributes, violations: [...violations, ...read.violations], leftOut: [], shown: {} };
}

function readFields(row: Row, owner: AttributeOwner): AttributesOfRow {
	const list = row.read('attributes.attribute', []);
	const emptyFields = readEmptyFields(row, owner);
	const isList = Array.isArray(list) && list.every(isRecord);
	const read = readMapped(isList ? list : [], { timezone: row.timezone, emptyFields: emptyFields.value });
	const notAList = isList ? [] : [violation('Attributes', list, 'must be a list of attributes with name and type')];
	return {
		...read,
		violations: [...emptyFields.violations, ...notAList, ...read.violations],
		shown: read.leftOut.length > 0 ? { leftOut: [...read.leftOut] } : {},
	};
}

function readAllFields(row: Row, family: Family, owner: AttributeOwner): AttributesOfRow {
	const emptyFields = readEmptyFields(row, owner);
	const names = chosen(row, 'namesNotAllowed', 'Names Batch Does Not Allow', namesNotAllowedChoices);
	const values = chosen(row, 'valuesNotTaken', 'Values Batch Cannot Take', valuesNotTakenChoices);
	const fieldsToLeaveOut = row.read('fieldsToLeaveOut', '');
	const leaveOut = readTextList(fieldsToLeaveOut);
	const unreadable = leaveOut.ok ? [] : [violation('Fields to Leave Out', fieldsToLeaveOut, leaveOut.rule)];
	const plan = planOfRun(row, { family, owner, namesNotAllowed: names.value, fields: (leaveOut.ok && leaveOut.value) || [] });
	const read = readIncoming(row.json, plan, {
		timezone: row.timezone,
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
			...(row.index === 0 && {
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
	row: Row,
	parameter: string,
	field: string,
	choices: readonly Choice[],
): { value: Choice; violations: Violation[] } {
	const value = row.read(parameter, choices[0]);
	const reading = readChoice(value, choices);
	return reading.ok
		? { value: reading.value ?? choices[0], violations: [] }
		: { value: choices[0], violations: [violation(field, value, reading.rule)] };
}
