import { jsonParse } from 'n8n-workflow';

import type { Attribute } from '../shared/batch/attributes/attribute';
import { inferAttributes, type EmptyFields } from '../shared/batch/attributes/inferAttributes';
import { readNotation, type AttributesRead } from '../shared/batch/attributes/readNotation';
import { readTime } from '../shared/batch/attributes/readTime';
import type { Family } from '../shared/batch/family';
import { violation, type Violation } from '../shared/batch/violation';
import { isRecord } from '../shared/isRecord';
import { fileField } from '../shared/rowFile/fileMark';
import type { Item } from './run/item';
import { toText, toTextList } from './texts';

export interface AttributesOfRow extends AttributesRead {
	/** Incoming fields that were not sent. */
	readonly leftOut?: readonly string[];
}

/** Reads a row's attributes in the way its source field says: fields below, all incoming fields, JSON. */
export function readAttributes(item: Item, source: string, family: Family): AttributesOfRow {
	if (source === 'json') return readJson(item, family);
	if (source === 'incoming') {
		return inferAttributes(item.fields, {
			timezone: item.timezone,
			family,
			// Where a row of a file comes from says nothing about the user.
			leaveOut: new Set([...toTextList(item.read('fieldsToLeaveOut')), fileField]),
			emptyFields: item.read('emptyFields') as EmptyFields,
		});
	}
	return readList(item);
}

function readJson(item: Item, family: Family): AttributesRead {
	const value = item.read('attributesJson');
	const json: unknown = typeof value === 'string' ? jsonParse(value, { fallbackValue: null }) : value;
	if (!isRecord(json)) {
		return { attributes: new Map(), violations: [violation('Attributes (JSON)', value, 'must be a JSON object')] };
	}
	return readNotation(json, { timezone: item.timezone, family });
}

function readList(item: Item): AttributesRead {
	const attributes = new Map<string, Attribute>();
	const violations: Violation[] = [];
	const list = item.read('attributes.attribute');
	for (const field of Array.isArray(list) ? (list as Array<Record<string, unknown>>) : []) {
		const name = toText(field.name);
		const attribute = readField(field, item.timezone);
		const before = attributes.get(name);
		if (attribute === undefined) {
			violations.push(violation(`Attribute ${name}`, field.date ?? field.number ?? '', `must be a ${String(field.type)}`));
		} else if (before === undefined) {
			attributes.set(name, attribute);
		} else if (before.type === 'listEdit' && attribute.type === 'listEdit') {
			attributes.set(name, {
				type: 'listEdit',
				add: [...before.add, ...attribute.add],
				remove: [...before.remove, ...attribute.remove],
			});
		} else {
			violations.push(violation('Attribute name', name, 'is given twice'));
		}
	}
	return { attributes, violations };
}

function readField(field: Record<string, unknown>, timezone: string): Attribute | undefined {
	switch (field.type) {
		case 'integer':
		case 'number': {
			const value = Number(field.number);
			return field.number === '' || Number.isNaN(value) ? undefined : { type: field.type, value };
		}
		case 'boolean':
			return { type: 'boolean', value: field.boolean === true || field.boolean === 'true' };
		case 'date': {
			const value = readTime(field.date, timezone);
			return value === undefined ? undefined : { type: 'date', value };
		}
		case 'url':
			return { type: 'url', value: toText(field.url) };
		case 'textList':
			return { type: 'textList', value: toTextList(field.texts) };
		case 'addToList':
			return { type: 'listEdit', add: toTextList(field.texts), remove: [] };
		case 'removeFromList':
			return { type: 'listEdit', add: [], remove: toTextList(field.texts) };
		case 'delete':
			return { type: 'delete' };
		case 'deleteList':
			return { type: 'delete', ofList: true };
		default:
			return { type: 'text', value: field.text === undefined || field.text === null ? '' : String(field.text) };
	}
}
