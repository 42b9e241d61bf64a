import { randomUUID } from 'crypto';
import { sleep, type IExecuteFunctions } from 'n8n-workflow';

/** n8n's de-duplication store, as one execution reaches it. */
export interface OnceStore {
	readonly helpers: Pick<IExecuteFunctions['helpers'], 'checkProcessedAndRecord' | 'removeProcessed'>;
	readonly maxEntries: number;
}

interface Claim {
	readonly keys: readonly string[];
	readonly store: OnceStore;
	resolve(known: ReadonlySet<string> | undefined): void;
	reject(error: unknown): void;
}

/**
 * How long a claim must stand before it counts. Writers that overlap can take turns at wiping it out and
 * bringing it back, so one look tells the truth only after many times what a read and a write of the store take.
 */
const settlesAfter = { atLeast: 900, timesOfACall: 6, atMost: 15_000 };

/** Milliseconds that a call of the store took of late at the most: other processes are about as slow. */
let slowestCall = 0;

/** The fewest milliseconds from one batch of claims to the next: what asks in between is claimed together. */
const pause = 200;

/** After so many foreign writers wiped a claim out, nothing can be claimed. */
const roundsAtMost = 20;

/**
 * The keys of one node that this process claims, in n8n's own de-duplication store.
 *
 * The store is not atomic (n8n-ecosystem.md §8): it reads one row with all keys, changes it and writes it
 * back, so that of two processes the one that writes last wipes out what the other wrote. Inside a process
 * one call follows the other. Against other processes a claim is the new keys together with a token, in
 * one write: as a write survives whole or not at all, the token tells after the settling time whether this
 * one did. If not, a key that is there belongs to another; the others are claimed anew by the same call
 * that looked. What is left: a writer that stalls for longer than that between its reading and its writing,
 * and, seldom, writers of a very slow store that overlap all the while.
 */
export class OnceLedger {
	private waiting: Claim[] = [];
	private lastTurn: Promise<unknown> = Promise.resolve();
	private batchAt = -Infinity;

	/** @returns the keys that are somebody else's, or undefined when nothing could be claimed */
	async claim(keys: readonly string[], store: OnceStore): Promise<ReadonlySet<string> | undefined> {
		return await new Promise((resolve, reject) => {
			this.waiting.push({ keys, store, resolve, reject });
			if (this.waiting.length === 1) void this.claimTogether();
		});
	}

	async release(keys: readonly string[], { helpers, maxEntries }: OnceStore): Promise<void> {
		const remove = async () => await helpers.removeProcessed([...keys], 'node', { mode: 'entries', maxEntries });
		await this.inTurn(remove);
	}

	/** Claims for all executions that wait: one write costs the store the same, and wipes less out. */
	private async claimTogether(): Promise<void> {
		const due = this.batchAt + pause - Date.now();
		if (due > 0) await sleep(due);
		let batch: Claim[] = [];
		try {
			const token = `claim ${randomUUID()}`;
			const owners = new Map<string, Claim>();
			const found = await this.inTurn(async () => {
				this.batchAt = Date.now();
				batch = this.waiting;
				this.waiting = [];
				for (const claim of batch) for (const key of claim.keys) if (!owners.has(key)) owners.set(key, claim);
				return await record([...owners.keys(), token], batch[0].store);
			});
			// A repeated delivery need not wait for what is new.
			const [known, fresh] = split(batch, ({ keys }) => keys.every((key) => found.has(key)));
			for (const { keys, resolve } of known) resolve(new Set(keys));
			if (fresh.length === 0) return;
			const lost = await this.settle([...owners.keys()].filter((key) => !found.has(key)), token, fresh[0].store);
			for (const claim of fresh) {
				const isOthers = (key: string) => found.has(key) || lost?.has(key) || owners.get(key) !== claim;
				claim.resolve(lost && new Set(claim.keys.filter(isOthers)));
			}
		} catch (error) {
			for (const { reject } of batch) reject(error);
		}
	}

	/** @returns the keys that went to another process */
	private async settle(keys: string[], token: string, store: OnceStore): Promise<Set<string> | undefined> {
		const lost = new Set<string>();
		let open = keys;
		for (let round = 1; round <= roundsAtMost; round++) {
			await sleep(settlingTime());
			const found = await this.inTurn(async () => await record([...open, token], store));
			if (found.has(token)) return lost;
			for (const key of open) if (found.has(key)) lost.add(key);
			open = open.filter((key) => !found.has(key));
			if (open.length === 0) return lost;
		}
		await this.release(open, store);
		return undefined;
	}

	private async inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
		const turn = this.lastTurn.then(task, task);
		this.lastTurn = turn;
		return await turn;
	}
}

/** Records entries. @returns those that were recorded before */
async function record(entries: string[], { helpers, maxEntries }: OnceStore): Promise<Set<string>> {
	const startedAt = Date.now();
	const attempt = async () => await helpers.checkProcessedAndRecord(entries, 'node', { mode: 'entries', maxEntries });
	// The very first write of a node collides when two processes make it: the second attempt finds the row.
	const { processed } = await attempt().catch(attempt);
	slowestCall = Math.max(Date.now() - startedAt, slowestCall * 0.9);
	return new Set(processed.map(String));
}

function settlingTime(): number {
	const { atLeast, timesOfACall, atMost } = settlesAfter;
	return Math.min(Math.max(atLeast, slowestCall * timesOfACall), atMost);
}

function split<Value>(values: readonly Value[], test: (value: Value) => boolean): [Value[], Value[]] {
	return [values.filter(test), values.filter((value) => !test(value))];
}
