import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { inAppCampaigns } from '../../../shared/batch/routes/campaigns';
import { writeOptions } from '../../fields/options';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { lookAtIt, readCampaignOfApp, withAdvice } from '../campaign/written';
import { oneInAppCampaignFields } from './form.fields';

/** In-App Campaign → Stop (batch-api-1x.md §4). */
export const stopInAppCampaign = item({
	text: {
		name: 'Stop',
		value: 'stop',
		action: 'Stop in-app campaign',
		description: 'Show a campaign in the app no more',
	},
	fields: [...oneInAppCampaignFields, writeOptions()],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const campaign = readCampaignOfApp(item);
	item.show({ state: 'stopped' });
	// Stopping twice stops.
	const sent = api.send({ route: inAppCampaigns.update, ...campaign, body: { live: false }, repeatable: true });
	await withAdvice(sent, lookAtIt);
	return { status: 'accepted', ...item.shown };
}
