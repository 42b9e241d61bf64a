import { isRecord } from '../../isRecord';
import type { Api, Waiting } from '../client/api';
import { CallFailed, type CallFailure } from '../client/failure';
import { titleOf, viewRequest, type Audience } from './audience';

/** How far changes of an audience are. */
export interface Applied {
	/** `replaced`: the content was replaced by somebody else after a change of ours. */
	readonly state: 'applied' | 'pending' | 'replaced';
	/** Of the change that is not applied, or was replaced. */
	readonly indexingToken?: string;
	/** `nb_ids`, once all is applied. */
	readonly members?: number;
}

/** The token of a change, by which to ask whether it is applied; absent where Batch gave none. */
export function indexingTokenOf(answer: unknown): string | undefined {
	const token = isRecord(answer) ? answer.indexing_token : undefined;
	return typeof token === 'string' && token !== '' ? token : undefined;
}

/**
 * Waits until changes are applied. The last change is asked for first, then those before it, one after the other: Batch may
 * carry them out in another order than it took them. One that is not applied yet is asked for again, at most once a second;
 * the time that this takes is what the wait may take in all. The others, of which there are hundreds, need one look each.
 * Where the audience holds as many members as it must hold with all of them, there is nothing more to ask.
 * @param answers of the calls that made the changes, in their order
 * @param expected how many members there are once all is applied, where that is known
 * @throws CallFailed
 */
export async function waitUntilApplied(
	api: Api,
	audience: Audience,
	answers: readonly unknown[],
	waiting: Waiting,
	expected?: number,
): Promise<Applied> {
	// Where Batch gives no token, the state of the latest change is all there is.
	const tokens = [...new Set(answers.map(indexingTokenOf))].reverse();
	let { atMost } = waiting;
	let members: number | undefined;
	for (const token of tokens) {
		const { isDone, body, waited } = await api.until(viewRequest(audience, token), isSettled, { ...waiting, atMost });
		const state = isDone ? stateOf(body) : 'PENDING';
		if (state !== 'APPLIED') return { state: state === 'REPLACED' ? 'replaced' : 'pending', ...(token !== undefined && { indexingToken: token }) };
		atMost -= waited;
		members = membersOf(body);
		if (expected !== undefined && members === expected) break;
	}
	return { state: 'applied', ...(members !== undefined && { members }) };
}

/**
 * As `waitUntilApplied`, where nothing may follow before it is.
 * @throws CallFailed also when the time is up, or somebody else replaced the content meanwhile
 */
export async function mustBeApplied(api: Api, audience: Audience, answers: readonly unknown[], waiting: Waiting): Promise<void> {
	const applied = await waitUntilApplied(api, audience, answers, waiting);
	if (applied.state === 'replaced') throw new CallFailed(replacedBySomebodyElse(audience));
	if (applied.state === 'pending') throw new CallFailed(notApplied(audience, waiting));
}

/** The number of members an audience says it holds. */
export function membersOf(body: unknown): number | undefined {
	const count = isRecord(body) ? body.nb_ids : undefined;
	return typeof count === 'number' && Number.isFinite(count) ? count : undefined;
}

function isSettled(body: unknown): boolean {
	const state = stateOf(body);
	return state === 'APPLIED' || state === 'REPLACED';
}

/** One page of the reference writes IN_PROCESS for IN_PROGRESS (batch-api-2x.md §4): what is neither of the other two is under way. */
function stateOf(body: unknown): string {
	return isRecord(body) && typeof body.indexing_state === 'string' ? body.indexing_state.toUpperCase() : '';
}

export function replacedBySomebodyElse(audience: Audience): CallFailure {
	return {
		message: `The members of the audience ${titleOf(audience)} were replaced by somebody else after this change`,
		advice: 'What it holds now came from another run or another program. Let only one of them replace it, and run this again.',
		mayHaveArrived: false,
		concernsEveryCall: false,
		cause: 'refused',
	};
}

function notApplied(audience: Audience, { atMost }: Waiting): CallFailure {
	return {
		message: `Batch did not apply the change of the audience ${titleOf(audience)} within ${atMost} seconds`,
		advice: 'Raise Wait at Most, or run it at another time.',
		mayHaveArrived: false,
		concernsEveryCall: false,
		cause: 'unavailable',
	};
}
