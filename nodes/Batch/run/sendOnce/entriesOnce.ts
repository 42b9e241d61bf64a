import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

import type { Entry } from '../../../shared/batch/bulk/lane';
import type { Outcome } from '../../../shared/batch/bulk/outcome';
import type { Outcomes } from '../../../shared/batch/bulk/settle';
import type { Item } from '../item';
import { OnceLedger, type OnceStore } from './onceLedger';

/** By node: all its executions in this process share one. */
const ledgers = new Map<string, { readonly ledger: OnceLedger; users: number }>();

const smallestHistory = 100;

const held: Outcome = { status: 'skipped', reason: 'Send Once: an earlier run sent it, or was interrupted while it did' };

/**
 * Send Once for the entries of a run: remembers what was sent in n8n's own de-duplication store. The entries of a
 * call are claimed just before it goes out, so that a run which is killed has claimed little that it did not send.
 */
export class EntriesOnce {
	private constructor(
		private readonly context: IExecuteFunctions,
		private readonly store: OnceStore | undefined,
	) {}

	/**
	 * @param first the first item of the run: the choices hold for all of them
	 * @param rows of the run: the history is never shorter
	 */
	static open(first: Item, rows: number): EntriesOnce {
		const { context } = first;
		if (!first.has('sendOnce') || !first.flag('sendOnce')) return new EntriesOnce(context, undefined);
		const history = Math.max(first.integer('options.onceHistory') ?? 0, smallestHistory, rows);
		// Besides each key the store holds the token of its claim.
		return new EntriesOnce(context, { helpers: context.helpers, maxEntries: 2 * history });
	}

	get isActive(): boolean {
		return this.store !== undefined;
	}

	/**
	 * Claims the entries of a call.
	 * @returns those that are not to be sent
	 */
	async hold(entries: ReadonlyArray<Entry<unknown>>): Promise<ReadonlyMap<Entry<unknown>, Outcome>> {
		const keyed = entries.filter(({ onceKey }) => onceKey !== undefined);
		const { store } = this;
		if (store === undefined || keyed.length === 0) return new Map();
		const known = await this.withLedger(async (ledger) => await ledger.claim(keyed.map(keyOf), store));
		if (known === undefined) {
			throw new NodeOperationError(this.context.getNode(), 'Send Once could not claim the events: other executions write to the same node’s history without a pause', {
				description: 'Nothing more was sent. Let fewer executions of this workflow run at once.',
			});
		}
		return new Map(keyed.filter((entry) => known.has(keyOf(entry))).map((entry) => [entry, held]));
	}

	/** Forgets what was claimed and not sent after all, so that another run can send it. */
	async settled(outcomes: Outcomes<unknown>): Promise<void> {
		const { store } = this;
		const keys: string[] = [];
		outcomes.forEach(({ status }, entry) => {
			if (status === 'refused' && entry.onceKey !== undefined) keys.push(keyOf(entry));
		});
		if (store === undefined || keys.length === 0) return;
		const release = this.withLedger(async (ledger) => await ledger.release(keys, store));
		// What was sent is sent: the verdicts must come out whatever becomes of the history.
		await release.catch((error: unknown) =>
			this.context.addExecutionHints({
				type: 'warning',
				location: 'outputPane',
				message: `Send Once could not forget ${keys.length} refused rows, so a later run will skip them: ${error instanceof Error ? error.message : String(error)}`,
			}),
		);
	}

	private async withLedger<Result>(use: (ledger: OnceLedger) => Promise<Result>): Promise<Result> {
		const node = `${this.context.getWorkflow().id} ${this.context.getNode().id}`;
		const shared = ledgers.get(node) ?? { ledger: new OnceLedger(), users: 0 };
		ledgers.set(node, shared);
		shared.users += 1;
		try {
			return await use(shared.ledger);
		} finally {
			shared.users -= 1;
			if (shared.users === 0) ledgers.delete(node);
		}
	}
}

/** One key may stand for several entries: the recipients of a push, on each platform. */
function keyOf({ onceKey, lane, identity }: Entry<unknown>): string {
	return JSON.stringify([onceKey, lane.platform ?? '', identity]);
}
