import type { Platform } from '../family';
import type { BatchClient, BatchRequest, CallResult } from '../client/client';
import type { CallFailure } from '../client/failure';

/** Who is asked: what is wrong with one key is not wrong with another. */
export type Scope = Platform | 'project';

/**
 * Makes a call, unless an earlier one has shown that it leads to nothing.
 * @param expected statuses that say something of this campaign alone
 */
export type Send = (scope: Scope, request: BatchRequest, expected?: readonly number[]) => Promise<CallResult>;

/** A single campaign may be what Batch stumbles over, or does not show; so many in a row are not. */
const inARow = 3;

interface Experience {
	hasAnswered: boolean;
	forbiddenInARow: number;
	stop?: CallFailure;
}

/** What a run has learned of whom it asks, so that an outage or a wrong key costs a few calls and not one a campaign. */
export class CampaignCalls {
	/** Failures that are those of a key, and not of one campaign. */
	readonly refusals = new Set<CallFailure>();
	private readonly experiences = new Map<Scope, Experience>();
	private outage: CallFailure | undefined;
	private unansweredInARow = 0;

	/** @param signal ends waiting and keeps further calls from being made */
	through(client: BatchClient, signal: AbortSignal): Send {
		return async (scope, request, expected = []) => {
			const stop = this.outage ?? this.experiences.get(scope)?.stop;
			if (stop !== undefined) return { ok: false, failure: stop };
			if (signal.aborted) return { ok: false, failure: noTime };
			const result = await client.send(request);
			const isAnswer = result.ok || expected.includes(result.failure.statusCode ?? 0);
			this.learn(scope, isAnswer ? undefined : result.failure);
			return result;
		};
	}

	private learn(scope: Scope, failure: CallFailure | undefined): void {
		// What the end of the time cut off says nothing of Batch.
		if (failure?.cause === 'cancelled') return;
		const experience = this.experiences.get(scope) ?? { hasAnswered: false, forbiddenInARow: 0 };
		this.experiences.set(scope, experience);
		this.unansweredInARow = failure?.cause === 'unavailable' ? this.unansweredInARow + 1 : 0;
		experience.forbiddenInARow = failure?.statusCode === 403 ? experience.forbiddenInARow + 1 : 0;
		experience.hasAnswered ||= failure === undefined;
		if (failure === undefined) return;
		const isWrongKey = failure.statusCode === 401;
		if (isWrongKey || (failure.statusCode === 403 && !experience.hasAnswered)) this.refusals.add(failure);
		if (isWrongKey || failure.cause === 'rateLimited' || experience.forbiddenInARow >= inARow) experience.stop = failure;
		if (this.unansweredInARow >= inARow) this.outage = failure;
	}
}

const noTime: CallFailure = {
	message: 'Not asked: the time for it was over',
	advice: '',
	mayHaveArrived: false,
	concernsEveryCall: true,
	cause: 'cancelled',
};
