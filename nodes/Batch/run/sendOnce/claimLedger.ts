import { randomUUID } from 'crypto';
import { sleep } from 'n8n-workflow';

import type { OnceStore } from './onceStore';
import type { Known } from './sendOnce';
import { heldMark, looksAfter, settlingTime, StoreWriter, type Written } from './storeWriter';

interface Claim {
	readonly names: readonly string[];
	readonly store: OnceStore;
	/** Whether what is unfinished is taken again. */
	readonly again: boolean;
	readonly round: number;
	/** Of rounds before, which were wiped out: they tell whether another process has brought one back, whole. */
	readonly traces: readonly string[];
	readonly known: Map<string, Known>;
	resolve(known: ReadonlyMap<string, Known>): void;
	reject(error: unknown): void;
}

interface Note {
	readonly names: readonly string[];
	readonly store: OnceStore;
	resolve(): void;
	reject(error: unknown): void;
}

/** The fewest milliseconds from one write to the next: what asks in between is written together. */
const pause = 200;

/** After so many foreign writers wiped a claim out, nothing can be claimed. */
const roundsAtMost = 20;

const sentMark = (name: string) => `s${name}`;
const doubtMark = (name: string) => `d${name}`;

/**
 * The keys of one node, as this process claims and marks them in n8n's own de-duplication store.
 *
 * ## What stands in the store
 * A key that was claimed stands there by its name, one that was sent by a second entry, its sent mark. The store
 * cannot be asked for an entry without putting it there, so that asking for a sent mark puts it there, too. Therefore
 * a mark of doubt goes into the same write; both are taken out again, the sent marks first. Whoever finds doubt
 * takes the key for unfinished. A kill at any step leaves less known than there was, never more.
 *
 * ## When a claim counts
 * Where no other process writes the row, as soon as it is written: `StoreWriter` sees, after the write, that the row is
 * what this process left there and has been for a settling time. Otherwise after the settling time, if the write
 * is still there. The one who did not wait may have been wiped out by a write that began before its own: it looks
 * again long before the other has settled, puts its claims back and says by a mark that they are held. The one who
 * waited puts that mark itself before it sends, and gives way where it is there already. A claim
 * that was wiped out is made anew; by a trace that went with it, it is known where another process brought it back.
 *
 * ## What is guaranteed
 * If no read and write of the row together take longer than a quarter of the settling time in any process, and the store
 * answers, then of all executions that bring a key, in all processes, one is told `new` until the key is released or
 * forgotten as the oldest of the history. After a kill at any step the next run is told `new` for what was
 * never claimed, `sent` for what was marked, and `unfinished` for the rest, which is at most what was on its way,
 * not marked yet, or claimed ahead. No key that was not sent is ever told `sent`.
 *
 * ## What is left
 * A writer that stalls for longer than that between its reading and its writing can make a key be sent twice. `unfinished`
 * may be told of a key that was sent, or that nobody sends: after a kill in the moment between sending and marking,
 * while a claim settles, or while a later run asks; where a mark was wiped out at the very end of a run and
 * nobody wrote after it; where a write took place whose answer was lost; and where another process has
 * it on its way for longer than three settling times. A process that does not write while others fill a quarter of
 * the history, have it trimmed and leave exactly the number of entries that it left takes itself for alone.
 */
export class ClaimLedger {
	private readonly writer = new StoreWriter();
	private readonly inHand = new Map<string, object>();
	private claims: Claim[] = [];
	private notes: Note[] = [];
	private isWorking = false;
	private wasAlone = false;
	private wroteAt = -Infinity;

	get isIdle(): boolean {
		return this.inHand.size === 0 && !this.isWorking;
	}

	/** @param owner of the claim: what it has in hand is nobody else's until it says what became of it, or ends */
	async claim(names: readonly string[], store: OnceStore, owner: object, again = false): Promise<ReadonlyMap<string, Known>> {
		const known = new Map<string, Known>();
		const open: string[] = [];
		for (const name of new Set(names)) {
			if (this.inHand.has(name)) known.set(name, 'taken');
			else open.push(name);
			if (!this.inHand.has(name)) this.inHand.set(name, owner);
		}
		if (open.length === 0) return known;
		return await new Promise((resolve, fail) => {
			const reject = (error: unknown) => {
				this.letGo(open);
				fail(error);
			};
			this.claims.push({ names: open, store, again, round: 1, traces: [], known, resolve, reject });
			this.wake();
		});
	}

	/** Marks names as sent. */
	async sent(names: readonly string[], store: OnceStore): Promise<void> {
		if (names.length === 0) return;
		try {
			await new Promise<void>((resolve, reject) => {
				this.notes.push({ names, store, resolve, reject });
				this.wake();
			});
		} finally {
			this.letGo(names);
		}
	}

	/** Forgets names that were claimed. */
	async release(names: readonly string[], store: OnceStore): Promise<void> {
		if (names.length === 0) return;
		try {
			await this.writer.inTurn(async () => await this.writer.forget(store, names));
		} finally {
			this.letGo(names);
		}
	}

	/** What this owner has in hand and did not tell of stays claimed: it is unfinished. */
	end(owner: object): void {
		for (const [name, holder] of this.inHand) if (holder === owner) this.inHand.delete(name);
	}

	private letGo(names: Iterable<string>): void {
		for (const name of names) this.inHand.delete(name);
	}

	private wake(): void {
		if (this.isWorking) return;
		this.isWorking = true;
		void this.work().finally(() => (this.isWorking = false));
	}

	/** Writes for all that wait: one write costs the store the same, and wipes less out. */
	private async work(): Promise<void> {
		while (this.claims.length > 0 || this.notes.length > 0) {
			const due = this.wroteAt + pause - performance.now();
			if (due > 0) await sleep(due);
			let [claims, notes]: [Claim[], Note[]] = [[], []];
			try {
				await this.writer.inTurn(async () => {
					this.wroteAt = performance.now();
					claims = this.claims.splice(0);
					notes = this.notes.splice(0);
					await this.write(claims, notes);
				});
				for (const note of notes) note.resolve();
			} catch (error) {
				for (const { reject } of [...claims, ...notes]) reject(error);
			}
		}
	}

	private async write(claims: readonly Claim[], notes: readonly Note[]): Promise<void> {
		const store = longestHistory([...claims, ...notes]);
		const keys = claims.flatMap(({ names }) => names);
		const marks = notes.flatMap(({ names }) => names.map(sentMark));
		const traces = claims.flatMap((claim) => claim.traces);
		// Where others have been seen of late, a claim may be wiped out and brought back.
		const trace = this.wasAlone || claims.length === 0 ? [] : [randomUUID()];
		const entries = [...marks, ...notes.flatMap(({ names }) => names), ...keys, ...traces, ...trace];
		const written = await this.writer.write(store, entries, { marks: claims.length > 0 ? [] : marks });
		this.wasAlone = written.isAlone;
		if (marks.length > 0) this.writer.guard(marks);
		if (written.isAlone) this.writer.guard(keys.filter((name) => !written.found.has(name)), true);
		else if (marks.length > 0) void this.check(store, written.number);
		if (claims.length > 0) void this.conclude(claims, written, trace);
	}

	private async conclude(claims: readonly Claim[], written: Written, trace: string[]): Promise<void> {
		const { store } = claims[0];
		// A trace that was not there is there now, because it was asked for: it tells nothing any more.
		const tracesOf = ({ traces }: Claim) => traces.filter((name) => written.found.has(name));
		const isOwn = (claim: Claim) => tracesOf(claim).length > 0;
		const openOf = (claim: Claim) => claim.names.filter((name) => isOwn(claim) || !written.found.has(name));
		const foundOf = (claim: Claim) => claim.names.filter((name) => !isOwn(claim) && written.found.has(name));
		const telling = this.tell(claims.flatMap(foundOf), store, written.isAlone);
		const settling = this.settle(claims.flatMap(openOf), store, written);
		const one = async (claim: Claim): Promise<void> => {
			const [open, old] = [openOf(claim), foundOf(claim)];
			const told = old.length > 0 ? await telling : new Map<string, Known>();
			for (const name of old) claim.known.set(name, told.get(name) ?? 'unfinished');
			const standing = open.length > 0 ? await settling : new Set<string>();
			const lost = open.filter((name) => standing?.has(name) !== true);
			for (const name of open) if (standing?.has(name) === true) claim.known.set(name, 'new');
			if (lost.length === 0) this.finish(claim);
			else if (claim.round >= roundsAtMost) claim.reject(tooBusy());
			else {
				const traces = standing === undefined ? [...tracesOf(claim), ...trace] : [];
				this.claims.push({ ...claim, names: lost, round: claim.round + 1, traces });
				this.wake();
			}
		};
		await Promise.all(claims.map(async (claim) => await one(claim).catch(claim.reject)));
	}

	private finish({ again, known, resolve }: Claim): void {
		for (const [name, what] of known) if (again && what === 'unfinished') known.set(name, 'new');
		this.letGo([...known.keys()].filter((name) => known.get(name) === 'sent' || known.get(name) === 'unfinished'));
		resolve(known);
	}

	/** @returns the names that may be sent, or undefined when the write is not there any more */
	private async settle(names: readonly string[], store: OnceStore, written: Written): Promise<ReadonlySet<string> | undefined> {
		if (names.length === 0) return new Set();
		if (written.isAlone) {
			void this.check(store, written.number);
			return new Set(names);
		}
		await sleep(settlingTime());
		return await this.writer.inTurn(async () => {
			if (!(await this.writer.stands(store, written))) return undefined;
			const { found } = await this.writer.write(store, names.map(heldMark));
			const free = names.filter((name) => !found.has(heldMark(name)));
			this.writer.guard(free);
			return new Set(free);
		});
	}

	/**
	 * Looks after what nobody waits for: a process that begins in the moment of a claim can wipe it out once, and waits
	 * itself before it claims; it is put back meanwhile. So are marks.
	 */
	private async check(store: OnceStore, number: number): Promise<void> {
		let latest = number;
		for (let round = 1; round <= roundsAtMost; round++) {
			await sleep(looksAfter());
			if (this.writer.hasSeen(latest)) return;
			// What the store cannot do now the next write does.
			const written = await this.writer.inTurn(async () => await this.writer.write(store, [])).catch(() => undefined);
			if (written === undefined || this.writer.hasSeen(latest)) return;
			latest = written.number;
		}
	}

	/** What became of names that are there. What another process may be sending now gets the time to be marked. */
	private async tell(names: readonly string[], store: OnceStore, isAlone: boolean): Promise<Map<string, Known>> {
		const told = new Map<string, Known>();
		let open = names;
		for (const wait of isAlone ? [0] : [0, 3 * settlingTime()]) {
			if (open.length === 0) break;
			if (wait > 0) await sleep(wait);
			const sent = await this.writer.inTurn(async () => await this.findSent(open, store));
			for (const name of open) told.set(name, sent.has(name) ? 'sent' : 'unfinished');
			open = open.filter((name) => !sent.has(name));
		}
		return told;
	}

	private async findSent(names: readonly string[], store: OnceStore): Promise<ReadonlySet<string>> {
		const [marks, doubts] = [names.map(sentMark), names.map(doubtMark)];
		const { found } = await this.writer.write(store, [...marks, ...doubts], { mayTrim: false });
		await this.writer.takeBack(store, [...marks, ...doubts].filter((entry) => !found.has(entry)));
		return new Set(names.filter((name) => found.has(sentMark(name)) && !found.has(doubtMark(name))));
	}
}

/** The store of the one that remembers most. */
function longestHistory(together: ReadonlyArray<{ readonly store: OnceStore }>): OnceStore {
	return together.map(({ store }) => store).reduce((most, store) => (store.history > most.history ? store : most));
}

const tooBusy = () => new Error('other executions write to the same node’s history without a pause');
