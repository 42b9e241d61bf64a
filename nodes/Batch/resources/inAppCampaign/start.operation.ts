import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { checkPlatforms } from '../../../shared/batch/client/connection';
import { inAppCampaigns } from '../../../shared/batch/routes/campaigns';
import { writeOptions } from '../../fields/options';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { checkStored } from '../campaign/storedCampaign';
import { targetingField } from '../campaign/targeting.fields';
import { lookAtIt, readToken, withAdvice } from '../campaign/written';
import { oneInAppCampaignFields } from './form.fields';

/** In-App Campaign → Start: the act that shows it to people (batch-api-1x.md §4). */
export const startInAppCampaign = item({
	text: {
		name: 'Start',
		value: 'start',
		action: 'Start in-app campaign',
		description: 'Show a campaign in the app, from its start to its end',
	},
	fields: [...oneInAppCampaignFields, targetingField(['everybody', 'keep'], 'keep'), writeOptions()],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const token = readToken(item);
	item.show({ state: 'ready' });
	const platform = item.platform();
	item.check(checkPlatforms([platform], item.connection));
	if (item.choice('targeting') !== 'everybody') {
		// That its start has passed is how a campaign is that goes on.
		const request = { route: inAppCampaigns.get, platform, parameters: { token } };
		await checkStored(item, api, { request, needsTime: false, needsTargeting: true });
	}
	const sent = api.send({ route: inAppCampaigns.update, platform, parameters: { token }, body: { live: true }, repeatable: false });
	await withAdvice(sent, lookAtIt);
	return { status: 'accepted', ...item.shown };
}
