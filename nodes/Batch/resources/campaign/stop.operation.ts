import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { checkProject } from '../../../shared/batch/client/connection';
import { appCampaigns, campaigns } from '../../../shared/batch/routes/campaigns';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { readCampaignJson, readProjectCampaign } from './readProjectCampaign';
import { byFieldsFields, startStopOptions, wholeCampaignFields } from './startStop.fields';
import { lookAtIt, readCampaignOfApp, readId, withAdvice } from './written';

/** Campaign → Stop (batch-api-2x.md §6.2, batch-api-1x.md §3.2). What is on its way already, Batch does not call back. */
export const stopCampaign = item({
	text: {
		name: 'Stop',
		value: 'stop',
		action: 'Stop campaign',
		description: 'Keep a campaign from being sent; what is on its way already is not called back',
	},
	fields: [
		...wholeCampaignFields,
		...byFieldsFields,
		...startStopOptions,
	],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	return item.choice('api') === 'app' ? await stopInApp(item, api) : await stopInProject(item, api);
}

async function stopInProject(item: Item, api: Api): Promise<IDataObject> {
	item.check(checkProject(item.connection));
	const id = readId(item);
	const campaign = item.choice('campaignFrom') === 'json' ? readCampaignJson(item, 'stopped') : readProjectCampaign(item, 'stopped');
	// Stopping twice stops.
	await withAdvice(api.send({ route: campaigns.update, body: { id, campaign }, repeatable: true }), lookAtIt);
	return { status: 'accepted', ...item.shown };
}

async function stopInApp(item: Item, api: Api): Promise<IDataObject> {
	const campaign = readCampaignOfApp(item);
	item.show({ state: 'stopped' });
	await withAdvice(api.send({ route: appCampaigns.update, ...campaign, body: { live: false }, repeatable: true }), lookAtIt);
	return { status: 'accepted', ...item.shown };
}
