import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { appTimeOf } from '../../../shared/batch/campaigns/write/schedule';
import { checkProject } from '../../../shared/batch/client/connection';
import { appCampaigns, campaigns } from '../../../shared/batch/routes/campaigns';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { readCampaignJson, readProjectCampaign, showCampaign } from './readProjectCampaign';
import { readSchedule, refusePast } from './readSchedule';
import { byFieldsFields, startStopOptions, storedFields, wholeCampaignFields } from './startStop.fields';
import { checkStored } from './storedCampaign';
import { lookAtIt, readCampaignOfApp, readId, withAdvice } from './written';

/** Campaign → Start: the act that sends (batch-api-2x.md §6.2, batch-api-1x.md §3.2). */
export const startCampaign = item({
	text: {
		name: 'Start',
		value: 'start',
		action: 'Start campaign',
		description: 'Send a campaign as it is scheduled, or at once if you say so',
	},
	fields: [...wholeCampaignFields, ...byFieldsFields, ...storedFields, ...startStopOptions],
	run,
});

async function run(item: Item, api: Api): Promise<IDataObject> {
	return item.choice('api') === 'app' ? await startInApp(item, api) : await startInProject(item, api);
}

async function startInProject(item: Item, api: Api): Promise<IDataObject> {
	item.check(checkProject(item.connection));
	const id = readId(item);
	const campaign = item.choice('campaignFrom') === 'json' ? readCampaignJson(item, 'ready') : readProjectCampaign(item, 'ready');
	await withAdvice(api.send({ route: campaigns.update, body: { id, campaign }, repeatable: false }), lookAtIt);
	return { status: 'accepted', ...item.shown };
}

async function startInApp(item: Item, api: Api): Promise<IDataObject> {
	const campaign = readCampaignOfApp(item);
	const schedule = readSchedule(item);
	showCampaign(item, '', 'ready', schedule);
	refusePast(item, schedule);
	const needsTime = schedule === undefined;
	const needsTargeting = item.choice('targeting') !== 'everybody';
	if (needsTime || needsTargeting) await checkStored(item, api, { request: { route: appCampaigns.get, ...campaign }, needsTime, needsTargeting });
	const body = { live: true, ...(schedule !== undefined && appTimeOf(schedule, 'push_time')) };
	await withAdvice(api.send({ route: appCampaigns.update, ...campaign, body, repeatable: false }), lookAtIt);
	return { status: 'accepted', ...item.shown };
}
