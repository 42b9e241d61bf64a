import { updateDisplayOptions, type IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { checkProject } from '../../../shared/batch/client/connection';
import { appCampaigns, campaigns } from '../../../shared/batch/routes/campaigns';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { campaignApiField, changedCampaignFields, oneCampaignFields, readyNotices, stateField } from './form.fields';
import { channelField } from './message.fields';
import { appOptionsField, projectOptionsField } from './options.fields';
import { readChanges } from './appForm';
import { appCampaignForm } from './readAppCampaign';
import { readProjectCampaign } from './readProjectCampaign';
import { targetingOf } from './readTargeting';
import { lookAtIt, readCampaignOfApp, readId, withAdvice } from './written';

const project = { show: { api: ['project'] } };

/** Campaign → Update: all of it in the project family, what changes in the app family (batch-api-2x.md §6.2, batch-api-1x.md §3.2). */
export const updateCampaign = item({
	text: {
		name: 'Update',
		value: 'update',
		action: 'Update campaign',
		description: 'Change a campaign; one of the project API is overwritten whole',
	},
	fields: [
		campaignApiField,
		{
			displayName: 'The project API overwrites the whole campaign: what is left empty here is gone there. Batch refuses it for a campaign that runs or is completed.',
			name: 'overwritesNotice',
			type: 'notice',
			default: '',
			displayOptions: project,
		},
		...oneCampaignFields,
		channelField,
		...changedCampaignFields,
		...updateDisplayOptions(project, [stateField, ...readyNotices]),
		projectOptionsField(),
		appOptionsField(),
	],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	return item.choice('api') === 'app' ? await updateInApp(item, api) : await updateInProject(item, api);
}

async function updateInProject(item: Item, api: Api): Promise<IDataObject> {
	item.check(checkProject(item.connection));
	const id = readId(item);
	const state = item.choice<'draft' | 'ready'>('state');
	const campaign = readProjectCampaign(item, state);
	// A draft that is written twice is the same draft; what is ready may be on its way by then.
	const sent = api.send({ route: campaigns.update, body: { id, campaign }, repeatable: state === 'draft' });
	await withAdvice(sent, lookAtIt);
	return { status: 'accepted', ...item.shown, targeting: targetingOf(campaign), campaign };
}

async function updateInApp(item: Item, api: Api): Promise<IDataObject> {
	const campaign = readCampaignOfApp(item);
	const body = readChanges(item, appCampaignForm);
	const sent = api.send({ route: appCampaigns.update, ...campaign, body, repeatable: body.push_time !== 'now' });
	await withAdvice(sent, lookAtIt);
	return { status: 'accepted', ...item.shown };
}
