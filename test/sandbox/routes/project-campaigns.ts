import { randomUUID } from 'node:crypto';
import { malformed, missing, notFound, Refusal } from '../refusal.ts';
import type { Answer, Call, Route } from '../route.ts';
import { formatDate, requireObjectBody, requireText, warnOfUnknownFields } from '../route.ts';
import { checkMessage, checkSchedule, checkTargeting } from '../rules/project-campaigns.ts';
import { isObject, isStringList } from '../rules/values.ts';
import type { Orchestration } from '../seeds.ts';
import { statusAt } from '../seeds.ts';
import type { Attributes } from '../state.ts';

/** batch-api-2x.md §6.1 */
const fields = ['name', 'state', 'when', 'targeting', 'messages', 'send_rate', 'labels'];
const statuses = { DRAFT: 'draft', RUNNING: 'running', STOPPED: 'stopped' } as const;
const labelsMaximum = 5;
const sendRate = { minimum: 1_000, maximum: 1_000_000 };

/** Reading is `/orchestrations/*`; there are no routes to start and to stop (batch-api-2x.md §6). */
export const projectCampaignRoutes: Route[] = [
	{ method: 'POST', family: '2.x', path: '/2.x/campaigns/create', handle: createCampaign },
	{ method: 'POST', family: '2.x', path: '/2.x/campaigns/update', handle: updateCampaign },
	{ method: 'POST', family: '2.x', path: '/2.x/campaigns/delete', handle: deleteCampaign },
];

/** Whether the status is 200 or 201 is unknown: 201 here. */
function createCampaign(call: Call): Answer {
	const campaign = readCampaign(call, requireObjectBody(call));
	const id = `orchestration_${randomUUID().replaceAll('-', '')}`;
	const date = formatDate(call.now);
	// The list's order is unknown: newest first here.
	call.state.orchestrations.unshift({
		...describeCampaign(call, campaign),
		...{ id, type: 'campaign', source: 'api', created_date: date, updated_date: date },
		...{ tested: false, campaign },
	});
	call.tell('campaign', String(campaign.name), `created · ${String(campaign.state)}`);
	return { status: 201, body: { id } };
}

/**
 * Overwrites everything: what is not sent is gone. Refused for a completed or running campaign unless it
 * is recurrent (batch-api-2x.md §6.2); with which error is unknown.
 */
function updateCampaign(call: Call): Answer {
	const body = requireObjectBody(call);
	warnOfUnknownFields(call, body, ['id', 'campaign']);
	const found = findCampaign(call, requireText(body, 'id'));
	if (body.campaign === undefined) throw missing("'campaign' is missing");
	if (!isObject(body.campaign)) throw malformed("'campaign' must be an object");
	const campaign = readCampaign(call, body.campaign);
	const status = statusAt(found, call.now);
	if (found.type !== 'recurring' && (status === 'completed' || status === 'running')) {
		throw new Refusal('API_MISUSE', `a ${status} campaign cannot be updated`);
	}
	Object.assign(found, describeCampaign(call, campaign), {
		updated_date: formatDate(call.now),
		campaign,
	});
	call.tell('campaign', found.name, `updated · ${String(campaign.state)}`);
	return { status: 200, body: {} };
}

/** The page says 204, its sample 200 with an empty object (batch-api-2x.md §6.3): 204 here. */
function deleteCampaign(call: Call): Answer {
	const body = requireObjectBody(call);
	warnOfUnknownFields(call, body, ['id']);
	const found = findCampaign(call, requireText(body, 'id'));
	call.state.orchestrations = call.state.orchestrations.filter((it) => it !== found);
	call.tell('campaign', found.name, 'deleted');
	return { status: 204 };
}

/** Trigger automations are no campaigns; that they are answered like an unknown id is a choice. */
function findCampaign(call: Call, id: string): Orchestration {
	const found = call.state.orchestrations.find((orchestration) => orchestration.id === id);
	if (found === undefined || found.type === 'trigger') throw notFound('there is no such campaign');
	return found;
}

/** @throws Refusal MISSING_PARAMETER or MALFORMED_PARAMETER */
function readCampaign(call: Call, campaign: Attributes): Attributes {
	warnOfUnknownFields(call, campaign, fields);
	requireText(campaign, 'name');
	const state = requireText(campaign, 'state');
	if (!Object.hasOwn(statuses, state)) {
		throw malformed("'state' must be DRAFT, RUNNING or STOPPED");
	}
	checkSchedule(call, campaign.when);
	if (campaign.targeting !== undefined) checkTargeting(call, campaign.targeting);
	const { messages, send_rate: rate, labels } = campaign;
	if (messages === undefined) throw missing("'messages' is missing");
	if (!Array.isArray(messages) || messages.length !== 1) {
		throw malformed("'messages' must have exactly one element");
	}
	checkMessage(call, messages[0]);
	if (rate !== undefined && !isSendRate(rate)) {
		throw malformed(`'send_rate' must be an integer of ${sendRate.minimum} to ${sendRate.maximum}`);
	}
	if (labels !== undefined && !(isStringList(labels) && labels.length <= labelsMaximum)) {
		throw malformed(`'labels' must be an array of at most ${labelsMaximum} texts`);
	}
	return campaign;
}

function isSendRate(value: unknown): boolean {
	return (
		Number.isInteger(value) &&
		Number(value) >= sendRate.minimum &&
		Number(value) <= sendRate.maximum
	);
}

/** What the lists tell of a campaign (batch-api-2x.md §6.4). */
function describeCampaign(call: Call, campaign: Attributes) {
	const [message] = campaign.messages as Attributes[];
	const when = campaign.when as Attributes;
	return {
		channels: [String(message.channel_type)],
		platforms: (message.platform_type as string[] | undefined) ?? [],
		name: String(campaign.name),
		labels: (campaign.labels as string[] | undefined) ?? [],
		status: statuses[campaign.state as keyof typeof statuses],
		start_time: when.start_time === 'now' ? formatDate(call.now) : String(when.start_time),
	};
}
