import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { inAppCampaigns } from '../../../shared/batch/routes/campaigns';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { lookAtIt, readCampaignOfApp, withAdvice } from '../campaign/written';
import { inAppCampaignFields, inAppOptionsField, oneInAppCampaignFields } from './form.fields';
import { readChanges } from '../campaign/appForm';
import { inAppCampaignForm } from './readInAppCampaign';

/** In-App Campaign → Update: what is filled in (batch-api-1x.md §4). */
export const updateInAppCampaign = item({
	text: {
		name: 'Update',
		value: 'update',
		action: 'Update in-app campaign',
		description: 'Change a campaign that was created by the API; what is left empty stays as it is',
	},
	fields: [...oneInAppCampaignFields, ...inAppCampaignFields(true), inAppOptionsField()],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	const campaign = readCampaignOfApp(item);
	const body = readChanges(item, inAppCampaignForm);
	await withAdvice(api.send({ route: inAppCampaigns.update, ...campaign, body, repeatable: true }), lookAtIt);
	return { status: 'accepted', ...item.shown };
}
