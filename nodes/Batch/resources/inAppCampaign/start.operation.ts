import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { inAppCampaigns } from '../../../shared/batch/routes/campaigns';
import { writeOptions } from '../../fields/options';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { checkStored } from '../campaign/storedCampaign';
import { lookAtIt, readCampaignOfApp, withAdvice } from '../campaign/written';
import { inAppTargetingField, oneInAppCampaignFields } from './form.fields';

/** In-App Campaign → Start: the act that shows it to people (batch-api-1x.md §4). */
export const startInAppCampaign = item({
	text: {
		name: 'Start',
		value: 'start',
		action: 'Start in-app campaign',
		description: 'Show a campaign in the app, from its start to its end',
	},
	fields: [...oneInAppCampaignFields, inAppTargetingField(['everybody', 'keep'], 'keep'), writeOptions()],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const campaign = readCampaignOfApp(item);
	item.show({ state: 'ready' });
	if (item.choice('targeting') !== 'everybody') {
		// That its start has passed is how a campaign is that goes on.
		const request = { route: inAppCampaigns.get, ...campaign };
		await checkStored(item, api, { request, needsTime: false, needsTargeting: true });
	}
	const sent = api.send({ route: inAppCampaigns.update, ...campaign, body: { live: true }, repeatable: false });
	await withAdvice(sent, lookAtIt);
	return { status: 'accepted', ...item.shown };
}
