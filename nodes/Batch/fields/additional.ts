import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { violation } from '../../shared/batch/violation';
import type { Item } from '../run/item';

/** What Batch documents and this node does not know by name, or will document tomorrow. Stands among the options. */
export const additionalFieldsOption: INodeProperties = {
	displayName: 'Additional Fields (JSON)',
	name: 'additionalJson',
	type: 'json',
	default: '{}',
	description: 'Fields of the Batch API this node does not know, put into the call as they are. None may be set by a field above.',
};

/**
 * Adds what stands under Additional Fields (JSON). Objects are joined level by level.
 * Refuses the item where a field of the node sets the same key.
 * @param option another option of the kind, for a part of the call
 */
export function withAdditional(item: Item, body: IDataObject, option = 'options.additionalJson'): IDataObject {
	const additional = item.has(option) ? item.jsonObject(option) : undefined;
	return additional === undefined ? body : join(item, body, additional, { path: '', field: item.label(option) });
}

interface Place {
	readonly path: string;
	readonly field: string;
}

function join(item: Item, body: IDataObject, additional: IDataObject, { path, field }: Place): IDataObject {
	const joined = { ...body };
	for (const [key, value] of Object.entries(additional)) {
		const before = joined[key];
		if (before === undefined) joined[key] = value;
		else if (isPlain(before) && isPlain(value)) joined[key] = join(item, before, value, { path: `${path}${key}.`, field });
		else item.refuse(violation(field, `${path}${key}`, 'is set by a field of the node already'));
	}
	return joined;
}

function isPlain(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
