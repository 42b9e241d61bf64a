import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { appData } from '../../shared/batch/routes/appData';
import { chosenPlatform, searchRows } from './searchRows';

/** Lists the app data tables of an app with the number of their rows (batch-api-1x.md §9.2). */
export async function searchAppTables(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const platform = await chosenPlatform(this);
	return await searchRows(this, filter, {
		request: { route: appData.list, platform },
		key: 'app_data',
		show: ({ name, nb_rows: rows }) =>
			typeof name === 'string' && name !== '' ? { name: typeof rows === 'number' ? `${name} (${rows} rows)` : name, value: name } : undefined,
	});
}
