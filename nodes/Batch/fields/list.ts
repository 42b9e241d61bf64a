import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { violation } from '../../shared/batch/violation';
import type { Item } from '../run/item';

/** How many rows of a list come out, in n8n's words. */
export const listFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

/** The rows an item asks for: no page is fetched for rows that nobody wants. */
export async function* limited(item: Item, rows: AsyncIterable<IDataObject>): AsyncGenerator<IDataObject> {
	const left = item.flag('returnAll') ? Infinity : readLimit(item);
	let count = 0;
	for await (const row of rows) {
		yield row;
		if (++count >= left) return;
	}
}

function readLimit(item: Item): number {
	const limit = item.integer('limit');
	if (limit !== undefined && limit >= 1) return limit;
	return item.refuse(violation(item.label('limit'), limit ?? '', 'must be a whole number of at least 1'));
}
