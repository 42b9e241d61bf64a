import { randomUUID } from 'crypto';
import { NodeOperationError, sleep, type IExecuteFunctions } from 'n8n-workflow';

interface KeyedRow {
	readonly row: number;
	readonly key: string;
}

/**
 * How long a claim must stand before it counts. Two processes that read the store in the same moment both
 * see a new key; the one that writes last wipes out the other's claim. Waiting longer than a read and a
 * write take lets each see which claim is left.
 */
const settlingTime = 400;

/** After so many unrelated writers wiped a claim out, the key is taken as unclaimable and the run stops. */
const roundsAtMost = 20;

/** One execution at a time per node in this process: the store reads all keys, changes them and writes them back. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Send Once: remembers the keys of what was sent in n8n's own de-duplication store, so that a re-run or a
 * re-delivery does not send again.
 *
 * The store is not atomic (n8n-ecosystem.md §8). A claim is therefore two entries, the key and the key
 * with a token of this run's; it holds only if both are still there after the settling time. Of several
 * processes that claim at once, the last writer keeps its token and the others find theirs gone. What is
 * left: a process that stalls between reading and writing for longer than the settling time.
 */
export class OnceGuard {
	private readonly token = randomUUID();
	private readonly isActive: boolean;
	private readonly history: number;

	constructor(private readonly context: IExecuteFunctions) {
		this.isActive = context.getNodeParameter('sendOnce', 0, false) === true;
		this.history = Number(context.getNodeParameter('options.onceHistory', 0, 10_000));
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
		await this.inTurn(async () => {
			const known = await this.claimAll([...firstRows.keys()]);
			for (const [key, row] of firstRows) if (known.has(key)) repeated.set(row, undefined);
		});
		return repeated;
	}

	/** Forgets the keys of rows that were not sent after all, so that another run can send them. */
	async release(rows: readonly KeyedRow[]): Promise<void> {
		if (!this.isActive || rows.length === 0) return;
		const entries = rows.flatMap(({ key }) => [key, this.claimOf(key)]);
		await this.inTurn(async () => {
			await this.context.helpers.removeProcessed(entries, 'node', this.storeOptions());
		});
	}

	/** Claims keys until each is either this run's or known to be another's; returns the latter. */
	private async claimAll(keys: readonly string[]): Promise<Set<string>> {
		const withClaims = (open: readonly string[]) => open.flatMap((key) => [key, this.claimOf(key)]);
		const before = await this.record(withClaims(keys));
		const known = new Set(keys.filter((key) => before.has(key)));
		let open = keys.filter((key) => !known.has(key));
		for (let round = 1; open.length > 0; round++) {
			await sleep(settlingTime);
			const claims = await this.record(open.map((key) => this.claimOf(key)));
			const lost = open.filter((key) => !claims.has(this.claimOf(key)));
			if (lost.length === 0) break;
			if (round === roundsAtMost) {
				throw new NodeOperationError(this.context.getNode(), 'Send Once could not claim the events: other executions write to the same node’s history without a pause', {
					description: 'Nothing was sent. Let fewer executions of this workflow run at once.',
				});
			}
			const stillThere = await this.record(withClaims(lost));
			for (const key of lost) if (stillThere.has(key)) known.add(key);
			open = lost.filter((key) => !stillThere.has(key));
		}
		return known;
	}

	/** Records entries. @returns those that were recorded before */
	private async record(entries: string[]): Promise<Set<string>> {
		const { helpers } = this.context;
		const attempt = async () => await helpers.checkProcessedAndRecord(entries, 'node', this.storeOptions());
		// The very first write of a node collides when two processes make it: the second attempt finds the row.
		const { processed } = await attempt().catch(attempt);
		return new Set(processed.map(String));
	}

	private storeOptions() {
		return { mode: 'entries', maxEntries: this.history * 2 } as const;
	}

	private claimOf(key: string): string {
		return `${key} ${this.token}`;
	}

	private async inTurn(task: () => Promise<void>): Promise<void> {
		const queue = `${this.context.getWorkflow().id} ${this.context.getNode().id}`;
		const previous = queues.get(queue) ?? Promise.resolve();
		const turn = previous.then(task, task);
		queues.set(queue, turn);
		try {
			await turn;
		} finally {
			if (queues.get(queue) === turn) queues.delete(queue);
		}
	}
}
