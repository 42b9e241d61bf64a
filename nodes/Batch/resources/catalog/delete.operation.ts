import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { catalogs } from '../../../shared/batch/routes/catalogs';
import { writeOptions } from '../../fields/options';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { catalogField, readCatalog } from './catalog.fields';

/** Catalog → Delete (batch-api-2x.md §7.2). */
export const deleteCatalog = item({
	text: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete catalog',
		description: 'Delete a catalog with all of its items',
	},
	fields: [catalogField, writeOptions()],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const name = readCatalog(item);
	// Asked for again after a lost answer it would no longer be there, and that would pass for a refusal.
	await api.send({ route: catalogs.remove, body: { name }, repeatable: false });
	return { deleted: true, catalog: name };
}
