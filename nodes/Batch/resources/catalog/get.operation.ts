import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { catalogs } from '../../../shared/batch/routes/catalogs';
import { isRecord } from '../../../shared/isRecord';
import { readOptions } from '../../fields/options';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { catalogField, readCatalog } from './catalog.fields';

/** Catalog → Get: its fields and how many items it holds (batch-api-2x.md §7.2). */
export const getCatalog = item({
	text: {
		name: 'Get',
		value: 'get',
		action: 'Get catalog',
		description: 'Get the fields of a catalog, how many items it holds, and whether an edit is applied',
	},
	fields: [
		catalogField,
		{
			displayName: 'Indexing Token',
			name: 'edit',
			type: 'string',
			default: '',
			description: 'What Edit Items put out: with it the answer says whether that edit is applied',
		},
		readOptions(),
	],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const name = readCatalog(item);
	const token = item.text('edit');
	const query = { name, ...(token !== '' && { indexing_token: token }) };
	const body = await api.send({ route: catalogs.view, query, repeatable: true });
	return isRecord(body) ? (body as IDataObject) : { answer: String(body) };
}
