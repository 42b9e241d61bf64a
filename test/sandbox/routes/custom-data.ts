import { randomUUID } from 'node:crypto';
import { malformed, missing, Refusal } from '../refusal.ts';
import { appendBounded, trimMap } from '../retention.ts';
import type { Answer, Call, Route } from '../route.ts';
import {
	lengthOf,
	requireListBody,
	requireObjectBody,
	requireText,
	warnOfUnknownFields,
} from '../route.ts';
import { checkUserValues } from '../rules/app-values.ts';
import { applyAttribute } from '../rules/attribute-store.ts';
import { isObject, isStringList } from '../rules/values.ts';
import type { Attributes } from '../state.ts';
import { createAttributes } from '../state.ts';

/** batch-api-1x.md §5 */
const usersMaximum = 10_000;
const monthInMilliseconds = 30 * 24 * 60 * 60 * 1000;

/** batch-api-1x.md §5: 200 and a token for every one of them. */
export const customDataRoutes: Route[] = [
	{
		method: 'POST',
		family: '1.x',
		path: '/1.0/:appKey/data/users/:userId',
		countUpdates: () => 1,
		handle(call) {
			const update = readUpdate(call, requireObjectBody(call));
			return applyUpdates(call, [{ id: call.parameters.userId, update }]);
		},
	},
	{
		method: 'POST',
		family: '1.x',
		path: '/1.0/:appKey/data/users',
		countUpdates: lengthOf,
		handle(call) {
			return applyUpdates(
				call,
				requireListBody(call, usersMaximum).map((it) => readUser(call, it)),
			);
		},
	},
	{
		method: 'DELETE',
		family: '1.x',
		path: '/1.0/:appKey/data/users/:userId',
		withoutBody: true,
		countUpdates: () => 1,
		handle: (call) => deleteUsers(call, [call.parameters.userId]),
	},
	{
		method: 'DELETE',
		family: '1.x',
		path: '/1.0/:appKey/data/users',
		countUpdates: lengthOf,
		handle(call) {
			const ids = requireListBody(call, usersMaximum);
			if (!isStringList(ids) || ids.includes('')) throw malformed('every element must be a custom user ID');
			return deleteUsers(call, ids);
		},
	},
];

interface Update {
	overwrite: boolean;
	values: Attributes;
}

function readUser(call: Call, element: unknown): { id: string; update: Update } {
	if (!isObject(element)) throw malformed('every element must be an object');
	warnOfUnknownFields(call, element, ['id', 'update']);
	const id = requireText(element, 'id');
	if (element.update === undefined) throw missing("'update' is missing");
	if (!isObject(element.update)) throw malformed("'update' must be an object");
	return { id, update: readUpdate(call, element.update) };
}

function readUpdate(call: Call, update: Attributes): Update {
	warnOfUnknownFields(call, update, ['overwrite', 'values']);
	const { overwrite, values } = update;
	if (values === undefined) throw missing("'values' is missing");
	if (!isObject(values)) throw malformed("'values' must be an object");
	if (overwrite !== undefined && typeof overwrite !== 'boolean') {
		throw malformed("'overwrite' must be a boolean");
	}
	if (overwrite === undefined)
		call.warn("'overwrite' is absent: what Batch takes it for is unknown");
	checkUserValues(values);
	return { overwrite: overwrite ?? false, values };
}

/**
 * After a removal data for the id is refused for a month (batch-api-1x.md §14); with which error, and
 * whether the others of the call are taken, is unknown: the whole call is refused here.
 */
function refuseRemoved(call: Call, ids: string[]): void {
	const removed = new Set<string>();
	for (const { platform, type, subject, finishedAt } of call.state.privacyRequests.values()) {
		const here = platform === call.platform && type === 'remove' && subject.type === 'custom_id';
		if (here && finishedAt !== undefined && call.now - finishedAt < monthInMilliseconds) {
			removed.add(subject.value);
		}
	}
	const index = removed.size === 0 ? -1 : ids.findIndex((id) => removed.has(id));
	if (index === -1) return;
	throw new Refusal('API_MISUSE', `element ${index}: this user was removed less than a month ago`);
}

function applyUpdates(call: Call, users: Array<{ id: string; update: Update }>): Answer {
	refuseRemoved(
		call,
		users.map(({ id }) => id),
	);
	const stored = usersOf(call);
	for (const { id, update } of users) {
		const existing = update.overwrite ? undefined : stored.get(id);
		const attributes = existing ?? createAttributes();
		for (const [key, value] of Object.entries(update.values))
			applyAttribute(attributes, key, value);
		stored.delete(id);
		stored.set(id, attributes);
		const change = {
			at: call.now,
			customId: id,
			platform: call.platform,
			attributes: update.values,
		};
		appendBounded(call.state.profileChanges, change, call.retention.profileChanges);
	}
	call.state.totals.profileUpdates += users.length;
	trimMap(stored, call.retention.profiles);
	return { status: 200, body: { token: randomUUID() } };
}

/** What Batch answers for a user it does not know is unknown: the same here. */
function deleteUsers(call: Call, ids: string[]): Answer {
	for (const id of ids) usersOf(call).delete(id);
	return { status: 200, body: { token: randomUUID() } };
}

function usersOf(call: Call): Map<string, Attributes> {
	return call.platform === undefined ? new Map() : call.state.userData[call.platform];
}
