import { randomUUID } from 'crypto';

import { count, heldMark, pendingMark, portionsOf, record, remove, type OnceStore } from './onceStore';

/** What a write of the store found out. */
export interface Written {
	/** Of the entries, those that were there before. */
	readonly found: ReadonlySet<string>;
	/** Counts this process's writes of the node's row. */
	readonly number: number;
	/** It is in the store only if the whole write is. */
	readonly token: string;
	/** Whether the write before this one was there. */
	readonly hasSurvived: boolean;
	/** Milliseconds, up to the beginning of this write, in which no other process has written. */
	readonly quietFor: number;
	/** No other process has written for a settling time, up to the end of this write. */
	readonly isAlone: boolean;
}

/** A removal of entries, as far as it is known to last. */
export interface Removal {
	readonly at: number;
	/** Whether the number of entries tells it, because nobody else writes. */
	readonly isCounted: boolean;
	/** Of the write after it that found it done. */
	readonly number?: number;
}

interface Guarded {
	/** Of the write that put it there, and when. */
	number: number;
	readonly since: number;
	/** Whether nobody waited for the claim. */
	readonly isHeld: boolean;
	/** Whether it is on its way, so that its pending mark belongs to it. */
	readonly isPending: boolean;
}

/**
 * How long a claim must stand before it counts where other processes write, too. Writers that overlap can take
 * turns at wiping it out and bringing it back, so one look tells the truth only after many times what a read
 * and a write of the store take.
 */
const settlesAfter = { atLeast: 900, timesOfACall: 6, atMost: 15_000 };

/** Milliseconds that a call of the store took of late at the most: other processes are about as slow. */
let slowestCall = 0;

export function settlingTime(): number {
	const { atLeast, timesOfACall, atMost } = settlesAfter;
	return Math.min(Math.max(atLeast, slowestCall * timesOfACall), atMost);
}

/** When to look after a claim that nobody waited for: every write that overlapped it is over, and no claim that began then has settled. */
export const looksAfter = () => Math.max(settlesAfter.atLeast / 4, slowestCall * 1.2);

/** The history may grow to this much of what is kept, so that the number of entries rarely falls (see `StoreWriter`). */
const roomToGrow = 1.25;

/** Entries a key, at the most: its name; where several processes write also its held mark, what its pending mark was replaced by, and tokens. */
const entriesOfAKey = 3;

/** Entries without a meaning that are remembered, to go with removals and tell of them. */
const sparesAtMost = 100;

const newToken = () => randomUUID().replaceAll('-', '').slice(0, 22);

/**
 * Writes the row of one node in n8n's store for one process, one write after the other, and finds out what can
 * be known of others that write it.
 *
 * The store reads a row, changes it and writes it back (n8n-ecosystem.md §8). So a write survives whole or not at
 * all, and of two that overlap the later one wipes out the earlier. Each write leaves a token of its own and asks
 * for the token of the one before: it tells whether that survived. The number of entries, which can be
 * read without changing anything, tells whether anybody else wrote in between: it is what this process left
 * there, or it is not.
 *
 * So that nobody ever finds as many as they left although others wrote, what a process writes between two writes of
 * another must never add up to nothing. An entry that is removed again pays for itself if it was put there after the
 * last foreign write: for whoever wrote before, it came and went, and a token came with it. Any other is
 * replaced by an entry without a meaning. With each removal goes one of those, and the next write asks for it: if it
 * is there, the removal was wiped out. What is left is trimming, after which the process that trimmed takes
 * itself for one of several.
 */
export class StoreWriter {
	private lastTurn: Promise<unknown> = Promise.resolve();
	private number = 0;
	private token: string | undefined;
	private there = 0;
	private quietSince = Infinity;
	/** From this write on, each was still there at the next. */
	private unbrokenFrom = 0;
	/** Tokens that were missing once. They may be back without what was written with them. */
	private readonly missing = new Set<string>();
	/** Entries without a meaning that are to be there, those of them that the last write wrote, and some that are known to be. */
	private unpaid: readonly string[] = [];
	private paid: readonly string[] = [];
	private spare: string[] = [];
	private readonly guarded = new Map<string, Guarded>();
	/** Entries that may be removed again, and when this process put them there: -Infinity where it did not. */
	private readonly passing = new Map<string, number>();

	async inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
		const turn = this.lastTurn.then(task, task);
		this.lastTurn = turn.catch(() => undefined);
		return await turn;
	}

	/** In a turn: records names with their pending marks, and more entries, with a token. */
	async write(store: OnceStore, names: readonly string[], more: readonly string[] = []): Promise<Written> {
		const written = await this.writeOnce(store, names, more);
		// Claims that were not waited for and were wiped out are told to those who may have claimed the same meanwhile.
		const held = this.unbrokenFrom === this.number ? this.heldAt(performance.now()) : [];
		if (held.length > 0) await this.writeOnce(store, [], held.map(heldMark));
		return written;
	}

	private async writeOnce(store: OnceStore, names: readonly string[], more: readonly string[]): Promise<Written> {
		const startedAt = performance.now();
		const [before, atMost] = [this.token, entriesOfAKey * store.history];
		// Only a claim trims: it is written for all that wait, and the one that remembers most decides.
		const isTrimming = names.length > 0 && this.there > atMost * roomToGrow;
		const own = newToken();
		// A name stands before its mark: what is trimmed goes from the front, and a name alone would be one that was sent.
		const pairs = names.flatMap((name) => [name, pendingMark(name)]);
		const all = new Set([...pairs, ...this.guardedAt(startedAt), ...more, ...this.unpaid, own]);
		// Whatever becomes of a write that fails, what was known of the row is no longer.
		this.token = undefined;
		const found = await record(store, [...all, ...(before === undefined || all.has(before) ? [] : [before])], isTrimming ? atMost : undefined);
		const there = await count(store);
		const endedAt = performance.now();
		slowestCall = Math.max(endedAt - startedAt, slowestCall * 0.9);

		const hasSurvived = before !== undefined && found.has(before);
		const added = [...all].filter((entry) => !found.has(entry) && entry !== before).length;
		const isQuiet = hasSurvived && !isTrimming && there === this.there + added;
		const quietFor = isQuiet ? startedAt - this.quietSince : 0;
		this.number += 1;
		if (!isQuiet) this.quietSince = endedAt;
		if (hasSurvived) {
			const paid = new Set(this.paid);
			this.spare = [...this.spare, ...paid].slice(-sparesAtMost);
			this.unpaid = this.unpaid.filter((entry) => !paid.has(entry));
		} else {
			this.spare = [];
			this.unbrokenFrom = this.number;
			for (const guarded of this.guarded.values()) guarded.number = this.number;
		}
		this.paid = this.unpaid;
		if (!isQuiet && this.spare.length + this.unpaid.length < 2) this.unpaid = [...this.unpaid, newToken(), newToken()];
		if (!hasSurvived && before !== undefined) this.missing.add(before);
		for (const entry of pairs) this.passing.set(entry, found.has(entry) ? -Infinity : startedAt);
		this.token = own;
		this.there = there;
		return { found, number: this.number, token: own, hasSurvived, quietFor, isAlone: isQuiet && quietFor >= settlingTime() };
	}

	/** In a turn, where a claim has had its time: whether its write is there. */
	async stands(store: OnceStore, { token }: Written): Promise<boolean> {
		const { found } = await this.write(store, [], [token]);
		if (!found.has(token)) this.missing.add(token);
		return !this.missing.has(token);
	}

	/** Whether a later write saw that the given one was still there. */
	hasSeen(number: number): boolean {
		return this.number > number && this.unbrokenFrom <= number;
	}

	/** In a turn: removes entries, and replaces those that do not pay for themselves. */
	async remove(store: OnceStore, entries: readonly string[]): Promise<Removal> {
		const at = performance.now();
		const portions = portionsOf(entries);
		const isCounted = this.owedFor(entries).length === 0;
		const witnesses = isCounted ? [] : this.spare.splice(-portions.length);
		const expected = this.there - witnesses.length - entries.filter((entry) => this.passing.has(entry)).length;
		let there: number | undefined;
		try {
			for (const [number, portion] of portions.entries()) await remove(store, [...portion, ...witnesses.slice(number, number + 1)]);
			there = await count(store);
		} finally {
			if (there !== expected) this.quietSince = performance.now();
			this.there = there ?? this.there;
			this.unpaid = [...this.unpaid, ...this.owedFor(entries).map(newToken), ...witnesses];
			this.leave(entries);
		}
		if (isCounted && there === expected) return { at, isCounted };
		const { found, hasSurvived, number } = await this.write(store, []);
		const isGone = hasSurvived && witnesses.length === portions.length && !witnesses.some((entry) => found.has(entry));
		return { at, isCounted: false, number: isGone ? number : undefined };
	}

	/** In a turn, when whatever overlapped the removal is over: whether nobody has brought back what it took. */
	async lasts(store: OnceStore, { at, isCounted, number }: Removal): Promise<boolean> {
		if (isCounted && this.quietSince < at) {
			if ((await count(store)) === this.there) return true;
			this.quietSince = performance.now();
		}
		if (number === undefined) return false;
		await this.write(store, []);
		return this.hasSeen(number);
	}

	private owedFor(entries: readonly string[]): readonly string[] {
		return entries.filter((entry) => (this.passing.get(entry) ?? -Infinity) <= this.quietSince);
	}

	/** In a turn: forgets claims. Their entries go in one write, so that no name is ever there without its mark. */
	async forget(store: OnceStore, names: readonly string[]): Promise<void> {
		for (const name of names) this.guarded.delete(name);
		await this.remove(store, names.flatMap((name) => [name, pendingMark(name), heldMark(name)]));
	}

	/** In a turn, of claims that count: where a trim had left a mark without its name, brings them into their order again. */
	async renew(store: OnceStore, names: readonly string[]): Promise<void> {
		if (names.length === 0) return;
		await this.remove(store, names.flatMap((name) => [name, pendingMark(name)]));
		await this.write(store, names);
	}

	/** Does not count on removing these entries any more. */
	leave(entries: Iterable<string>): void {
		for (const entry of entries) this.passing.delete(entry);
	}

	/**
	 * Names that every write puts back, should another process have wiped them out, until one saw that they last.
	 * @param isHeld for claims that nobody waited for
	 */
	guard(names: Iterable<string>, { isHeld, isPending }: { isHeld?: boolean; isPending: boolean }): void {
		for (const name of names) {
			const wasHeld = this.guarded.get(name)?.isHeld ?? false;
			this.guarded.set(name, { number: this.number, since: performance.now(), isHeld: isHeld ?? wasHeld, isPending });
		}
	}

	private guardedAt(now: number): string[] {
		for (const [name, { number, since }] of this.guarded) {
			if (this.hasSeen(number) && now - since > looksAfter()) this.guarded.delete(name);
		}
		return [...this.guarded].flatMap(([name, { isPending }]) => (isPending ? [name, pendingMark(name)] : [name]));
	}

	private heldAt(now: number): string[] {
		this.guardedAt(now);
		return [...this.guarded].filter(([, { isHeld }]) => isHeld).map(([name]) => name);
	}
}
