import { randomUUID } from 'node:crypto';
import type { Platform } from '../keys.ts';
import { platforms } from '../keys.ts';
import { malformed, missing, notFound } from '../refusal.ts';
import { appendBounded } from '../retention.ts';
import type { Answer, Call, Route } from '../route.ts';
import {
	checkFields,
	requireObjectBody,
	requireQuery,
	requireText,
	warnOfUnknownFields,
} from '../route.ts';
import type { Check } from '../rules/campaign-values.ts';
import {
	appLabelsProblem,
	booleanProblem,
	collapseKeyProblem,
	mediaProblem,
	objectProblem,
	payloadProblem,
	priorityProblem,
	textProblem,
	timeToLiveProblem,
} from '../rules/campaign-values.ts';
import { isObject, isStringList, parseDay, sixMonthsBefore } from '../rules/values.ts';
import type { AppCampaign } from '../seeds.ts';
import type { Attributes, Push } from '../state.ts';

/** batch-api-1x.md §1.1 */
const groupIdPattern = /^[A-Za-z0-9_-]+$/;
const recipientsMaximum = 10_000;
const recipientKinds = ['tokens', 'custom_ids', 'install_ids', 'advertising_ids'];

/** Fields of a push next to `group_id`, `recipients` and `template_id`, with the type each must have. */
const fieldChecks: Record<string, Check> = {
	message: messageProblem,
	deeplink: textProblem,
	media: mediaProblem,
	custom_payload: payloadProblem,
	priority: priorityProblem,
	time_to_live: timeToLiveProblem,
	gcm_collapse_key: collapseKeyProblem,
	// Only 'background' is documented.
	push_type: textProblem,
	sandbox: booleanProblem,
	landing: objectProblem,
	labels: appLabelsProblem,
	wp_template: textProblem,
	skip_media_check: booleanProblem,
};

export const transactionalRoutes: Route[] = [
	{
		method: 'POST',
		family: '1.x',
		path: '/1.1/:appKey/transactional/send',
		countUpdates: countRecipientsOfBody,
		handle: sendPush,
	},
	{
		method: 'GET',
		family: '1.x',
		path: '/1.1/:appKey/transactional/stats/:groupId',
		liveKeyOnly: true,
		handle: countGroup,
	},
	{
		// The sandbox's own route: Batch gives the real one to each partner (batch-api-1x.md §2).
		method: 'POST',
		family: 'partner',
		path: '/partner/transactional/send',
		countUpdates: countRecipientsOfBody,
		handle: sendFromTemplate,
	},
];

/** batch-api-1x.md §1.1: 201 and a token. */
function sendPush(call: Call): Answer {
	const body = requireObjectBody(call);
	const groupId = requireText(body, 'group_id');
	checkGroupId(groupId);
	const recipients = readRecipients(body);
	// The page names Live and Dev keys; a third party sends to web by the SDK key (batch-api-1x.md §14).
	if (call.keyKind === 'sdk') call.warn('the page names no SDK key for this route');
	if (body.message === undefined && body.push_type !== 'background') {
		throw missing("'message' is missing");
	}
	const fields = readFields(call, body, ['group_id', 'recipients']);
	return record(call, {
		family: '1.x',
		platform: call.platform,
		groupId,
		recipients,
		message: isObject(body.message) ? body.message : {},
		fields,
	});
}

/**
 * The message comes from a campaign made in the dashboard; every other field of the call overrides
 * it. What Batch answers for an unknown template is unknown: accepted here, and noted.
 */
function sendFromTemplate(call: Call): Answer {
	const body = requireObjectBody(call);
	const templateId = requireText(body, 'template_id');
	const recipients = readRecipients(body);
	const groupId = body.group_id === undefined ? undefined : requireText(body, 'group_id');
	if (groupId !== undefined) checkGroupId(groupId);
	const fields = readFields(call, body, ['template_id', 'group_id', 'recipients']);
	const template = findTemplate(call, templateId);
	if (template === undefined) call.warn(`template_id '${templateId}' names no campaign`);
	const [message] = template?.campaign.messages ?? [];
	return record(call, {
		family: 'partner',
		platform: template?.platform,
		groupId,
		templateId,
		recipients,
		message: {
			title: message?.title,
			body: message?.body,
			...(isObject(body.message) ? body.message : {}),
		},
		fields,
	});
}

function checkGroupId(groupId: string): void {
	if (!groupIdPattern.test(groupId)) {
		throw malformed("'group_id' must consist of A-Z, a-z, 0-9, _ and -");
	}
}

function findTemplate(
	call: Call,
	token: string,
): { platform: Platform; campaign: AppCampaign } | undefined {
	for (const platform of platforms) {
		const campaign = call.state.campaigns[platform].find((it) => it.campaign_token === token);
		if (campaign !== undefined) return { platform, campaign };
	}
	return undefined;
}

function readRecipients(body: Attributes): Record<string, string[]> {
	const { recipients } = body;
	if (recipients === undefined) throw missing("'recipients' is missing");
	if (!isObject(recipients)) throw malformed("'recipients' must be an object");
	for (const [kind, ids] of Object.entries(recipients)) {
		if (!recipientKinds.includes(kind))
			throw malformed(`'recipients.${kind}' is not a kind of recipient`);
		if (!isStringList(ids) || ids.includes('')) {
			throw malformed(`'recipients.${kind}' must be an array of texts`);
		}
	}
	const count = countRecipients(recipients);
	if (count === 0) throw missing("'recipients' has nobody");
	if (count > recipientsMaximum) {
		throw malformed(`'recipients' must have at most ${recipientsMaximum} ids over all kinds`);
	}
	return recipients as Record<string, string[]>;
}

function countRecipientsOfBody(body: unknown): number {
	return isObject(body) && isObject(body.recipients) ? countRecipients(body.recipients) : 0;
}

function countRecipients(recipients: Attributes): number {
	return Object.values(recipients).reduce<number>(
		(count, ids) => count + (Array.isArray(ids) ? ids.length : 0),
		0,
	);
}

function readFields(call: Call, body: Attributes, ownFields: string[]): Attributes {
	warnOfUnknownFields(call, body, [...ownFields, ...Object.keys(fieldChecks)]);
	checkFields(body, fieldChecks);
	if (isObject(body.message)) warnOfUnknownFields(call, body.message, ['title', 'body']);
	const fields = Object.entries(body).filter(
		([name]) => name !== 'message' && !ownFields.includes(name),
	);
	return Object.fromEntries(fields);
}

function record(call: Call, push: Omit<Push, 'recipientCount' | 'token' | 'receivedAt'>): Answer {
	const token = randomUUID();
	const recipientCount = countRecipients(push.recipients);
	const received = { ...push, recipientCount, token, receivedAt: call.now };
	appendBounded(call.state.pushes, received, call.retention.pushes);
	call.state.totals.pushes += 1;
	return { status: 201, body: { token } };
}

/**
 * batch-api-1x.md §1.2: `since` (required, before `until`), 6 months at most. The sandbox delivers
 * nothing, so that only `sent` is ever above 0.
 */
function countGroup(call: Call): Answer {
	const since = parseDay(requireQuery(call, 'since'));
	const until = call.query.has('until') ? parseDay(call.query.get('until')) : call.now;
	if (Number.isNaN(since) || Number.isNaN(until)) {
		throw malformed("'since' and 'until' must be yyyy-MM-dd");
	}
	if (since >= until) throw malformed("'since' must be earlier than 'until'");
	if (since < sixMonthsBefore(until)) throw malformed('the window must be at most 6 months');

	const { groupId } = call.parameters;
	const ofGroup = call.state.pushes.filter(
		(push) => push.groupId === groupId && push.platform === call.platform,
	);
	if (ofGroup.length === 0) throw notFound(`there is no group '${groupId}'`);
	const sent = new Map<string, number>();
	for (const push of ofGroup) {
		const date = dayOf(push.receivedAt);
		if (date < dayOf(since) || date > dayOf(until)) continue;
		sent.set(date, (sent.get(date) ?? 0) + push.recipientCount);
	}
	const detail = [...sent].map(([date, count]) => ({
		date,
		sent: count,
		direct_open: 0,
		influenced_open: 0,
		reengaged: 0,
		errors: 0,
	}));
	return { status: 200, body: { group_id: groupId, detail } };
}

function dayOf(time: number): string {
	return new Date(time).toISOString().slice(0, 10);
}

function messageProblem(value: unknown): string | undefined {
	if (!isObject(value)) return 'must be an object';
	if (value.title !== undefined && typeof value.title !== 'string')
		return "needs a text as 'title'";
	return typeof value.body === 'string' && value.body !== '' ? undefined : "needs a text as 'body'";
}
