import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { checkPlatforms } from '../../../shared/batch/client/connection';
import { inAppCampaigns } from '../../../shared/batch/routes/campaigns';
import { readOptions } from '../../fields/options';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { objectOf, readToken } from '../campaign/written';
import { oneInAppCampaignFields } from './form.fields';

/** In-App Campaign → Get (batch-api-1x.md §4). */
export const getInAppCampaign = item({
	text: {
		name: 'Get',
		value: 'get',
		action: 'Get in-app campaign',
		description: 'Get a campaign of an app, with its message and its targeting',
	},
	fields: [...oneInAppCampaignFields, readOptions()],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const token = readToken(item);
	const platform = item.platform();
	item.check(checkPlatforms([platform], item.connection));
	return objectOf(await api.send({ route: inAppCampaigns.get, platform, parameters: { token }, repeatable: true }));
}
