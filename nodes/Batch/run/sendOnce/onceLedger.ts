import { sleep } from 'n8n-workflow';

import { doubtMark, record, remove, sentMark, type OnceStore } from './onceStore';
import { LockRefused, StoreLock, type Held } from './storeLock';

/**
 * What is known of a name that somebody wants to send:
 * `free`: it is claimed now by the one who asked. `sent`: it was sent. `taken`: another execution of this process has it.
 * `claimed`: an execution of another process has it, or had it when its process was killed. `doubtful`: it may have
 * been sent, and nobody has it any more.
 */
export type Known = 'free' | 'sent' | 'taken' | 'claimed' | 'doubtful';

/** What became of names that were claimed. */
export interface Told {
	readonly sent?: readonly string[];
	/** Batch may have them or not. */
	readonly doubtful?: readonly string[];
	/** Not sent: another run can. */
	readonly released?: readonly string[];
}

/** One execution that uses the history of a node. */
export interface OnceUser {
	readonly store: OnceStore;
	/** How many names are to be remembered. */
	readonly history: number;
	/** How many rows it has. */
	readonly rows: number;
	/** How many names it has claimed so far. */
	claimed: number;
}

interface Request extends Told {
	readonly run: OnceUser;
	readonly claims: readonly string[];
	/** Claimed again, whatever became of them before. */
	readonly renewed?: readonly string[];
	readonly known: Map<string, Known>;
	resolve(known: ReadonlyMap<string, Known>): void;
	reject(error: unknown): void;
}

interface Question {
	readonly name: string;
	readonly request: Request;
}

/**
 * Milliseconds from one write of the history to the next: what comes in between is written together. A long history costs the
 * database more, so that it is written less often.
 */
const pauses = { atLeast: 200, timesOfAWrite: 8, atMost: 600 };

/** n8n walks its list from the start for every entry it removes: so many names at once, and the event loop gets its turn. */
const namesAtOnce = 100;

/** Milliseconds before a store that failed is asked again: what lasts longer is said. */
const pausesAfterFailures = [100, 400, 1_000, 2_000, 4_000, 4_000];

/**
 * The history of one node, as this process reads and writes it in n8n's de-duplication store: a list of entries that can
 * be asked for an entry only by putting it there. One process at a time does so (`StoreLock`).
 *
 * What stands in the store of a name:
 * - nothing: it is new. Whoever asks has claimed it.
 * - its name: it is claimed: on its way somewhere, or it was when its process was killed.
 * - its name and its sent mark: it was sent.
 * - its name, its sent mark and its doubt mark: nobody knows.
 *
 * Whether a claimed name has its sent mark is asked for together with the doubt mark, in one write; what was not there
 * before is removed afterwards. So a kill between the two leaves a doubt, and never a sent mark for what was not
 * sent; and a kill at any other step leaves a claim. What is forgotten goes from the front of the list, where
 * the name stands before its marks: marks that are left alone are of names that were sent indeed.
 */
export class OnceLedger {
	private readonly lock: StoreLock;
	private readonly runs = new Set<OnceUser>();
	private readonly inHand = new Map<string, OnceUser>();
	/** Names that runs want which another run of this process has, and whether it has sent them meanwhile. */
	private readonly wanted = new Map<string, { readonly by: Set<OnceUser>; isSent: boolean }>();
	private requests: Request[] = [];
	private questions: Question[] = [];
	private isWorking = false;
	private wroteAt = -Infinity;
	private pause = pauses.atLeast;
	/** Milliseconds that it took of late, at the most, to get the lock and to write. */
	slowest = 0;
	/** How often the store has failed in succession. */
	private failures = 0;
	/** Marks that were put there by asking for them, and could not be removed. */
	private owed: readonly string[] = [];

	/** @param random 0 to 1 */
	constructor(random: () => number) {
		this.lock = new StoreLock(random);
	}

	get isIdle(): boolean {
		return this.runs.size === 0 && !this.isWorking;
	}

	open(run: OnceUser): void {
		this.runs.add(run);
	}

	/** What the run has in hand and did not tell of stays claimed. */
	close(run: OnceUser): void {
		this.letGo([...this.inHand.keys()], run);
		this.runs.delete(run);
		for (const [name, { by }] of this.wanted) if (by.delete(run) && by.size === 0) this.wanted.delete(name);
	}

	/** Whether an execution of this process has it. */
	isInHand(name: string): boolean {
		return this.inHand.has(name);
	}

	isInHandOf(name: string, run: OnceUser): boolean {
		return this.inHand.get(name) === run;
	}

	/** @throws Error when the store cannot be asked for some seconds: nothing of it may be sent then */
	async claim(names: readonly string[], run: OnceUser): Promise<ReadonlyMap<string, Known>> {
		const known = new Map<string, Known>();
		const claims: string[] = [];
		for (const name of new Set(names)) {
			const owner = this.inHand.get(name);
			if (this.wanted.get(name)?.isSent) {
				known.set(name, 'sent');
			} else if (owner === undefined) {
				claims.push(name);
				this.inHand.set(name, run);
			} else {
				known.set(name, owner === run ? 'free' : 'taken');
				if (owner !== run) this.want(name, run);
			}
		}
		run.claimed += claims.length;
		if (claims.length > 0) {
			for (const [name, what] of await this.ask(run, { claims }).catch(this.lettingGo(claims, run))) known.set(name, what);
			this.wereSent(claims.filter((name) => known.get(name) === 'sent'));
			this.letGo(claims.filter((name) => known.get(name) !== 'free'), run);
		}
		return known;
	}

	/** @throws Error when the store cannot be written for some seconds */
	async tell(told: Told, run: OnceUser): Promise<void> {
		const { sent = [], doubtful = [], released = [] } = told;
		try {
			if (sent.length + doubtful.length > 0) await this.ask(run, { sent, doubtful });
			this.wereSent(sent);
			for (const portion of portionsOf(released)) await this.ask(run, { released: portion });
		} finally {
			this.letGo([...sent, ...doubtful, ...released], run);
		}
	}

	/**
	 * Claims names that are claimed or doubtful, whoever has or had them.
	 * @returns those that no other execution of this process has
	 */
	async takeOver(names: readonly string[], run: OnceUser): Promise<ReadonlySet<string>> {
		const own = names.filter((name) => !this.inHand.has(name));
		for (const name of own) this.inHand.set(name, run);
		for (const portion of portionsOf(own)) await this.ask(run, { renewed: portion }).catch(this.lettingGo(own, run));
		return new Set(own);
	}

	private want(name: string, run: OnceUser): void {
		const wanted = this.wanted.get(name) ?? { by: new Set(), isSent: false };
		wanted.by.add(run);
		this.wanted.set(name, wanted);
	}

	private wereSent(names: readonly string[]): void {
		for (const name of names) {
			const wanted = this.wanted.get(name);
			if (wanted !== undefined) wanted.isSent = true;
		}
	}

	private lettingGo(names: readonly string[], run: OnceUser) {
		return async (error: unknown): Promise<never> => {
			this.letGo(names, run);
			return await Promise.reject(error);
		};
	}

	private letGo(names: readonly string[], run: OnceUser): void {
		for (const name of names) if (this.inHand.get(name) === run) this.inHand.delete(name);
	}

	private async ask(run: OnceUser, { claims = [], ...told }: Partial<Pick<Request, 'claims' | 'renewed'>> & Told): Promise<ReadonlyMap<string, Known>> {
		return await new Promise((resolve, reject) => {
			this.requests.push({ ...told, run, claims, known: new Map(), resolve, reject });
			if (!this.isWorking) void this.work();
		});
	}

	/** Writes for all that wait: one write costs the store the same. */
	private async work(): Promise<void> {
		this.isWorking = true;
		while (this.requests.length > 0 || this.questions.length > 0) {
			try {
				if (this.requests.length > 0) await this.answerRequests();
				if (this.questions.length > 0) await this.answerQuestions();
				this.failures = 0;
			} catch (error) {
				await this.fail(error);
			}
		}
		// In the same breath as the last look at what waits.
		this.isWorking = false;
	}

	private async answerRequests(): Promise<void> {
		const due = this.wroteAt + this.pause - performance.now();
		// Questions are not held up by what comes later.
		if (due > 0 && this.questions.length === 0) await sleep(due);
		if (due > 0 && this.questions.length > 0) return;
		const requests = fewRemovals(this.requests);
		const [{ run }] = requests;
		const { found, known } = await this.hold(run.store, async (held) => await this.writeAndRead(requests, run.store, held));
		this.wroteAt = performance.now();
		this.requests = this.requests.slice(requests.length);
		for (const request of requests) {
			for (const name of request.claims) {
				const what = found.has(name) ? known.get(name) : 'free';
				if (what === undefined) this.questions.push({ name, request });
				else request.known.set(name, what);
			}
			finish(request);
		}
	}

	private async writeAndRead(requests: readonly Request[], store: OnceStore, held: Held) {
		const found = await this.write(requests, store, held);
		const names = requests.flatMap(({ claims }) => claims.filter((name) => found.has(name)));
		const areFew = names.length > 0 && names.length + this.questions.length <= namesAtOnce;
		// What cannot be read now is read later: the claims stand.
		const known = areFew ? await this.readMarks(names, store, held).catch(() => new Map<string, Known>()) : new Map<string, Known>();
		return { found, known };
	}

	private async answerQuestions(): Promise<void> {
		const questions = this.questions.slice(0, namesAtOnce);
		const [{ request: { run } }] = questions;
		const known = await this.hold(run.store, async (held) => await this.readMarks(questions.map(({ name }) => name), run.store, held));
		this.questions = this.questions.slice(questions.length);
		for (const { name, request } of questions) {
			request.known.set(name, known.get(name) ?? 'claimed');
			finish(request);
		}
	}

	private async hold<Result>(store: OnceStore, task: (held: Held) => Promise<Result>): Promise<Result> {
		const since = performance.now();
		const result = await this.lock.hold(store, async (held) => {
			const heldSince = performance.now();
			const done = await task(held);
			this.pause = Math.min(Math.max(pauses.atLeast, pauses.timesOfAWrite * (performance.now() - heldSince)), pauses.atMost);
			return done;
		});
		this.slowest = Math.max(performance.now() - since, this.slowest * 0.9);
		return result;
	}

	/** @returns the names that were there before */
	private async write(requests: readonly Request[], store: OnceStore, held: Held): Promise<ReadonlySet<string>> {
		const released = requests.flatMap(({ released: names = [] }) => names);
		const renewed = requests.flatMap(({ renewed: names = [] }) => names);
		const removed = [...released, ...renewed.flatMap((name) => [sentMark(name), doubtMark(name)])];
		if (removed.length > 0) {
			held.beforeWrite();
			await remove(store, removed);
		}
		// The name again: should it have been forgotten meanwhile, it is the youngest now.
		const sent = requests.flatMap(({ sent: names = [] }) => names.flatMap((name) => [name, sentMark(name)]));
		const doubtful = requests.flatMap(({ doubtful: names = [] }) => names.flatMap((name) => [name, sentMark(name), doubtMark(name)]));
		const entries = [...sent, ...doubtful, ...renewed, ...requests.flatMap(({ claims }) => claims)];
		if (entries.length === 0) return new Set();
		held.beforeWrite();
		return await record(store, [...new Set(entries)], this.entriesAtMost);
	}

	/** A name and its mark for each that is to be remembered, and what is on its way. */
	private get entriesAtMost(): number {
		const runs = [...this.runs];
		const underWay = runs.reduce((sum, { rows, claimed }) => sum + Math.max(rows, claimed), 0);
		return 2 * Math.max(underWay, ...runs.map(({ history }) => history)) + this.inHand.size;
	}

	private async readMarks(names: readonly string[], store: OnceStore, held: Held): Promise<ReadonlyMap<string, Known>> {
		await this.removeOwed(store, held);
		held.beforeWrite();
		const found = await record(store, [...names.map(sentMark), ...names.map(doubtMark)]);
		const known = new Map<string, Known>();
		const added: string[] = [];
		for (const name of names) {
			const [isSent, isDoubtful] = [found.has(sentMark(name)), found.has(doubtMark(name))];
			known.set(name, !isSent ? 'claimed' : isDoubtful ? 'doubtful' : 'sent');
			if (!isSent) added.push(sentMark(name));
			if (!isDoubtful) added.push(doubtMark(name));
		}
		this.owed = added;
		await this.removeOwed(store, held);
		return known;
	}

	private async removeOwed(store: OnceStore, held: Held): Promise<void> {
		if (this.owed.length === 0) return;
		held.beforeWrite();
		await remove(store, this.owed);
		this.owed = [];
	}

	/** Tries again for some seconds, and less patiently as long as the store does not answer. */
	private async fail(error: unknown): Promise<void> {
		const wait = error instanceof LockRefused ? undefined : pausesAfterFailures[this.failures];
		if (wait !== undefined) {
			this.failures += 1;
			await sleep(wait);
			return;
		}
		for (const { reject } of this.requests.splice(0)) reject(error);
		// What was claimed together with them can be sent.
		for (const { name, request } of this.questions.splice(0)) {
			request.known.set(name, 'claimed');
			finish(request);
		}
	}
}

function finish({ claims, known, resolve }: Request): void {
	if (known.size === claims.length) resolve(known);
}

function portionsOf(names: readonly string[]): ReadonlyArray<readonly string[]> {
	return Array.from({ length: Math.ceil(names.length / namesAtOnce) }, (_unused, number) =>
		names.slice(number * namesAtOnce, (number + 1) * namesAtOnce),
	);
}

/** As many of the requests, from the first on, as may be answered by one write. */
function fewRemovals(requests: readonly Request[]): readonly Request[] {
	let removals = 0;
	const end = requests.findIndex(({ released = [], renewed = [] }) => (removals += released.length + renewed.length) > namesAtOnce);
	return requests.slice(0, end === -1 ? requests.length : Math.max(end, 1));
}
