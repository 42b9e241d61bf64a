import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { inAppCampaigns } from '../../../shared/batch/routes/campaigns';
import { writeOptions } from '../../fields/options';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { lookAtIt, readCampaignOfApp, withAdvice } from '../campaign/written';
import { oneInAppCampaignFields } from './form.fields';

/** In-App Campaign → Delete (batch-api-1x.md §4). */
export const deleteInAppCampaign = item({
	text: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete in-app campaign',
		description: 'Delete a campaign, which cannot be undone',
	},
	fields: [...oneInAppCampaignFields, writeOptions()],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const campaign = readCampaignOfApp(item);
	// A second call after a lost answer would be told that there is no such campaign, which says nothing of the first.
	await withAdvice(api.send({ route: inAppCampaigns.delete, ...campaign, repeatable: false }), lookAtIt);
	return { deleted: true, ...item.shown };
}
