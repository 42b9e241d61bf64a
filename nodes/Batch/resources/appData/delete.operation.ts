import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { appData } from '../../../shared/batch/routes/appData';
import { platformsField } from '../../fields/identity';
import { writeOptions } from '../../fields/options';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { onPlatforms } from '../../run/platforms';
import { readTable, tableField } from './appData.fields';

/** App Data → Delete: the table with all of its values, in each app (batch-api-1x.md §9.2). */
export const deleteAppData = item({
	text: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete app data table',
		description: 'Delete a table with all of its values, one call for each platform',
	},
	fields: [platformsField, tableField, writeOptions()],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const { table, platforms } = readTable(item);
	const { platforms: done } = await onPlatforms(platforms, async (platform) => {
		// Asked for again after a lost answer it would no longer be there, and that would pass for a refusal.
		await api.send({ route: appData.delete, platform, parameters: { table }, repeatable: false });
		return {};
	});
	return { deleted: true, table, platforms: done };
}
