import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { checkPlatforms } from '../../../shared/batch/client/connection';
import { privacyRequests } from '../../../shared/batch/routes/privacy';
import { platformField } from '../../fields/identity';
import { limited, listFields } from '../../fields/list';
import { readOptions } from '../../fields/options';
import { item } from '../../operation';
import { objectOf } from '../../run/answer';
import type { Item } from '../../run/item';

/** Privacy Request → Get Many: the requests of an app that Batch still keeps (batch-api-1x.md §8). */
export const getManyPrivacyRequests = item({
	text: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many privacy requests',
		description: 'Get the requests of an app that Batch still keeps, those of the dashboard included',
	},
	fields: [platformField, ...listFields, readOptions()],
	run,
});

function run(item: Item, api: Api): AsyncGenerator<IDataObject> {
	const platform = item.platform();
	item.check(checkPlatforms([platform], item.connection));
	return limited(item, requests(api, platform));
}

/** The whole list comes in one answer: no paging is documented. */
async function* requests(api: Api, platform: ReturnType<Item['platform']>): AsyncGenerator<IDataObject> {
	const body = await api.send({ route: privacyRequests.list, platform, repeatable: true });
	for (const row of Array.isArray(body) ? body : [body]) yield objectOf(row);
}
