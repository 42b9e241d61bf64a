import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { inAppCampaigns } from '../../../shared/batch/routes/campaigns';
import { readOptions } from '../../fields/options';
import { item } from '../../operation';
import { objectOf } from '../../run/answer';
import type { Item } from '../../run/item';
import { readCampaignOfApp } from '../campaign/written';
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
	const campaign = readCampaignOfApp(item);
	return objectOf(await api.send({ route: inAppCampaigns.get, ...campaign, repeatable: true }));
}
