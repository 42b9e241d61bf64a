import { randomUUID } from 'node:crypto';
import { pageByOffset } from '../paging.ts';
import { malformed, missing, notFound, Refusal } from '../refusal.ts';
import type { Answer, Call, Route } from '../route.ts';
import {
	checkFields,
	formatPlainDate,
	ofApp,
	readFlag,
	requireObjectBody,
	warnOfUnknownFields,
} from '../route.ts';
import { inAppCampaignChecks, refuseBoth, refusePast, requireFields } from '../rules/app-campaigns.ts';
import { isObject, parsePlainUtc } from '../rules/values.ts';
import type { InAppCampaign } from '../seeds.ts';
import type { Attributes } from '../state.ts';

const base = '/1.1/:appKey/in-app-campaigns';
const contentFields = ['language', 'header', 'title', 'body', 'actions'];
const dates = ['start_date', 'local_start_date', 'end_date', 'local_end_date'];

/** batch-api-1x.md §4; that the list needs a Live key is inferred there; there are no statistics. */
export const inAppCampaignRoutes: Route[] = [
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
];

/** 201 and the token, inferred from push campaigns. */
function createCampaign(call: Call): Answer {
	const fields = readFields(call);
	requireFields(fields, ['name', 'live', 'trigger', 'landing']);
	const campaign: InAppCampaign = {
		...(fields as Pick<InAppCampaign, 'name' | 'live'>),
		campaign_token: randomUUID(),
		from_api: true,
		dev_only: call.keyKind === 'dev',
		created_date: formatPlainDate(call.now),
		trigger: inLowerCase(fields.trigger),
	};
	ofApp(call, call.state.inAppCampaigns).unshift(campaign);
	call.tell('campaign', campaign.name, `in-app, created · ${campaign.live ? 'live' : 'draft'}`);
	return { status: 201, body: { campaign_token: campaign.campaign_token } };
}

/** That campaigns of the dashboard cannot be updated is said of push campaigns: the same here. */
function updateCampaign(call: Call): Answer {
	const campaign = findCampaign(call);
	const fields = readFields(call);
	if (Object.keys(fields).length === 0) throw missing('there is nothing to update');
	if (campaign.from_api !== true) {
		throw new Refusal('API_MISUSE', 'the campaign was not made through the API');
	}
	for (const end of ['start', 'end']) {
		const pair = [`${end}_date`, `local_${end}_date`];
		for (const [name, other] of [pair, [...pair].reverse()]) {
			if (fields[name] !== undefined) delete campaign[other];
		}
	}
	Object.assign(campaign, fields);
	if (fields.trigger !== undefined) campaign.trigger = inLowerCase(fields.trigger);
	call.tell('campaign', campaign.name, `in-app, updated · ${campaign.live ? 'live' : 'not live'}`);
	return { status: 200, body: {} };
}

function deleteCampaign(call: Call): Answer {
	const found = findCampaign(call);
	const campaigns = ofApp(call, call.state.inAppCampaigns);
	campaigns.splice(campaigns.indexOf(found), 1);
	call.tell('campaign', found.name, 'in-app, deleted');
	return { status: 200, body: {} };
}

/** Parameters as of push campaigns; the fields of its entries are not documented: the same here. */
function listCampaigns(call: Call): Answer {
	const live = readFlag(call, 'live');
	const fromApi = readFlag(call, 'from_api');
	const matching = ofApp(call, call.state.inAppCampaigns).filter(
		(campaign) =>
			(live === undefined || campaign.live === live) &&
			(fromApi === undefined || (campaign.from_api ?? false) === fromApi),
	);
	const page = pageByOffset(matching, call.query);
	return {
		status: 200,
		body: page.map(({ campaign_token, from_api, created_date, name, live: isLive }) => ({
			...{ campaign_token, from_api: from_api ?? false, dev_only: false },
			...{ created_date: created_date ?? '2026-01-01T00:00:00', name, live: isLive },
		})),
	};
}

function getCampaign(call: Call): Answer {
	return { status: 200, body: findCampaign(call) };
}

function findCampaign(call: Call): InAppCampaign {
	const { token } = call.parameters;
	const found = ofApp(call, call.state.inAppCampaigns).find((it) => it.campaign_token === token);
	if (found === undefined) throw notFound(`there is no in-app campaign '${token}'`);
	return found;
}

/** @throws Refusal MALFORMED_PARAMETER */
function readFields(call: Call): Attributes {
	const fields = requireObjectBody(call);
	// `priority` is known from one client nobody should trust: noted like every unknown field.
	warnOfUnknownFields(call, fields, Object.keys(inAppCampaignChecks));
	checkFields(fields, inAppCampaignChecks);
	if (isObject(fields.trigger) && String(fields.trigger.when).toUpperCase() !== 'NEXT_SESSION') {
		call.warn("only NEXT_SESSION is documented as 'trigger.when'");
	}
	const contents = isObject(fields.landing) ? (fields.landing.contents as Attributes[]) : [];
	for (const content of contents) warnOfUnknownFields(call, content, contentFields);
	refuseBoth(fields, 'start_date', 'local_start_date');
	refuseBoth(fields, 'end_date', 'local_end_date');
	refusePast(fields, dates, call.now);
	// Nothing is said about an end before the start; the sandbox refuses it.
	const start = parsePlainUtc(fields.start_date ?? fields.local_start_date);
	const end = parsePlainUtc(fields.end_date ?? fields.local_end_date);
	if (end <= start) throw malformed('the campaign ends before it starts');
	return fields;
}

/** `when` comes back in lower case, whatever was sent (batch-api-1x.md §4). */
function inLowerCase(trigger: unknown): Attributes {
	const fields = trigger as Attributes;
	return typeof fields.when === 'string' ? { ...fields, when: fields.when.toLowerCase() } : fields;
}
