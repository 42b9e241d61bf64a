import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { mergeAdditional } from '../../shared/batch/values/mergeAdditional';
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
 * Adds what stands under Additional Fields (JSON). Refuses the item where a field of the node sets the same key.
 * @param option another option of the kind, for a part of the call
 */
export function withAdditional(item: Item, body: IDataObject, option = 'options.additionalJson'): IDataObject {
	const additional = item.has(option) ? item.jsonObject(option) : undefined;
	if (additional === undefined) return body;
	const merged = mergeAdditional(body, additional, item.label(option));
	item.check(merged.violations);
	return merged.body as IDataObject;
}
