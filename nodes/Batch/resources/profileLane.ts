import type { IDataObject } from 'n8n-workflow';

import type { Group, Merge } from '../../shared/batch/bulk/plan';
import type { Lane, Way } from '../../shared/batch/bulk/sendAll';
import type { Mentions } from '../../shared/batch/bulk/settle';
import { projectRoutes, type Route } from '../../shared/batch/client/routes';
import { projectLimits, projectRates } from '../../shared/batch/contract/projectContract';

export type Endpoint = 'automatic' | 'realTime' | 'mass';

interface ProfileEdits<Payload> {
	/** What the rows of one profile become: `attributes`, `events` or both. */
	edit(group: Group<Payload>): IDataObject;
	readonly merge?: Merge<Payload>;
	readonly mentions: Mentions<Payload>;
	/** Whether a call that holds these rows may run twice. */
	repeatable(group: Group<Payload>): boolean;
}

/**
 * The lane of profile updates. The mass endpoint pays above what the real-time one takes in one burst: its
 * rate is 33 times higher, but Batch applies it later (batch-api-2x.md §2.3).
 */
export function profileLane<Payload>(endpoint: Endpoint, edits: ProfileEdits<Payload>): Lane<Payload> {
	const realTime: Way<Payload> = {
		...way(projectRoutes.updateProfiles, projectLimits.editsPerUpdate.value, edits),
		groupsAtMost: projectRates.profileUpdate.burst,
	};
	const mass = way(projectRoutes.massUpdateProfiles, projectLimits.editsPerMassUpdate.value, edits);
	const ways = { automatic: [realTime, mass], realTime: [realTime], mass: [mass] }[endpoint];
	return { key: `profiles ${endpoint}`, scope: 'project', ways, merge: edits.merge, mentions: edits.mentions };
}

function way<Payload>(route: Route, groupsPerCall: number, edits: ProfileEdits<Payload>): Way<Payload> {
	return {
		limits: { groupsPerCall, eventsPerGroup: projectLimits.eventsPerEdit.value },
		request: (groups) => ({
			route,
			cost: groups.length,
			repeatable: groups.every((group) => edits.repeatable(group)),
			body: groups.map((group) => ({
				identifiers: { custom_id: group.identity },
				...edits.edit(group),
			})),
		}),
	};
}

/** The payloads of a group, in the order of their rows. */
export function payloadsOf<Payload>({ entries }: Group<Payload>): Payload[] {
	return entries.map(({ payload }) => payload);
}
