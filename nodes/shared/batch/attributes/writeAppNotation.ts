import type { IDataObject } from 'n8n-workflow';

import type { Attribute, Attributes } from './attribute';
import { formatAppTime } from './formatTime';

/**
 * Writes attributes as the Custom Data API wants them: `u.name`, `date(u.name)`, `url(u.name)`, and
 * `ut.name` for lists (batch-api-1x.md §5).
 */
export function writeUserData(attributes: Attributes): IDataObject {
	// Not by assignment: an attribute may be called __proto__.
	return Object.fromEntries(
		[...attributes].map(([name, attribute]) => [userDataKey(name, attribute), appValue(attribute)]),
	);
}

/** Writes an event's attributes: no prefix, `date(name)` and `url(name)` (batch-api-1x.md §7). */
export function writeAppEventAttributes(attributes: Attributes): IDataObject {
	// Not by assignment: an attribute may be called __proto__.
	return Object.fromEntries(
		[...attributes].map(([name, attribute]) => [eventKey(name, attribute), appValue(attribute)]),
	);
}

function eventKey(name: string, { type }: Attribute): string {
	return type === 'date' || type === 'url' ? `${type}(${name})` : name;
}

/** Whether the Custom Data API keeps it under `ut.`, apart from the single values. */
export function isUserList(attribute: Attribute): boolean {
	const { type } = attribute;
	return type === 'textList' || type === 'listEdit' || (type === 'delete' && attribute.ofList === true);
}

function userDataKey(name: string, attribute: Attribute): string {
	const { type } = attribute;
	if (isUserList(attribute)) return `ut.${name}`;
	return type === 'date' || type === 'url' ? `${type}(u.${name})` : `u.${name}`;
}

function appValue(attribute: Attribute): IDataObject[string] {
	switch (attribute.type) {
		case 'delete':
			return null;
		case 'date':
			return formatAppTime(attribute.value);
		case 'listEdit':
			return {
				...(attribute.add.length > 0 && { $add: [...attribute.add] }),
				...(attribute.remove.length > 0 && { $remove: [...attribute.remove] }),
			};
		case 'textList':
			return [...attribute.value];
		case 'object':
		case 'objectList':
			// The contract refuses objects for this family before anything is written.
			throw new TypeError('The app family takes no objects');
		default:
			return attribute.value;
	}
}
