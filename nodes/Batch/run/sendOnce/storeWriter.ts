import { randomUUID } from 'crypto';

import { count, record, remove, type OnceStore } from './onceStore';

/** What a write of the store found out. */
export interface Written {
	/** Of the entries, those that were there before. */
	readonly found: ReadonlySet<string>;
	/** Counts this process's writes of the node's row. */
	readonly number: number;
	/** It is in the store only if the whole write is. */
	readonly token: string;
	/** No other process has written for a settling time, up to the end of this write. */
	readonly isAlone: boolean;
}

interface Guarded {
	/** Of the write that put it there, and when. */
	number: number;
	readonly since: number;
	/** Whether nobody waited for the claim. */
	readonly isHeld: boolean;
}

interface WriteOptions {
	/** Not where the entries are there for a moment only. */
	readonly mayTrim?: boolean;
	/** An entry that nobody else ever puts there can stand for the token. */
	readonly marks?: readonly string[];
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

/** Entries a key: its name, its sent mark, and its share of the tokens. */
const entriesOfAKey = 3;

const newToken = () => randomUUID().replaceAll('-', '').slice(0, 22);

/** Says that a claim is held, whoever else finds its own claim in place. */
export const heldMark = (name: string) => `h${name}`;

/**
 * Writes the row of one node in n8n's store for one process, one write after the other, and finds out what can
 * be known of others that write it.
 *
 * The store reads a row, changes it and writes it back (n8n-ecosystem.md §8). So a write survives whole or not at
 * all, and of two that overlap the later one wipes out the earlier. Each write leaves a token of its own and asks
 * for the token of the one before: it tells whether that survived. The number of entries, which can be
 * read without changing anything, tells whether anybody else wrote in between: it is what this process left
 * there, or it is not. Nobody makes it smaller but by trimming the history, after which this process
 * takes itself for one of several, and by taking back claims, which first puts more entries there.
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
	private unpaid: readonly string[] = [];
	private readonly guarded = new Map<string, Guarded>();

	async inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
		const turn = this.lastTurn.then(task, task);
		this.lastTurn = turn.catch(() => undefined);
		return await turn;
	}

	/** In a turn: records the entries, with a token. */
	async write(store: OnceStore, entries: Iterable<string>, options: WriteOptions = {}): Promise<Written> {
		const written = await this.writeOnce(store, entries, options);
		// Claims that were not waited for and were wiped out are told to those who may have claimed the same meanwhile.
		const held = this.unbrokenFrom === this.number ? this.guardedAt(performance.now(), true) : [];
		if (held.length > 0) await this.writeOnce(store, held.map(heldMark), {});
		return written;
	}

	private async writeOnce(store: OnceStore, entries: Iterable<string>, { mayTrim = true, marks = [] }: WriteOptions): Promise<Written> {
		const startedAt = performance.now();
		const [before, atMost] = [this.token, entriesOfAKey * store.history];
		const isTrimming = mayTrim && this.there > atMost * roomToGrow;
		const own = marks.length === 0 || before === undefined ? newToken() : undefined;
		const all = new Set([...entries, ...this.guardedAt(startedAt), ...this.unpaid, ...(own === undefined ? [] : [own])]);
		// Whatever becomes of a write that fails, what was known of the row is no longer.
		this.token = undefined;
		const found = await record(store, [...all, ...(before === undefined || all.has(before) ? [] : [before])], isTrimming ? atMost : undefined);
		const there = await count(store);
		const endedAt = performance.now();
		slowestCall = Math.max(endedAt - startedAt, slowestCall * 0.9);

		const hasSurvived = before !== undefined && found.has(before);
		const added = [...all].filter((entry) => !found.has(entry) && entry !== before).length;
		const isQuiet = hasSurvived && !isTrimming && there === this.there + added;
		const isAlone = isQuiet && startedAt - this.quietSince >= settlingTime();
		this.number += 1;
		if (!isQuiet) this.quietSince = endedAt;
		if (hasSurvived) this.unpaid = [];
		else {
			this.unbrokenFrom = this.number;
			for (const guarded of this.guarded.values()) guarded.number = this.number;
		}
		if (!hasSurvived && before !== undefined) this.missing.add(before);
		this.token = own ?? marks.find((entry) => !found.has(entry)) ?? before;
		this.there = there;
		return { found, number: this.number, token: this.token!, isAlone };
	}

	/** In a turn, where a claim has had its time: whether its write is there. */
	async stands(store: OnceStore, { token }: Written): Promise<boolean> {
		const { found } = await this.write(store, [token]);
		if (!found.has(token)) this.missing.add(token);
		return !this.missing.has(token);
	}

	/** Whether a later write saw that the given one was still there. */
	hasSeen(number: number): boolean {
		return this.number > number && this.unbrokenFrom <= number;
	}

	/** In a turn: removes entries that this process put there a moment ago. */
	async takeBack(store: OnceStore, entries: readonly string[]): Promise<void> {
		if (entries.length === 0) return;
		const expected = this.there - entries.length;
		await remove(store, entries);
		this.there = await count(store);
		if (this.there !== expected) this.quietSince = performance.now();
	}

	/** In a turn: forgets claims. Puts more entries there than go, so that nobody ever finds as many as they left. */
	async forget(store: OnceStore, names: readonly string[]): Promise<void> {
		for (const name of names) this.guarded.delete(name);
		const held = names.map(heldMark);
		this.unpaid = [...this.unpaid, ...names.map(newToken)];
		await this.write(store, [...names, ...held]);
		await this.takeBack(store, [...names, ...held]);
	}

	/**
	 * Entries that every write puts back, should another process have wiped them out, until one saw that they last.
	 * @param isHeld for claims that nobody waited for
	 */
	guard(entries: Iterable<string>, isHeld = false): void {
		const guarded: Guarded = { number: this.number, since: performance.now(), isHeld };
		for (const entry of entries) this.guarded.set(entry, guarded);
	}

	private guardedAt(now: number, onlyHeld = false): string[] {
		for (const [entry, { number, since }] of this.guarded) {
			if (this.hasSeen(number) && now - since > looksAfter()) this.guarded.delete(entry);
		}
		return [...this.guarded].filter(([, { isHeld }]) => isHeld || !onlyHeld).map(([entry]) => entry);
	}
}
