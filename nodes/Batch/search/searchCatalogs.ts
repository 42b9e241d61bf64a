import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { catalogs } from '../../shared/batch/routes/catalogs';
import { searchRows } from './searchRows';

/** Lists the catalogs of the project with the number of their items (batch-api-2x.md §7.2). */
export async function searchCatalogs(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await searchRows(this, filter, {
		request: { route: catalogs.list },
		key: 'catalogs',
		show: ({ name, items }) =>
			typeof name === 'string' && name !== '' ? { name: typeof items === 'number' ? `${name} (${items} items)` : name, value: name } : undefined,
	});
}
