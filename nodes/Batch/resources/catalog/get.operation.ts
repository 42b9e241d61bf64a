import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { catalogs } from '../../../shared/batch/routes/catalogs';
import { readOptions } from '../../fields/options';
import { indexingTokenOption, readIndexingToken } from '../../fields/wait';
import { item } from '../../operation';
import { objectOf } from '../../run/answer';
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
		readOptions([indexingTokenOption]),
	],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const name = readCatalog(item);
	const token = readIndexingToken(item);
	const query = { name, ...(token !== undefined && { indexing_token: token }) };
	const body = await api.send({ route: catalogs.view, query, repeatable: true });
	return objectOf(body);
}
