import type { Entry } from '../../../shared/batch/bulk/lane';
import type { Outcome } from '../../../shared/batch/bulk/outcome';
import type { Item } from '../item';
import { sendOnce, type Known, type SendOnce } from './sendOnce';

const smallestHistory = 100;

const heldBack: Readonly<Record<Exclude<Known, 'new'>, Outcome>> = {
	sent: { status: 'skipped', reason: 'Send Once: an earlier run sent it' },
	taken: { status: 'skipped', reason: 'Send Once: another execution is sending it at this moment' },
	unfinished: {
		status: 'unknown',
		failure: {
			message: 'Send Once: an earlier run was interrupted while it sent this, so Batch may have it or not',
			advice: 'Look whether it arrived. The option Interrupted Events decides whether such rows are sent again.',
			mayHaveArrived: true,
			concernsEveryCall: false,
			cause: 'unavailable',
		},
	},
};

/** Send Once for the entries of a run. */
export class EntriesOnce {
	private constructor(private readonly once: SendOnce | undefined) {}

	/**
	 * @param first the first item of the run: the choices hold for all of them
	 * @param rows of the run: the history is never shorter
	 */
	static open(first: Item, rows: number): EntriesOnce {
		if (!first.has('sendOnce') || !first.flag('sendOnce')) return new EntriesOnce(undefined);
		const { context } = first;
		const history = first.integer('options.onceHistory') ?? 0;
		return new EntriesOnce(
			sendOnce({
				helpers: context.helpers,
				node: `${context.getWorkflow().id} ${context.getNode().id}`,
				history: Math.max(history, smallestHistory, rows),
				sendInterruptedAgain: first.choice('options.interruptedEvents') === 'sendAgain',
				warn: (message) => context.addExecutionHints({ type: 'warning', location: 'outputPane', message }),
			}),
		);
	}

	get isActive(): boolean {
		return this.once !== undefined;
	}

	/**
	 * Claims the entries of a call.
	 * @returns those that are not to be sent
	 */
	async hold(entries: ReadonlyArray<Entry<unknown>>): Promise<ReadonlyMap<Entry<unknown>, Outcome>> {
		const keyed = entries.filter(({ onceKey }) => onceKey !== undefined);
		const held = new Map<Entry<unknown>, Outcome>();
		if (this.once === undefined || keyed.length === 0) return held;
		const known = await this.once.claim(keyed.map(keyOf));
		for (const entry of keyed) {
			const what = known.get(keyOf(entry));
			if (what !== undefined && what !== 'new') held.set(entry, heldBack[what]);
		}
		return held;
	}

	/** Notes what became of entries that were claimed. */
	async settled(outcomes: ReadonlyMap<Entry<unknown>, Outcome>): Promise<void> {
		const sent: string[] = [];
		const refused: string[] = [];
		for (const [entry, outcome] of outcomes) {
			if (entry.onceKey === undefined || Object.values(heldBack).includes(outcome)) continue;
			(outcome.status === 'refused' ? refused : sent).push(keyOf(entry));
		}
		if (sent.length > 0) await this.once?.sent(sent);
		if (refused.length > 0) await this.once?.release(refused);
	}

	/** At the end of the run, whatever happened. */
	end(): void {
		this.once?.end();
	}
}

/** One key may stand for several entries: the recipients of a push, on each platform. */
function keyOf({ onceKey, lane, identity }: Entry<unknown>): string {
	return JSON.stringify([onceKey, lane.platform ?? '', identity]);
}
