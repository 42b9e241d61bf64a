import type { IDataObject } from 'n8n-workflow';

import { problemOfFailure, type Problem } from './problem';
import type { Settlement, Verdict } from './verdict';

/** So many refused entries are named. */
const namedAtMost = 100;

/** The verdict of an item that is a stream of entries: counts, and the names of those that were refused. */
export class Tally {
	private readonly counts = { accepted: 0, partial: 0, refused: 0, unknown: 0, skipped: 0 };
	private readonly refused: IDataObject[] = [];
	private problem: Problem | undefined;

	push({ identity, outcome }: Settlement): void {
		this.counts[outcome.status]++;
		if (outcome.status !== 'refused' && outcome.status !== 'unknown') return;
		this.problem ??= problemOfFailure(outcome.failure);
		if (this.refused.length < namedAtMost) this.refused.push({ id: identity, error: outcome.failure.message });
	}

	verdict(): Verdict {
		const { accepted, partial, refused, unknown, skipped } = this.counts;
		const counts = { sent: accepted + partial, refused, unknown, skipped };
		const isWhole = refused + unknown + partial === 0;
		return {
			status: isWhole ? 'accepted' : unknown > 0 ? 'unknown' : accepted + partial > 0 ? 'partial' : 'refused',
			told: { ...counts, ...(this.refused.length > 0 && { refusedEntries: this.refused }) },
			problem: this.problem,
			...(!isWhole && accepted + partial > 0 && { isTakenInPart: true }),
		};
	}
}
