import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

import type { Entry } from '../../../shared/batch/bulk/lane';
import type { Outcome } from '../../../shared/batch/bulk/outcome';
import type { Item } from '../item';
import { OnceLedger, type OnceStore } from './onceLedger';

/** By node: all its executions in this process share one. */
const ledgers = new Map<string, { readonly ledger: OnceLedger; users: number }>();

const smallestHistory = 100;

/**
 * Send Once: remembers the keys of what was sent in n8n's own de-duplication store, so that a re-run or a
 * re-delivery does not send again.
 */
export class OnceGuard {
	readonly isActive: boolean;
	private readonly context: IExecuteFunctions;
	private readonly store: OnceStore;

	/** @param first the first item of the run: the choices hold for all of them */
	constructor(first: Item) {
		this.context = first.context;
		this.isActive = first.has('sendOnce') && first.flag('sendOnce');
		const history = this.isActive ? (first.integer('options.onceHistory') ?? 0) : 0;
		// Besides each key the store holds the token of its claim.
		this.store = { helpers: this.context.helpers, maxEntries: 2 * Math.max(history, smallestHistory) };
	}

	/** @returns the entries of a call that are not to be sent */
	async hold(entries: ReadonlyArray<Entry<unknown>>): Promise<ReadonlyMap<Entry<unknown>, Outcome>> {
		const keyed = entries.filter(({ onceKey }) => onceKey !== undefined);
		const held = new Map<Entry<unknown>, Outcome>();
		if (keyed.length === 0) return held;
		const known = await this.withLedger(async (ledger) => await ledger.claim(keyed.map(keyOf), this.store));
		if (known === undefined) {
			throw new NodeOperationError(this.context.getNode(), 'Send Once could not claim the events: other executions write to the same node’s history without a pause', {
				description: 'Nothing more was sent. Let fewer executions of this workflow run at once.',
			});
		}
		for (const entry of keyed) {
			if (known.has(keyOf(entry))) held.set(entry, { status: 'skipped', reason: 'Send Once: an earlier run sent it, or was interrupted while it did' });
		}
		return held;
	}

	/** Forgets the keys of what was not sent after all, so that another run can send it. */
	async settled(outcomes: ReadonlyMap<Entry<unknown>, Outcome>): Promise<void> {
		const keys = [...outcomes].flatMap(([entry, { status }]) => (status === 'refused' && entry.onceKey !== undefined ? [keyOf(entry)] : []));
		if (keys.length === 0) return;
		try {
			await this.withLedger(async (ledger) => await ledger.release(keys, this.store));
		} catch (error) {
			// What was sent is sent: the verdicts must come out whatever becomes of the history.
			this.context.addExecutionHints({
				type: 'warning',
				location: 'outputPane',
				message: `Send Once could not forget ${keys.length} refused rows, so a later run will skip them: ${error instanceof Error ? error.message : String(error)}`,
			});
		}
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

function keyOf({ onceKey, lane, identity }: Entry<unknown>): string {
	return JSON.stringify([onceKey, lane.platform ?? '', identity]);
}
