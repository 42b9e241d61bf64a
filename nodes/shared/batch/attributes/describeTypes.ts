import type { IDataObject } from 'n8n-workflow';

import { attributeTypeNames, type Attributes } from './attribute';

/** The type of each attribute in words: what was inferred from incoming fields must be seen. */
export function describeTypes(attributes: Attributes): IDataObject {
	return Object.fromEntries([...attributes].map(([name, { type }]) => [name, attributeTypeNames[type]]));
}
