import type { IDataObject } from 'n8n-workflow';

import type { Attribute, Attributes } from './attribute';
import { formatProjectTime } from './formatTime';

/** Writes attributes as the project family wants them, on profiles and on events (batch-api-2x.md §3.3, §11.1). */
export function writeProjectNotation(attributes: Attributes): IDataObject {
	const written: IDataObject = {};
	for (const [name, attribute] of attributes) {
		const key = keyOf(name, attribute);
		// By assignment, an attribute of this name would be lost.
		if (key === '__proto__') Object.defineProperty(written, key, { value: valueOf(attribute), enumerable: true, configurable: true, writable: true });
		else written[key] = valueOf(attribute);
	}
	return written;
}

function keyOf(name: string, { type }: Attribute): string {
	return type === 'date' || type === 'url' ? `${type}(${name})` : name;
}

function valueOf(attribute: Attribute): IDataObject[string] {
	switch (attribute.type) {
		case 'delete':
			return null;
		case 'date':
			return formatProjectTime(attribute.value);
		case 'listEdit':
			return {
				...(attribute.add.length > 0 && { $add: [...attribute.add] }),
				...(attribute.remove.length > 0 && { $remove: [...attribute.remove] }),
			};
		case 'object':
			return writeProjectNotation(attribute.value);
		case 'objectList':
			return attribute.value.map(writeProjectNotation);
		case 'textList':
			return [...attribute.value];
		default:
			return attribute.value;
	}
}
