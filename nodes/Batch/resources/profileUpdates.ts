import type { IDataObject } from 'n8n-workflow';

import type { Lane, Way } from '../../shared/batch/bulk/lane';
import type { Group, Merge } from '../../shared/batch/bulk/plan';
import type { Mentions } from '../../shared/batch/bulk/settle';
import { checkCustomId, checkInstallation, identityOfInstallation } from '../../shared/batch/contract/checks';
import { projectLimits } from '../../shared/batch/contract/projectContract';
import type { Family } from '../../shared/batch/family';
import { profileRates, profiles } from '../../shared/batch/routes/profiles';
import type { Route } from '../../shared/batch/routes/route';
import type { Violation } from '../../shared/batch/violation';
import type { Item } from '../run/item';

export type IdentifiedBy = 'customId' | 'installation';

/** Whom an update of the project family is for. */
export interface Identity {
	readonly by: IdentifiedBy;
	/** The custom ID, or the installation as JSON with sorted keys. */
	readonly identity: string;
	/** What the verdict shows of it. */
	readonly shown: IDataObject;
	readonly violations: readonly Violation[];
}

/** What the field Identify By says; the app family knows custom IDs only. */
export function readIdentifiedBy(item: Item, family: Family): IdentifiedBy {
	return family === 'app' ? 'customId' : item.choice<IdentifiedBy>('identifyBy');
}

export function ofCustomId(customId: string): Identity {
	return { by: 'customId', identity: customId, shown: { customId }, violations: checkCustomId(customId) };
}

export function readInstallation(item: Item): Identity {
	const installation = item.jsonObject('installation') ?? {};
	const violations = checkInstallation(installation, item.label('installation'));
	if (violations.length > 0) return { by: 'installation', identity: '', shown: {}, violations };
	return { by: 'installation', identity: identityOfInstallation(installation), shown: { installation }, violations };
}

/**
 * A quarter of what Batch lets go at once. A call of all of it may only leave when Batch's bucket is full again, and a full bucket
 * gains nothing while the call is on its way: a tenth of the rate would be lost. The smaller the calls, the sooner the first one
 * leaves, and the sooner the last one is answered.
 */
export const profilesPerMassCall = Math.min(projectLimits.editsPerMassUpdate.value, profileRates.profileMassUpdate.burst / 4);

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
 * rate is 33 times higher, but Batch applies it later (batch-api-2x.md §2.3). Custom IDs and installations are lanes of their
 * own: a custom ID may be the very text that stands for an installation.
 */
export function profileLane<Payload>(endpoint: Endpoint, by: IdentifiedBy, edits: ProfileEdits<Payload>): Lane<Payload> {
	const { merge, mentions } = edits;
	const realTime = way(profiles.update, projectLimits.editsPerUpdate.value, by, edits);
	const mass = way(profiles.massUpdate, profilesPerMassCall, by, edits);
	return {
		name: `profiles ${endpoint} ${by}`,
		merge,
		mentions,
		...(endpoint === 'mass' ? mass : realTime),
		...(endpoint === 'automatic' && { larger: { above: profileRates.profileUpdate.burst, way: mass } }),
	};
}

function way<Payload>(route: Route, groupsPerCall: number, by: IdentifiedBy, edits: ProfileEdits<Payload>): Way<Payload> {
	return {
		limits: { groupsPerCall, eventsPerGroup: projectLimits.eventsPerEdit.value },
		request: (groups) => ({
			route,
			elements: groups.length,
			repeatable: groups.every((group) => edits.repeatable(group)),
			body: groups.map((group) => ({
				identifiers: by === 'customId' ? { custom_id: group.identity } : { installation: JSON.parse(group.identity) as IDataObject },
				...edits.edit(group),
			})),
		}),
	};
}

/** The payloads of a group, in the order of their rows. */
export function payloadsOf<Payload>({ entries }: Group<Payload>): Payload[] {
	return entries.map(({ payload }) => payload);
}
