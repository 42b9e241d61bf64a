import { pageByOffset } from '../paging.ts';
import { malformed, notFound } from '../refusal.ts';
import type { Answer, Call, Route } from '../route.ts';
import { without } from '../rules/values.ts';
import type { AppCampaign } from '../seeds.ts';

export const appCampaignRoutes: Route[] = [
	{
		method: 'GET',
		family: '1.x',
		path: '/1.1/:appKey/campaigns/list',
		liveKeyOnly: true,
		handle: listCampaigns,
	},
	{
		method: 'GET',
		family: '1.x',
		path: '/1.1/:appKey/campaigns/:token',
		liveKeyOnly: true,
		handle: getCampaign,
	},
	{
		method: 'GET',
		family: '1.x',
		path: '/1.1/:appKey/in-app-campaigns/:token',
		liveKeyOnly: true,
		handle: getInAppCampaign,
	},
];

/** batch-api-1x.md §3.4: a bare array, newest first; filters `live` and `from_api`. */
function listCampaigns(call: Call): Answer {
	const live = readFlag(call, 'live');
	const fromApi = readFlag(call, 'from_api');
	const matching = campaignsOf(call).filter(
		(campaign) =>
			(live === undefined || campaign.live === live) &&
			(fromApi === undefined || campaign.from_api === fromApi),
	);
	const page = pageByOffset(matching, call.query);
	return { status: 200, body: page.map((campaign) => without(campaign, 'labels', 'messages', 'trigger')) };
}

/** batch-api-1x.md §3.5 */
function getCampaign(call: Call): Answer {
	const { token } = call.parameters;
	const campaign = campaignsOf(call).find((it) => it.campaign_token === token);
	if (campaign === undefined) throw notFound(`there is no campaign '${token}'`);
	return { status: 200, body: campaign };
}

/** batch-api-1x.md §4 */
function getInAppCampaign(call: Call): Answer {
	const { token } = call.parameters;
	const campaigns = call.platform === undefined ? [] : call.state.inAppCampaigns[call.platform];
	const campaign = campaigns.find((it) => it.campaign_token === token);
	if (campaign === undefined) throw notFound(`there is no in-app campaign '${token}'`);
	return { status: 200, body: campaign };
}

function campaignsOf(call: Call): AppCampaign[] {
	return call.platform === undefined ? [] : call.state.campaigns[call.platform];
}

function readFlag(call: Call, name: string): boolean | undefined {
	const text = call.query.get(name);
	if (text === null) return undefined;
	if (text !== 'true' && text !== 'false') {
		throw malformed(`'${name}' must be true or false`);
	}
	return text === 'true';
}
