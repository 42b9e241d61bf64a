import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { checkProject } from '../../../shared/batch/client/connection';
import { appCampaigns, campaigns } from '../../../shared/batch/routes/campaigns';
import { writeOptions } from '../../fields/options';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { campaignApiField, oneCampaignFields } from './form.fields';
import { lookAtIt, readCampaignOfApp, readId, withAdvice } from './written';

/** Campaign → Delete (batch-api-2x.md §6.3, batch-api-1x.md §3.3). */
export const deleteCampaign = item({
	text: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete campaign',
		description: 'Delete a campaign, which cannot be undone',
	},
	fields: [campaignApiField, ...oneCampaignFields, writeOptions()],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	await withAdvice(item.choice('api') === 'app' ? deleteInApp(item, api) : deleteInProject(item, api), lookAtIt);
	return { deleted: true, ...item.shown };
}

// A second call after a lost answer would be told that there is no such campaign, which says nothing of the first.
async function deleteInProject(item: Item, api: Api): Promise<void> {
	item.check(checkProject(item.connection));
	await api.send({ route: campaigns.delete, body: { id: readId(item) }, repeatable: false });
}

async function deleteInApp(item: Item, api: Api): Promise<void> {
	const campaign = readCampaignOfApp(item);
	await api.send({ route: appCampaigns.delete, ...campaign, repeatable: false });
}
