import { sleep } from 'n8n-workflow';

import type { OnceStore } from './onceStore';

/** Proof that the lock is held: asked before each write, and after the last. */
export interface Held {
	/** @throws LockLost when too much time has passed to begin a write: another process might take the lock for one left behind */
	beforeWrite(): void;
}

export class LockLost extends Error {
	override readonly name = 'LockLost';
}

/** The lock cannot be had, and asking again at once would not help. */
export class LockRefused extends Error {
	override readonly name = 'LockRefused';
}

/**
 * Milliseconds. A lock that nobody takes or gives back for `lease` was left behind by a process that was killed. Whoever holds it
 * begins no write after `writesWithin`, and does not rely on what it wrote when that ended after `trustedFor`.
 */
const times = { lease: 20_000, writesWithin: 5_000, trustedFor: 15_000, waitsAtMost: 60_000 };

/** Milliseconds from one look at a lock that somebody else holds to the next. */
const looksEvery = { atLeast: 15, atMost: 60 };

/** A look that took longer than this many milliseconds, or did not succeed, proves nothing of the time before it. */
const gapAtMost = 3_000;

/** How many entries the row of a lock may have: by their number others tell whether it is still the same lock. */
const sizes = { atLeast: 2, atMost: 200 };

const rowTaken = 'a Remove Duplicates node with the scope Workflow keeps its history in the row that Send Once locks with';

const entryOf = (number: number): string => `n8n-nodes-batch lock ${number}`;
const firstEntry = entryOf(0);

/**
 * Keeps all but one process from writing the histories of a workflow's nodes.
 *
 * n8n's store reads a row, changes it and writes it back, which two processes can do at once. What is atomic is that
 * a row comes into being: its place is the table's primary key, so that of two inserts one fails. (Its end is, too.)
 * The lock is the existence of the row that belongs to the workflow and to none of its nodes. It is there for the milliseconds
 * in which one process writes. Whoever finds it there reads how many entries it has, which changes nothing.
 */
export class StoreLock {
	/** The size of a lock that this process may have left there when the store failed, and until when it must be this one's. */
	private left: { readonly size: number; readonly until: number } | undefined;
	private isTaken = false;

	/** @param random 0 to 1 */
	constructor(private readonly random: () => number) {}

	/**
	 * Runs a task while no other process does.
	 * @throws LockLost when it took so long that another process may have run one meanwhile
	 */
	async hold<Result>(store: OnceStore, task: (held: Held) => Promise<Result>): Promise<Result> {
		const size = await this.acquire(store);
		const since = performance.now();
		const held: Held = {
			beforeWrite: () => {
				if (performance.now() - since > times.writesWithin) throw new LockLost('n8n’s store took too long to write the history');
			},
		};
		try {
			const result = await task(held);
			if (performance.now() - since > times.trustedFor) throw new LockLost('n8n’s store took too long to write the history');
			return result;
		} finally {
			await this.release(store, size, since);
		}
	}

	/** @returns the size of the lock */
	private async acquire(store: OnceStore): Promise<number> {
		const size = sizes.atLeast + Math.floor(this.random() * (sizes.atMost - sizes.atLeast + 1));
		const entries = Array.from({ length: size }, (_unused, number) => entryOf(number));
		const begunAt = performance.now();
		// Not all who wait take a lock that was left behind at the same moment.
		const lease = times.lease * (1 + this.random() / 4);
		let seen: { readonly size: number; readonly since: number; at: number } | undefined;
		while (performance.now() - begunAt < times.waitsAtMost) {
			const askedAt = performance.now();
			const there = await sizeOf(store);
			const now = performance.now();
			if (there === 0) {
				this.isTaken = false;
				if (await this.insert(store, entries)) return size;
			} else if (this.left?.size === there && now < this.left.until) {
				await store.clearAllProcessedItems('workflow', { mode: 'entries' });
				this.left = undefined;
			} else if (this.isTaken) {
				throw new LockRefused(rowTaken);
			} else if (seen === undefined || seen.size !== there || now - seen.at > gapAtMost) {
				seen = { size: there, since: now, at: now };
			} else {
				seen.at = now;
				if (askedAt - seen.since > lease) {
					await this.break(store, there);
					seen = undefined;
				}
			}
			await sleep(looksEvery.atLeast + this.random() * (looksEvery.atMost - looksEvery.atLeast));
		}
		throw new LockRefused('other executions write to the history of this workflow’s nodes without a pause');
	}

	/** @returns whether the lock is this one's now */
	private async insert(store: OnceStore, entries: string[]): Promise<boolean> {
		const insertion = store.checkProcessedAndRecord(entries, 'workflow', { mode: 'entries' });
		const failed = await insertion.then(() => undefined, (error: unknown) => ({ error }));
		if (failed === undefined) return (await insertion).new.includes(firstEntry);
		// Somebody was quicker, or the store has failed; if it inserted it all the same, nobody gives the lock back.
		if ((await sizeOf(store)) === 0) return await Promise.reject(failed.error);
		return false;
	}

	/** Deletes a lock that was left behind, unless the row is somebody else's. */
	private async break(store: OnceStore, size: number): Promise<void> {
		const { new: added } = await store.checkProcessedAndRecord([firstEntry], 'workflow', { mode: 'entries' });
		const there = await sizeOf(store);
		const isGone = added.length > 0 && there === 1;
		if (added.length > 0 && !isGone) {
			await store.removeProcessed([firstEntry], 'workflow', { mode: 'entries' });
			this.isTaken = true;
			throw new LockRefused(rowTaken);
		}
		if (isGone || there === size) await store.clearAllProcessedItems('workflow', { mode: 'entries' });
	}

	/** What it cannot give back now it knows again; after some time the lock may be another's already. */
	private async release(store: OnceStore, size: number, since: number): Promise<void> {
		try {
			if (performance.now() - since > times.trustedFor) throw new LockLost();
			await store.clearAllProcessedItems('workflow', { mode: 'entries' });
		} catch {
			this.left = { size, until: since + times.lease };
		}
	}
}

async function sizeOf(store: OnceStore): Promise<number> {
	return await store.getProcessedDataCount('workflow', { mode: 'entries' });
}
