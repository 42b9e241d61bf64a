import type { Group } from '../../../shared/batch/bulk/plan';
import type { Lane } from '../../../shared/batch/bulk/lane';
import { appLimits } from '../../../shared/batch/contract/appContract';
import { writeAppEvent, writeProjectEvent, type TrackedEvent } from '../../../shared/batch/event';
import type { Platform } from '../../../shared/batch/family';
import { events } from '../../../shared/batch/routes/events';
import { payloadsOf, profileLane, type Endpoint, type IdentifiedBy } from '../profileUpdates';

export interface EventPayload {
	readonly event: TrackedEvent;
	/** Whether the user accepts that a call whose answer is lost is sent again. */
	readonly repeatable: boolean;
}

function mentions({ event }: EventPayload, name: string): boolean {
	const bare = name.replace(/^(?:date|url)\((.*)\)$/, '$1');
	return event.name === name || event.attributes.has(bare);
}

function isRepeatable(group: Group<EventPayload>): boolean {
	return payloadsOf(group).every(({ repeatable }) => repeatable);
}

/** Events of the project family travel in profile updates. */
export function projectEventLane(endpoint: Endpoint, by: IdentifiedBy): Lane<EventPayload> {
	return profileLane<EventPayload>(endpoint, by, {
		edit: (group) => ({ events: payloadsOf(group).map(({ event }) => writeProjectEvent(event)) }),
		mentions,
		repeatable: isRepeatable,
	});
}

/** Events of the app family: at most 1,000 over all users of a call (batch-api-1x.md §7). */
export function appEventLane(platform: Platform): Lane<EventPayload> {
	return {
		name: `events ${platform}`,
		platform,
		mentions,
		limits: { groupsPerCall: appLimits.eventsPerCall.value, eventsPerCall: appLimits.eventsPerCall.value },
		request: (groups) => ({
			route: events.track,
			platform,
			repeatable: groups.every(isRepeatable),
			elements: groups.length,
			body: groups.map((group) => ({
				id: group.identity,
				events: payloadsOf(group).map(({ event }) => writeAppEvent(event)),
			})),
		}),
	};
}
