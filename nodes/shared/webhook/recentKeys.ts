import { createHash } from 'crypto';

import { nodeMemory } from './nodeMemory';

/** The right to handle an event: kept once n8n has taken it on, given back when it could not. */
export interface Claim {
	keep(): void;
	giveBack(): void;
}

export interface MemoryLimits {
	/** Keys remembered at most; the oldest go first. */
	readonly keys: number;
	/** How long a key is remembered, in milliseconds. */
	readonly age: number;
}

interface Entry {
	readonly since: number;
	/** While the first delivery is still being answered: resolves to whether it was taken. */
	outcome?: Promise<boolean>;
}

/**
 * Which events arrived lately, so that a second delivery starts nothing. It lives in this process only:
 * a restart forgets it, and several webhook processes do not share it.
 */
export class RecentKeys {
	private readonly entries = new Map<string, Entry>();

	constructor(private readonly limits: MemoryLimits) {}

	/**
	 * Claims a key. Undefined: it is a repetition. A repetition that arrives while the first delivery is
	 * unanswered waits for it, and takes its place when that one was not taken.
	 */
	async claim(key: string, now: number): Promise<Claim | undefined> {
		// A digest, so that the memory is bounded in bytes too.
		const digest = createHash('sha256').update(key).digest('base64');
		for (;;) {
			const known = this.entries.get(digest);
			if (known === undefined || now - known.since > this.limits.age) return this.enter(digest, now);
			if (known.outcome === undefined || (await known.outcome)) return undefined;
		}
	}

	private enter(digest: string, now: number): Claim {
		let settle: (taken: boolean) => void = () => undefined;
		const entry: Entry = { since: now, outcome: new Promise((resolve) => (settle = resolve)) };
		this.entries.delete(digest);
		this.entries.set(digest, entry);
		this.forgetOldest(now);
		return {
			keep: () => {
				entry.outcome = undefined;
				settle(true);
			},
			giveBack: () => {
				if (this.entries.get(digest) === entry) this.entries.delete(digest);
				settle(false);
			},
		};
	}

	/** Entries stand in the order of their age, so the first that may stay ends the search. */
	private forgetOldest(now: number): void {
		for (const [digest, { since }] of this.entries) {
			if (this.entries.size <= this.limits.keys && now - since <= this.limits.age) return;
			this.entries.delete(digest);
		}
	}
}

/** A node remembers 10,000 events (about 2 MB), for the 21 days a sender may go on retrying. */
const nodeLimits: MemoryLimits = { keys: 10_000, age: 21 * 24 * 3_600_000 };

/** What one node remembers. */
export const memoryOfNode = nodeMemory(() => new RecentKeys(nodeLimits));
