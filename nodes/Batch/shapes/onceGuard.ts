import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

import { OnceLedger, type OnceStore } from './onceLedger';

interface KeyedRow {
	readonly row: number;
	readonly key: string;
}

/** By node: all its executions in this process share one. */
const ledgers = new Map<string, { readonly ledger: OnceLedger; users: number }>();

const smallestHistory = 100;
const usualHistory = 10_000;

/**
 * Send Once: remembers the keys of what was sent in n8n's own de-duplication store, so that a re-run or a
 * re-delivery does not send again.
 */
export class OnceGuard {
	private readonly isActive: boolean;
	private readonly store: OnceStore;

	constructor(private readonly context: IExecuteFunctions) {
		this.isActive = context.getNodeParameter('sendOnce', 0, false) === true;
		const history = Number(context.getNodeParameter('options.onceHistory', 0, usualHistory)) || usualHistory;
		// Besides each key the store holds the token of its claim.
		this.store = { helpers: context.helpers, maxEntries: 2 * Math.ceil(Math.max(history, smallestHistory)) };
	}

	/**
	 * @returns the rows not to send: with the earlier row of this run that has the same key, or without one
	 * when an earlier run sent it
	 */
	async claim(rows: readonly KeyedRow[]): Promise<Map<number, number | undefined>> {
		const repeated = new Map<number, number | undefined>();
		if (!this.isActive || rows.length === 0) return repeated;
		const firstRows = new Map<string, number>();
		for (const { row, key } of rows) {
			const first = firstRows.get(key);
			if (first === undefined) firstRows.set(key, row);
			else repeated.set(row, first);
		}
		const known = await this.withLedger(async (ledger) => await ledger.claim([...firstRows.keys()], this.store));
		if (known === undefined) {
			throw new NodeOperationError(this.context.getNode(), 'Send Once could not claim the events: other executions write to the same node’s history without a pause', {
				description: 'Nothing was sent. Let fewer executions of this workflow run at once.',
			});
		}
		for (const [key, row] of firstRows) if (known.has(key)) repeated.set(row, undefined);
		return repeated;
	}

	/** Forgets the keys of rows that were not sent after all, so that another run can send them. */
	async release(rows: readonly KeyedRow[]): Promise<void> {
		if (!this.isActive || rows.length === 0) return;
		const keys = rows.map(({ key }) => key);
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
