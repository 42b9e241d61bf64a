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
 * Waits until changes are applied, looking at the audience at most once a second. The last change is asked for
 * first, then those before it, one look each: Batch may carry them out in another order than it took them. Where the
 * audience holds as many members as it must hold with all of them, there is nothing more to ask.
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
	const left = [...new Set(answers.map(indexingTokenOf))];
	let members: number | undefined;
	let isReplaced = false;
	const { isDone } = await api.until(
		() => viewRequest(audience, left.at(-1)),
		(body) => {
			const state = stateOf(body);
			isReplaced = state === 'REPLACED';
			if (state !== 'APPLIED') return isReplaced;
			left.pop();
			members = membersOf(body);
			return left.length === 0 || (expected !== undefined && members === expected);
		},
		waiting,
	);
	if (isDone && !isReplaced) return { state: 'applied', ...(members !== undefined && { members }) };
	const indexingToken = left.at(-1);
	return { state: isReplaced ? 'replaced' : 'pending', ...(indexingToken !== undefined && { indexingToken }) };
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
