import { randomUUID } from 'node:crypto';
import type { PrivacyRequest } from '../entities.ts';
import { malformed, missing, notFound } from '../refusal.ts';
import { trimMap } from '../retention.ts';
import type { Answer, Call, Route } from '../route.ts';
import { formatPlainDate, ofApp, requireObjectBody, requireText, warnOfUnknownFields } from '../route.ts';
import { isObject, urlProblem } from '../rules/values.ts';

/** batch-api-1x.md §8 */
const requestTypes = ['review', 'remove'];
const documentedIdTypes = ['custom_id', 'advertising_id'];
/** Kept 20 to 30 days, pending ones always. */
const keptMilliseconds = 30 * 24 * 60 * 60 * 1000;

/** An archive without entries: what a review's file holds is unknown. */
const emptyZip = Buffer.concat([Buffer.from('PK\u0005\u0006'), Buffer.alloc(18)]);

/** Any kind of key; one request an app. The callback's body is unknown, so none is made. */
export const privacyRoutes: Route[] = [
	{ method: 'POST', family: '1.x', path: '/1.0/:appKey/gdpr/request', handle: createRequest },
	{ method: 'GET', family: '1.x', path: '/1.0/:appKey/gdpr/request/:id', handle: viewRequest },
	{ method: 'GET', family: '1.x', path: '/1.0/:appKey/gdpr/requests', handle: listRequests },
];

/** A token that serves as the request's id; status and exact body are unknown: 200 `{token}` here. */
function createRequest(call: Call): Answer {
	const body = requireObjectBody(call);
	warnOfUnknownFields(call, body, ['request_type', 'callback_url', 'id']);
	const type = requireText(body, 'request_type');
	if (!requestTypes.includes(type)) throw malformed("'request_type' must be review or remove");
	if (body.id === undefined) throw missing("'id' is missing");
	if (!isObject(body.id)) throw malformed("'id' must be an object");
	warnOfUnknownFields(call, body.id, ['type', 'value']);
	const subject = { type: requireText(body.id, 'type'), value: requireText(body.id, 'value') };
	// How installations are spelt is unknown: any other text passes, and is noted.
	if (!documentedIdTypes.includes(subject.type)) {
		call.warn(`id type '${subject.type}' is not documented`);
	}
	const { callback_url: callbackUrl } = body;
	if (callbackUrl !== undefined && urlProblem(callbackUrl) !== undefined) {
		throw malformed("'callback_url' must be a URL");
	}
	if (call.platform === undefined) throw new Error('a route of 1.x without a platform');
	const request: PrivacyRequest = {
		id: randomUUID(),
		platform: call.platform,
		type: type as PrivacyRequest['type'],
		subject,
		callbackUrl: callbackUrl as string | undefined,
		requestedAt: call.now,
		views: 0,
	};
	call.state.privacyRequests.set(request.id, request);
	trimMap(call.state.privacyRequests, call.retention.privacyRequests);
	call.tell('data', `Privacy: ${type}`, request.id);
	return { status: 200, body: { token: request.id } };
}

function viewRequest(call: Call): Answer {
	const request = call.state.privacyRequests.get(call.parameters.id);
	if (request === undefined || request.platform !== call.platform || isExpired(call, request)) {
		throw notFound('there is no such request');
	}
	const body = describe(call, request);
	request.views += 1;
	return { status: 200, body };
}

/** A bare array without paging; expired ones are left out; the order is unknown: newest first here. */
function listRequests(call: Call): Answer {
	const requests = [...call.state.privacyRequests.values()].filter(
		(request) => request.platform === call.platform && !isExpired(call, request),
	);
	return {
		status: 200,
		body: requests.reverse().map((request) => ({ request_id: request.id, ...describe(call, request) })),
	};
}

function isExpired(call: Call, { finishedAt, requestedAt }: PrivacyRequest): boolean {
	return finishedAt !== undefined && call.now - requestedAt > keptMilliseconds;
}

function describe(call: Call, request: PrivacyRequest): object {
	if (request.finishedAt === undefined && isDue(call, request)) finish(call, request);
	const { finishedAt, error } = request;
	const reviewed = finishedAt !== undefined && error === undefined && request.type === 'review';
	return {
		request_date: `${formatPlainDate(request.requestedAt)}.000`,
		status: finishedAt === undefined ? 'pending' : 'done',
		request_type: request.type,
		trigger_type: 'api',
		...(error === undefined ? {} : { error }),
		...(reviewed ? { data_url: call.links.sign(request.id, call.now) } : {}),
		id: request.subject,
	};
}

function isDue(call: Call, { views, requestedAt }: PrivacyRequest): boolean {
	const { afterViews, afterMilliseconds } = call.state.privacyHandling;
	return views >= afterViews || call.now - requestedAt >= afterMilliseconds;
}

/** Somebody who is not there is an error, although the request is done (batch-api-1x.md §8). */
function finish(call: Call, request: PrivacyRequest): void {
	request.finishedAt = call.now;
	const users = ofApp(call, call.state.userData);
	const { type, value } = request.subject;
	// The sandbox knows users by their custom id alone, so that any other id is found.
	if (type === 'custom_id' && !users.has(value)) request.error = 'User not found';
	else if (request.type === 'review') call.state.files.set(request.id, emptyZip);
	else users.delete(value);
}
