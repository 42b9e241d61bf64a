import type { IExecuteFunctions } from 'n8n-workflow';

import { usualWaiting, type WaitingOfLane } from '../../../shared/batch/audiences/lanes';
import type { MemberChange } from '../../../shared/batch/audiences/member';
import type { Lane } from '../../../shared/batch/bulk/lane';
import { readWaiting } from '../../fields/wait';
import type { Item } from '../../run/item';
import { audienceParameters } from './readAudience';

const lanesOfRuns = new WeakMap<IExecuteFunctions, ReadonlyArray<Lane<MemberChange>>>();

const laneParameters = [...audienceParameters, 'wait', 'waitAtMost', 'waitEvery', 'options.fewestMembers', 'options.allowEmpty'];

/**
 * The lanes an item goes on, read once a run where no expression lets them differ from item to item. A lane is one
 * for all items that name it, whichever made it: the sender takes the first.
 */
export function lanesOfRun<AudienceLane extends Lane<MemberChange>>(item: Item, read: (item: Item) => readonly AudienceLane[]): readonly AudienceLane[] {
	const known = lanesOfRuns.get(item.context) as readonly AudienceLane[] | undefined;
	if (known !== undefined) return known;
	const lanes = read(item);
	if (!laneParameters.some((name) => item.varies(name))) lanesOfRuns.set(item.context, lanes);
	return lanes;
}

export function readWaitingOfLane(item: Item): WaitingOfLane {
	const waiting = readWaiting(item);
	return { waiting: waiting ?? usualWaiting, waitsAtTheEnd: waiting !== undefined };
}
