import type { IDataObject } from 'n8n-workflow';

import { replacedBySomebodyElse, waitUntilApplied } from '../../../shared/batch/audiences/applied';
import { titleOf } from '../../../shared/batch/audiences/audience';
import { ReplaceLane, UpdateLane } from '../../../shared/batch/audiences/lanes';
import type { MemberChange } from '../../../shared/batch/audiences/member';
import type { Api } from '../../../shared/batch/client/api';
import { settleCalls } from '../../../shared/batch/client/failure';
import type { LaneSettling, Settled } from '../../operation';
import { shownOf } from './readAudience';

/**
 * What became of one audience: waits until its changes are applied, where that was asked for, and counts them.
 * Sent are rows that went to Batch; unique the members they name; refused those that did not, or that Batch did not take.
 */
export async function settleAudience(report: LaneSettling<MemberChange>, api: Api): Promise<Settled> {
	const { lane, answers, isWhole } = report;
	if (!(lane instanceof UpdateLane || lane instanceof ReplaceLane)) return {};
	const counts = countsOf(report);
	const told = (state: string, members?: number): Pick<Settled, 'totals' | 'hint'> => ({
		totals: { audiences: [{ ...shownOf(lane.audience), state, ...counts, ...(members !== undefined && { members }) }] },
		hint: `Audience ${titleOf(lane.audience)}: ${sentence(counts)}. ${meaningOf[state]}${members === undefined ? '' : ` It holds ${members} ${members === 1 ? 'member' : 'members'}.`}`,
	});
	// Of a replacement that was broken off each row says so; there is nothing to wait for.
	if (lane instanceof ReplaceLane && !isWhole) return told('incomplete');
	if (!lane.waits.waitsAtTheEnd) return told(isWhole ? 'accepted' : 'incomplete');
	const { audience, waits } = lane;
	const expected = lane instanceof ReplaceLane ? counts.unique : undefined;
	const result = await settleCalls(waitUntilApplied(api, audience, answers, waits.waiting, expected));
	if (result.failed !== undefined) {
		return { status: 'pending', reason: `Batch took it, and whether it is applied could not be asked: ${result.failed.message}`, ...told('pending') };
	}
	const { state, members, indexingToken } = result.value;
	if (state === 'replaced') return { failure: replacedBySomebodyElse(audience), ...told('replaced') };
	if (state === 'pending') {
		const token = indexingToken === undefined ? '' : ` with the indexing token ${indexingToken}`;
		return { status: 'pending', reason: `Batch took it and has not applied it yet: ask with Get${token}`, ...told('pending') };
	}
	if (lane instanceof ReplaceLane) lane.guard.keep?.(counts.unique);
	return told(isWhole ? 'applied' : 'incomplete', members);
}

const meaningOf: Readonly<Record<string, string>> = {
	accepted: 'Batch took them and applies them later.',
	applied: 'All of them are applied.',
	incomplete: 'Not all of them were taken.',
	pending: 'They are not applied yet.',
	replaced: 'Somebody else replaced the members meanwhile.',
};

interface Counts extends IDataObject {
	readonly sent: number;
	readonly unique: number;
	readonly duplicates: number;
	readonly added: number;
	readonly removed: number;
	readonly refused: number;
}

function countsOf({ lane, sent, unique, counts, refused, refusedByBatch }: LaneSettling<MemberChange>): Counts {
	const { add: added = 0, remove: removed = 0, nobody = 0 } = counts;
	const name = lane instanceof UpdateLane || lane instanceof ReplaceLane ? lane.audience.name : '';
	// A row of which not even the audience could be read may have been meant for this one.
	const before = refused.filter(({ audience = name }) => audience === name).length;
	return { sent: sent - nobody, unique: unique - nobody, duplicates: sent - unique, added, removed, refused: before + refusedByBatch };
}

function sentence({ sent, unique, duplicates, added, removed, refused }: Counts): string {
	return `${sent} sent, ${unique} unique, ${duplicates} duplicates, ${added} added, ${removed} removed, ${refused} refused`;
}
