import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { checkPlatforms } from '../../../shared/batch/client/connection';
import { appData } from '../../../shared/batch/routes/appData';
import { platformField } from '../../fields/identity';
import { limited, listFields } from '../../fields/list';
import { readOptions } from '../../fields/options';
import { item } from '../../operation';
import type { Item } from '../../run/item';

/** App Data → Get Many: the tables of an app; what they hold cannot be read (batch-api-1x.md §9.2). */
export const getManyAppData = item({
	text: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many app data tables',
		description: 'Get the tables of an app with their sizes; Batch has no call that reads the values',
	},
	fields: [platformField, ...listFields, readOptions()],
	run,
});

function run(item: Item, api: Api): AsyncGenerator<IDataObject> {
	const platform = item.platform();
	item.check(checkPlatforms([platform], item.connection));
	return limited(item, api.pages({ route: appData.list, platform }, 'app_data'));
}
