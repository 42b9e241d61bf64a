import { randomUUID } from 'crypto';

import { count, record, remove, type OnceStore } from './onceStore';

/** What a write of the store found out. */
export interface Written {
	/** Of the entries, those that were there before. */
	readonly found: ReadonlySet<string>;
	/** Counts this process's writes of the node's row. */
	readonly number: number;
	/** No other process has written for so long that none can be in the middle of a claim. */
	readonly isAlone: boolean;
	/** Other processes have been able to see for a settling time that this one is at work. */
	readonly isAnnounced: boolean;
}

interface WriteOptions {
	readonly mayTrim?: boolean;
	readonly needsToken?: boolean;
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

/** A process in the middle of a claim writes at least once in this time, so that whoever watches for longer is alone. */
const longestPause = () => 2 * settlingTime();
const aloneAfter = () => 3 * settlingTime();
/** A timer may ring a little early. */
const earliest = 0.98;

/** The history may grow to this much of what is kept, so that the number of entries rarely falls (see `isQuiet`). */
const roomToGrow = 1.25;

const newToken = () => randomUUID().replaceAll('-', '').slice(0, 22);

/**
 * Writes the row of one node in n8n's store for one process, one write after the other, and finds out what can
 * be known of others that write it.
 *
 * The store reads a row, changes it and writes it back (n8n-ecosystem.md §8). So a write survives whole or not at
 * all, and of two that overlap the later one wipes out the earlier. Each write leaves a token of its own and asks
 * for the token of the one before: it tells whether that survived. The number of entries, which can be
 * read without changing anything, tells whether anybody else wrote in between: it is what this process left
 * there, or it is not. Nobody makes it smaller but by trimming the history, after which this process
 * takes itself for one of several, and by taking back claims, which first puts as many other entries there.
 */
export class StoreWriter {
	private lastTurn: Promise<unknown> = Promise.resolve();
	private number = 0;
	private token: string | undefined;
	private isTokenAnEntry = false;
	private there = 0;
	private startedAt = -Infinity;
	private quietSince = Infinity;
	private announcedSince = Infinity;
	/** From this write on, each was still there at the next. */
	private unbrokenFrom = 0;
	private unpaid: readonly string[] = [];
	private readonly guarded = new Map<string, number>();

	async inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
		const turn = this.lastTurn.then(task, task);
		this.lastTurn = turn.catch(() => undefined);
		return await turn;
	}

	/** In a turn: whether keys may be written now, or this process must first make itself known. */
	async mayClaim(store: OnceStore): Promise<boolean> {
		if (this.token === undefined) return false;
		if (this.looksAlone && (await count(store)) !== this.there) this.quietSince = performance.now();
		return this.looksAlone || this.hasBeenAnnounced(performance.now());
	}

	/** Whether no other process has written for long, as far as the last write saw. */
	get looksAlone(): boolean {
		return this.token !== undefined && performance.now() - this.quietSince >= aloneAfter();
	}

	/**
	 * In a turn: records the entries, with a token.
	 * @param mayTrim not where the entries are there for a moment only
	 * @param needsToken not where an entry that nobody else puts there for half a settling time can stand for it
	 * @param marks entries that nobody else ever puts there: they can stand for it for good
	 */
	async write(store: OnceStore, entries: Iterable<string>, { mayTrim = true, needsToken = true, marks = [] }: WriteOptions = {}): Promise<Written> {
		const startedAt = performance.now();
		const [before, atMost] = [this.token, 2 * store.history];
		const isTrimming = mayTrim && this.there > atMost * roomToGrow;
		const own = needsToken || before === undefined ? [newToken()] : [];
		const all = new Set([...entries, ...this.guardedAt(startedAt), ...this.unpaid, ...own]);
		// Whatever becomes of a write that fails, what was known of the row is no longer.
		this.token = undefined;
		const found = await record(store, [...all, ...(before === undefined || all.has(before) ? [] : [before])], isTrimming ? atMost : undefined);
		const there = await count(store);
		const endedAt = performance.now();
		slowestCall = Math.max(endedAt - startedAt, slowestCall * 0.9);

		const isTokenOld = this.isTokenAnEntry && startedAt - this.startedAt > settlingTime() / 2;
		const hasSurvived = before !== undefined && found.has(before) && !isTokenOld;
		const added = [...all].filter((entry) => !found.has(entry));
		const isQuiet = hasSurvived && !isTrimming && there === this.there + added.length;
		const wasAlone = startedAt - this.quietSince >= aloneAfter() * earliest;
		const wasAnnounced = hasSurvived && this.hasBeenAnnounced(startedAt);
		this.number += 1;
		if (!isQuiet) this.quietSince = endedAt;
		if (!hasSurvived) this.unbrokenFrom = this.number;
		else this.unpaid = [];
		if (!hasSurvived || startedAt - this.startedAt > longestPause()) this.announcedSince = endedAt;
		const mark = marks.find((entry) => !found.has(entry));
		if (added.length > 0) this.isTokenAnEntry = own.length === 0 && mark === undefined;
		this.token = own[0] ?? mark ?? added[0] ?? before;
		this.there = there;
		this.startedAt = startedAt;
		return { found, number: this.number, isAlone: isQuiet && wasAlone, isAnnounced: wasAnnounced };
	}

	/** Whether a later write saw that the given one was still there. */
	hasSeen(number: number): boolean {
		return this.number > number && this.unbrokenFrom <= number;
	}

	/** In a turn: removes entries that this process put there a moment ago. */
	async takeBack(store: OnceStore, entries: readonly string[]): Promise<void> {
		if (entries.length === 0) return;
		for (const entry of entries) this.guarded.delete(entry);
		const expected = this.there - entries.length;
		await remove(store, entries);
		this.there = await count(store);
		if (this.there !== expected) this.quietSince = performance.now();
	}

	/** In a turn: removes entries that have long been there, so that others never find fewer than they left. */
	async replace(store: OnceStore, entries: readonly string[]): Promise<void> {
		for (const entry of entries) this.guarded.delete(entry);
		this.unpaid = [...this.unpaid, ...entries.map(newToken)];
		await this.write(store, []);
		await this.takeBack(store, entries);
	}

	/** Entries that are put back by every write of the near future, should another process have wiped them out. */
	guard(entries: Iterable<string>): void {
		const until = performance.now() + aloneAfter();
		for (const entry of entries) this.guarded.set(entry, until);
	}

	private guardedAt(now: number): string[] {
		for (const [entry, until] of this.guarded) if (until < now) this.guarded.delete(entry);
		return [...this.guarded.keys()];
	}

	private hasBeenAnnounced(now: number): boolean {
		return now - this.startedAt <= longestPause() && now - this.announcedSince >= settlingTime() * earliest;
	}
}
