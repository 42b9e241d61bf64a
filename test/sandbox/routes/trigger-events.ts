import { malformed, missing } from '../refusal.ts';
import { appendBounded } from '../retention.ts';
import type { Answer, Call, Route } from '../route.ts';
import { lengthOf, requireObjectBody, requireText, warnOfUnknownFields } from '../route.ts';
import { checkAppEvent } from '../rules/app-values.ts';
import { isObject } from '../rules/values.ts';
import type { Attributes, ReceivedEvent } from '../state.ts';

/** Over all users of the call (batch-api-1x.md §7). */
const eventsMaximum = 1_000;
const eventFields = ['name', 'time', 'attributes', 'tags', 'label'];

export const triggerEventRoutes: Route[] = [
	{
		method: 'POST',
		family: '1.x',
		path: '/1.0/:appKey/events/users/:userId',
		countUpdates: countEvents,
		handle(call) {
			const body = requireObjectBody(call);
			warnOfUnknownFields(call, body, ['events']);
			return trackEvents(call, [{ id: call.parameters.userId, events: readEvents(body) }]);
		},
	},
	{
		method: 'POST',
		family: '1.x',
		path: '/1.0/:appKey/events/users',
		countUpdates: (body) =>
			Array.isArray(body) ? body.reduce((sum, user) => sum + countEvents(user), 0) : 0,
		handle(call) {
			if (!Array.isArray(call.body) || !call.body.every(isObject)) {
				throw malformed('the body must be an array of objects');
			}
			const users = call.body.map((user) => {
				warnOfUnknownFields(call, user, ['id', 'events']);
				return { id: requireText(user, 'id'), events: readEvents(user) };
			});
			return trackEvents(call, users);
		},
	},
];

interface UserEvents {
	id: string;
	events: unknown[];
}

/**
 * batch-api-1x.md §7. Success status and body are unknown: 200 and an empty object here.
 */
function trackEvents(call: Call, users: UserEvents[]): Answer {
	const count = users.reduce((sum, { events }) => sum + events.length, 0);
	if (count === 0) throw missing('there is no event');
	if (count > eventsMaximum)
		throw malformed(`there must be at most ${eventsMaximum} events in a call`);
	const received = users.flatMap(({ id, events }) =>
		events.map((event): ReceivedEvent => {
			if (isObject(event)) warnOfUnknownFields(call, event, eventFields);
			const { time, ...checked } = checkAppEvent(event, call.now);
			return {
				family: '1.x',
				platform: call.platform,
				customId: id,
				...checked,
				time: time ?? new Date(call.now).toISOString().slice(0, 19),
				receivedAt: call.now,
			};
		}),
	);
	for (const event of received) appendBounded(call.state.events, event, call.retention.events);
	call.state.totals.events += received.length;
	return { status: 200, body: {} };
}

function readEvents(user: Attributes): unknown[] {
	if (user.events === undefined) throw missing("'events' is missing");
	if (!Array.isArray(user.events)) throw malformed("'events' must be an array");
	return user.events;
}

function countEvents(user: unknown): number {
	return isObject(user) ? lengthOf(user.events) : 0;
}
