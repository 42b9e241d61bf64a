import { randomUUID } from 'node:crypto';
import { pageByOffset } from '../paging.ts';
import { missing, notFound, Refusal } from '../refusal.ts';
import type { Answer, Call, Route } from '../route.ts';
import {
	checkFields,
	formatPlainDate,
	ofApp,
	readFlag,
	requireObjectBody,
	warnOfUnknownFields,
} from '../route.ts';
import { pushCampaignChecks, refuseBoth, refusePast, requireFields } from '../rules/app-campaigns.ts';
import { parsePlainUtc } from '../rules/values.ts';
import type { AppCampaign } from '../seeds.ts';
import type { Attributes } from '../state.ts';
import { campaignStatistics } from './app-campaign-statistics.ts';

const base = '/1.1/:appKey/campaigns';
const times = ['push_time', 'local_push_time'];
/** What the list tells of a campaign (batch-api-1x.md §3.4). */
const listed = ['campaign_token', 'from_api', 'dev_only', 'created_date', 'name', 'live', ...times];

/** Reading needs a Live key, writing takes any (batch-api-1x.md §3). */
export const appCampaignRoutes: Route[] = [
	{ method: 'POST', family: '1.x', path: `${base}/create`, handle: createCampaign },
	{ method: 'POST', family: '1.x', path: `${base}/update/:token`, handle: updateCampaign },
	{
		method: 'POST',
		family: '1.x',
		path: `${base}/delete/:token`,
		withoutBody: true,
		handle: deleteCampaign,
	},
	{ method: 'GET', family: '1.x', path: `${base}/list`, liveKeyOnly: true, handle: listCampaigns },
	{ method: 'GET', family: '1.x', path: `${base}/:token`, liveKeyOnly: true, handle: getCampaign },
	{
		method: 'GET',
		family: '1.x',
		path: `${base}/stats/:token`,
		liveKeyOnly: true,
		handle: (call) => ({ status: 200, body: campaignStatistics(findCampaign(call), call.now) }),
	},
];

/** batch-api-1x.md §3.1: 201 and the token. */
function createCampaign(call: Call): Answer {
	const fields = readFields(call);
	requireFields(fields, ['name', 'live', 'messages']);
	if (times.every((name) => fields[name] === undefined)) {
		throw missing("'push_time' or 'local_push_time' is missing");
	}
	refusePast(fields, times, call.now);
	const campaign: AppCampaign = {
		...(fields as Pick<AppCampaign, 'name' | 'live' | 'messages'>),
		campaign_token: randomUUID(),
		from_api: true,
		dev_only: call.keyKind === 'dev',
		created_date: formatPlainDate(call.now),
	};
	sendAtOnce(call, campaign);
	ofApp(call, call.state.campaigns).unshift(campaign);
	call.tell('campaign', campaign.name, `created · ${campaign.live ? 'live' : 'draft'}`);
	return { status: 201, body: { campaign_token: campaign.campaign_token } };
}

/**
 * Some of the fields of a creation: only of campaigns made through the API; what was added cannot be
 * removed; a completed campaign cannot go live again (batch-api-1x.md §3.2). With which error is unknown.
 * That a stored time that has passed is refused when a draft goes live is the sandbox's choice.
 */
function updateCampaign(call: Call): Answer {
	const campaign = findCampaign(call);
	const fields = readFields(call);
	if (Object.keys(fields).length === 0) throw missing('there is nothing to update');
	if (!campaign.from_api) {
		throw new Refusal('API_MISUSE', 'the campaign was not made through the API');
	}
	refusePast(fields, times, call.now);
	if (fields.live === true) {
		if (isCompleted(campaign, call.now)) {
			throw new Refusal('API_MISUSE', 'a completed campaign cannot go live again');
		}
		const moved = times.some((name) => fields[name] !== undefined);
		if (!campaign.live && !moved) refusePast(campaign, times, call.now);
	}
	// One time takes the place of the other; whether Batch sees that so is unknown.
	for (const [name, other] of [times, [...times].reverse()]) {
		if (fields[name] !== undefined) delete campaign[other];
	}
	Object.assign(campaign, fields);
	sendAtOnce(call, campaign);
	call.tell('campaign', campaign.name, `updated · ${campaign.live ? 'live' : 'stopped or draft'}`);
	return { status: 200, body: {} };
}

/** `now` of a campaign that is live is the time of the call from then on. */
function sendAtOnce(call: Call, campaign: AppCampaign): void {
	if (campaign.live && campaign.push_time === 'now') campaign.push_time = formatPlainDate(call.now);
}

function deleteCampaign(call: Call): Answer {
	const found = findCampaign(call);
	const campaigns = ofApp(call, call.state.campaigns);
	campaigns.splice(campaigns.indexOf(found), 1);
	call.tell('campaign', found.name, 'deleted');
	return { status: 200, body: {} };
}

/** batch-api-1x.md §3.4: a bare array, newest first; filters `live` and `from_api`. */
function listCampaigns(call: Call): Answer {
	const live = readFlag(call, 'live');
	const fromApi = readFlag(call, 'from_api');
	const matching = ofApp(call, call.state.campaigns).filter(
		(campaign) =>
			(live === undefined || campaign.live === live) &&
			(fromApi === undefined || campaign.from_api === fromApi),
	);
	const page = pageByOffset(matching, call.query);
	return { status: 200, body: page.map((campaign) => pick(campaign, listed)) };
}

/** batch-api-1x.md §3.5 */
function getCampaign(call: Call): Answer {
	return { status: 200, body: findCampaign(call) };
}

function findCampaign(call: Call): AppCampaign {
	const { token } = call.parameters;
	const found = ofApp(call, call.state.campaigns).find((it) => it.campaign_token === token);
	if (found === undefined) throw notFound(`there is no campaign '${token}'`);
	return found;
}

/** @throws Refusal MALFORMED_PARAMETER */
function readFields(call: Call): Attributes {
	const fields = requireObjectBody(call);
	warnOfUnknownFields(call, fields, Object.keys(pushCampaignChecks));
	checkFields(fields, pushCampaignChecks);
	refuseBoth(fields, 'push_time', 'local_push_time');
	if (fields.push_type === 'background' && fields.priority === 'high') {
		// Batch itself forces it to normal on iOS (batch-api-1x.md §1.1).
		call.warn("'priority' is forced to normal when 'push_type' is background");
	}
	return fields;
}

/** Local times are counted as UTC: the sandbox has no users whose zones could differ. */
function isCompleted(campaign: AppCampaign, now: number): boolean {
	const time = parsePlainUtc(campaign.push_time ?? campaign.local_push_time);
	return campaign.live && campaign.trigger === undefined && time <= now;
}

function pick(campaign: AppCampaign, names: string[]): Attributes {
	return Object.fromEntries(
		names.flatMap((name) => (campaign[name] === undefined ? [] : [[name, campaign[name]]])),
	);
}
