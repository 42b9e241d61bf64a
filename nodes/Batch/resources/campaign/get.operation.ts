import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { checkProject } from '../../../shared/batch/client/connection';
import { appCampaigns, orchestrations } from '../../../shared/batch/routes/campaigns';
import { readOptions } from '../../fields/options';
import { item } from '../../operation';
import { objectOf } from '../../run/answer';
import type { Item } from '../../run/item';
import { campaignApiField, oneCampaignFields } from './form.fields';
import { readCampaignOfApp, readId } from './written';

/** Campaign → Get (batch-api-2x.md §6.6, batch-api-1x.md §3.5). */
export const getCampaign = item({
	text: {
		name: 'Get',
		value: 'get',
		action: 'Get campaign',
		description: 'Get a push campaign; of other campaigns of a project Get Many tells what Batch shows',
	},
	fields: [campaignApiField, ...oneCampaignFields, readOptions()],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	if (item.choice('api') !== 'app') {
		item.check(checkProject(item.connection));
		return objectOf(await api.send({ route: orchestrations.view, query: { orchestration_id: readId(item) }, repeatable: true }));
	}
	const campaign = readCampaignOfApp(item);
	return objectOf(await api.send({ route: appCampaigns.get, ...campaign, repeatable: true }));
}
