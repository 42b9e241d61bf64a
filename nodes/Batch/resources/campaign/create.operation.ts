import { updateDisplayOptions, type IDataObject } from 'n8n-workflow';

import type { Api } from '../../../shared/batch/client/api';
import { checkPlatforms, checkProject } from '../../../shared/batch/client/connection';
import { appCampaigns, campaigns, orchestrations } from '../../../shared/batch/routes/campaigns';
import { platformsField } from '../../fields/identity';
import { item } from '../../operation';
import type { Item } from '../../run/item';
import { onPlatforms } from '../../run/platforms';
import { CampaignNames, type NamedList } from './campaignNames';
import { campaignApiField, newCampaignFields, readyNotices, stateField } from './form.fields';
import { channelField } from './message.fields';
import { appOptionsField, ifNameExistsOption, projectOptionsField } from './options.fields';
import { readNewCampaign } from './appForm';
import { appCampaignForm } from './readAppCampaign';
import { readProjectCampaign } from './readProjectCampaign';
import { targetingOf } from './readTargeting';
import { identityOf, lookForIt, withAdvice } from './written';

/** Campaign → Create (batch-api-2x.md §6.1, batch-api-1x.md §3.1). A draft unless Ready is chosen. */
export const createCampaign = item<CampaignNames>({
	text: {
		name: 'Create',
		value: 'create',
		action: 'Create campaign',
		description: 'Create a push or e-mail campaign: a draft, unless you say that it is ready',
	},
	fields: [
		campaignApiField,
		channelField,
		...updateDisplayOptions({ show: { api: ['app'] } }, [platformsField]),
		...newCampaignFields,
		stateField,
		...readyNotices,
		projectOptionsField([ifNameExistsOption]),
		appOptionsField([ifNameExistsOption]),
	],
	begin: async () => await Promise.resolve(new CampaignNames()),
	run,
});

async function run(item: Item, api: Api, names: CampaignNames): Promise<IDataObject> {
	return item.choice('api') === 'app' ? await createInApps(item, api, names) : await createInProject(item, api, names);
}

const projectList: NamedList = {
	request: { route: orchestrations.list },
	key: 'orchestrations',
	// Lists that do not say who created a campaign leave it open that it was the API.
	identify: ({ id, source = 'api' }) => (source === 'api' ? id : undefined),
};

async function createInProject(item: Item, api: Api, names: CampaignNames): Promise<IDataObject> {
	item.check(checkProject(item.connection));
	const campaign = readProjectCampaign(item, item.choice('state'));
	const answer = await names.createOnce(item, api, String(campaign.name), [projectList], async () =>
		await withAdvice(api.send({ route: campaigns.create, body: campaign, repeatable: false }), lookForIt),
	);
	return { status: 'accepted', ...identityOf(answer, 'id', 'id'), ...item.shown, targeting: targetingOf(campaign), campaign };
}

async function createInApps(item: Item, api: Api, names: CampaignNames): Promise<IDataObject> {
	const platforms = item.platforms();
	item.check(checkPlatforms(platforms, item.connection));
	const campaign = readNewCampaign(item, appCampaignForm);
	const lists = platforms.map((platform): NamedList => ({
		request: { route: appCampaigns.list, platform, query: { from_api: true } },
		key: 'campaigns',
		identify: ({ campaign_token: token }) => token,
	}));
	const created = await names.createOnce(item, api, String(campaign.name), lists, async () =>
		await onPlatforms(platforms, async (platform) => {
			const answer = await withAdvice(api.send({ route: appCampaigns.create, platform, body: campaign, repeatable: false }), lookForIt);
			return identityOf(answer, 'campaign_token', 'campaignToken');
		}),
	);
	const { status, ...ofApps } = created;
	return { status, ...item.shown, ...ofApps };
}
