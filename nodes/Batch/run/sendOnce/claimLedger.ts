import { randomUUID } from 'crypto';
import { sleep } from 'n8n-workflow';

import { heldMark, pendingMark, type OnceStore } from './onceStore';
import type { Known } from './sendOnce';
import { looksAfter, settlingTime, StoreWriter, type Removal, type Written } from './storeWriter';

interface Claim {
	readonly names: readonly string[];
	/** Whether what is unfinished is taken again. */
	readonly again: boolean;
	readonly known: Map<string, Known>;
	resolve(known: ReadonlyMap<string, Known>): void;
	reject(error: unknown): void;
}

/** Names of a claim that are not known yet. */
interface Question {
	readonly claim: Claim;
	readonly names: readonly string[];
	readonly store: OnceStore;
	readonly round: number;
	readonly askedAt: number;
	/** Of rounds before, which were wiped out: they tell whether another process has brought one back, whole. */
	readonly traces: readonly string[];
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

/**
 * How long another process may have a key on its way before it is taken for one that was killed: it may find the
 * store slower than this one does, and let its claim settle for as long as any does, before it sends.
 */
const waitsAtMost = () => Math.max(20_000, 3 * settlingTime());

/**
 * The keys of one node, as this process claims and marks them in n8n's own de-duplication store.
 *
 * ## What stands in the store
 * A claim writes two entries at once: the key's name and its pending mark. When it was sent, the mark is removed. The store
 * cannot be asked for an entry without putting it there, so that whoever asks for a key claims it; it is told
 * by what it finds: no name, the key is new. The name and its mark: it is on its way somewhere, or was when
 * its process was killed. Asking has changed nothing, and is done again until nobody can have it on its way any more. The name
 * alone: it was sent, and the mark that the asking put there is removed. Another writer that had read before
 * may bring a removed mark back, so that it is looked after and removed again until it is seen to stay away. Marks are removed
 * of nothing but keys that were sent, and a name never stands there alone otherwise: a claim, a release and what other writers
 * wipe out take both, and trimming takes the name first. A kill at any step leaves less known than there was, never more.
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
 * forgotten as the oldest of the history. The others are told `sent` or `taken` as long as nobody is killed and what has the
 * key on its way tells of it within 20 seconds (longer where the store is slow). After a kill at any step the next run is told
 * `new` for what was never claimed, `sent` for what was marked, and `unfinished` for the rest, which is at most
 * what was on its way, not marked yet, or claimed or asked for ahead. No key that was not sent is ever told `sent`.
 *
 * ## What is left
 * A writer that stalls for longer than that between its reading and its writing can make a key be sent twice. Two
 * processes that are told to send again what is unfinished both do so if they bring it at once. `unfinished`
 * may be told of a key that was sent, or that nobody sends: after a kill in the moment between sending and marking,
 * while a claim settles, or while a later run asks; where a release was wiped out; where a write took place
 * whose answer was lost; and where another process has it on its way for longer than said above. A process that does not
 * write while others fill a quarter of the history, have it trimmed and leave exactly the number of entries that it
 * left takes itself for alone.
 */
export class ClaimLedger {
	private readonly writer = new StoreWriter();
	private readonly inHand = new Map<string, object>();
	/** Names whose pending marks were removed of late, and by which removal. */
	private readonly cleared = new Map<string, object>();
	private questions: Question[] = [];
	private notes: Note[] = [];
	private isWorking = false;
	private wasAlone = false;
	private wroteAt = -Infinity;

	get isIdle(): boolean {
		return this.inHand.size === 0 && this.cleared.size === 0 && !this.isWorking;
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
			this.ask({ claim: { names: open, again, known, resolve, reject }, names: open, store, round: 1, askedAt: performance.now(), traces: [] });
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
		for (const name of names) this.cleared.delete(name);
		try {
			await this.writer.inTurn(async () => await this.writer.forget(store, names));
		} finally {
			this.letGo(names);
		}
	}

	/** What this owner has in hand and did not tell of stays claimed: it is unfinished. */
	end(owner: object): void {
		this.letGo([...this.inHand].filter(([, holder]) => holder === owner).map(([name]) => name));
	}

	private letGo(names: readonly string[]): void {
		for (const name of names) this.inHand.delete(name);
		this.writer.leave(names);
	}

	private ask(question: Question): void {
		this.questions.push(question);
		this.wake();
	}

	private wake(): void {
		if (this.isWorking) return;
		this.isWorking = true;
		void this.work().finally(() => (this.isWorking = false));
	}

	/** Writes for all that wait: one write costs the store the same, and wipes less out. */
	private async work(): Promise<void> {
		while (this.questions.length > 0 || this.notes.length > 0) {
			const due = this.wroteAt + pause - performance.now();
			if (due > 0) await sleep(due);
			let [questions, notes]: [Question[], Note[]] = [[], []];
			try {
				await this.writer.inTurn(async () => {
					this.wroteAt = performance.now();
					questions = this.questions.splice(0);
					notes = this.notes.splice(0);
					await this.write(questions, notes);
				});
				for (const note of notes) note.resolve();
			} catch (error) {
				for (const { reject } of notes) reject(error);
				for (const { claim } of questions) claim.reject(error);
			}
		}
	}

	private async write(questions: readonly Question[], notes: readonly Note[]): Promise<void> {
		const store = longestHistory([...questions, ...notes]);
		const sent = notes.flatMap(({ names }) => names);
		this.writer.guard(sent, { isPending: false });
		await this.clear(store, sent);
		if (questions.length === 0) return;
		const traces = questions.flatMap((question) => question.traces);
		// Where others have been seen of late, a claim may be wiped out and brought back.
		const trace = this.wasAlone ? [] : [randomUUID()];
		const written = await this.writer.write(store, questions.flatMap(({ names }) => names), [...traces, ...trace]);
		this.wasAlone = written.isAlone;
		const answers = questions.map((question) => answerOf(question, written));
		if (written.isAlone) this.writer.guard(answers.flatMap(({ open }) => open), { isHeld: true, isPending: true });
		await this.clear(store, answers.flatMap((answer) => answer.sent));
		void this.conclude(answers, store, written, trace);
	}

	private async conclude(answers: readonly Answer[], store: OnceStore, written: Written, trace: string[]): Promise<void> {
		const settling = this.settle(answers, store, written);
		const one = async ({ question, open, sent, pending, traces }: Answer): Promise<void> => {
			for (const name of sent) question.claim.known.set(name, 'sent');
			const isOver = written.quietFor >= waitsAtMost() || performance.now() - question.askedAt >= waitsAtMost();
			if (isOver) for (const name of pending) question.claim.known.set(name, 'unfinished');
			else if (pending.length > 0) void this.askLater({ ...question, names: pending, traces: [] });
			const settled = open.length > 0 ? await settling : { names: new Map<string, Known>(), stands: true };
			for (const name of open) if (settled.names.has(name)) question.claim.known.set(name, settled.names.get(name)!);
			const lost = open.filter((name) => !settled.names.has(name));
			if (lost.length > 0 && question.round >= roundsAtMost) throw tooBusy();
			const next = { ...question, names: lost, round: question.round + 1 };
			if (lost.length > 0) this.ask({ ...next, traces: settled.stands ? [] : [...traces, ...trace] });
			this.finish(question.claim);
		};
		await Promise.all(answers.map(async (answer) => await one(answer).catch(answer.question.claim.reject)));
	}

	private async askLater(question: Question): Promise<void> {
		await sleep(settlingTime() * (0.5 + Math.random()));
		this.ask(question);
	}

	private finish({ names, again, known, resolve }: Claim): void {
		if (!names.every((name) => known.has(name))) return;
		for (const name of names) if (again && known.get(name) === 'unfinished') known.set(name, 'new');
		// What is anew on its way keeps its mark, whatever was on its way before.
		for (const name of names) if (known.get(name) === 'new') this.cleared.delete(name);
		this.letGo(names.filter((name) => known.get(name) !== 'new'));
		resolve(known);
	}

	/** @returns what is known of the names now, and whether the write was there: those that are missing have to be claimed again */
	private async settle(answers: readonly Answer[], store: OnceStore, written: Written): Promise<{ names: Map<string, Known>; stands: boolean }> {
		const names = answers.flatMap(({ open }) => open);
		const strays = answers.flatMap((answer) => answer.strays);
		const known = new Map<string, Known>();
		if (names.length === 0) return { names: known, stands: true };
		if (written.isAlone) {
			if (strays.length > 0) await this.writer.inTurn(async () => await this.writer.renew(store, strays));
			void this.check(store, written.number);
			return { names: new Map(names.map((name) => [name, 'new'])), stands: true };
		}
		await sleep(settlingTime());
		return await this.writer.inTurn(async () => {
			if (!(await this.writer.stands(store, written))) return { names: known, stands: false };
			const { found } = await this.writer.write(store, names, names.map(heldMark));
			for (const name of names) {
				if (wasSent(name, found)) known.set(name, 'sent');
				else if (!found.has(heldMark(name))) known.set(name, 'new');
			}
			const free = names.filter((name) => known.get(name) === 'new');
			this.writer.guard(free, { isPending: true });
			await this.writer.renew(store, strays.filter((name) => known.get(name) === 'new'));
			await this.clear(store, names.filter((name) => known.get(name) === 'sent'));
			return { names: known, stands: true };
		});
	}

	/**
	 * Looks after what nobody waits for: a process that begins in the moment of a claim can wipe it out once, and waits
	 * itself before it claims; it is put back meanwhile.
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

	/** In a turn: removes the pending marks of names that were sent, and looks after them. */
	private async clear(store: OnceStore, names: readonly string[]): Promise<void> {
		if (names.length === 0) return;
		const clearing = {};
		for (const name of names) this.cleared.set(name, clearing);
		let removal: Removal | undefined;
		try {
			removal = await this.writer.remove(store, names.map(pendingMark));
		} finally {
			if (removal === undefined) this.forgetClearing(names, clearing);
		}
		void this.keepCleared(store, names, clearing, removal);
	}

	/** Removes the marks again while another writer may have brought them back. */
	private async keepCleared(store: OnceStore, names: readonly string[], clearing: object, removal: Removal): Promise<void> {
		let latest: Removal | undefined = removal;
		const again = async (): Promise<Removal | undefined> => {
			const own = names.filter((name) => this.cleared.get(name) === clearing);
			if (own.length === 0 || (await this.writer.lasts(store, latest!))) return undefined;
			return await this.writer.remove(store, own.map(pendingMark));
		};
		for (let round = 1; round <= roundsAtMost && latest !== undefined; round++) {
			await sleep((settlingTime() / 3) * (0.8 + 0.4 * Math.random()));
			// What the store cannot do now it may be able to do then.
			latest = await this.writer.inTurn(again).catch(() => latest);
		}
		this.forgetClearing(names, clearing);
	}

	private forgetClearing(names: readonly string[], clearing: object): void {
		for (const name of names) if (this.cleared.get(name) === clearing) this.cleared.delete(name);
	}
}

/** What a write found of the names in question. */
interface Answer {
	readonly question: Question;
	/** Claimed by this write. */
	readonly open: readonly string[];
	/** Of these, those whose marks a trim had left without their names. */
	readonly strays: readonly string[];
	readonly sent: readonly string[];
	/** On their way elsewhere, or left there by a kill. */
	readonly pending: readonly string[];
	readonly traces: readonly string[];
}

function answerOf(question: Question, { found }: Written): Answer {
	const { names } = question;
	// A trace that was not there is there now, because it was asked for: it tells nothing any more.
	const traces = question.traces.filter((name) => found.has(name));
	const sent = names.filter((name) => wasSent(name, found));
	const rest = names.filter((name) => !wasSent(name, found));
	const isOpen = (name: string) => traces.length > 0 || !found.has(name);
	const open = rest.filter(isOpen);
	const strays = open.filter((name) => !found.has(name) && found.has(pendingMark(name)));
	return { question, open, strays, sent, pending: rest.filter((name) => !isOpen(name)), traces };
}

const wasSent = (name: string, found: ReadonlySet<string>) => found.has(name) && !found.has(pendingMark(name));

/** The store of the one that remembers most. */
function longestHistory(together: ReadonlyArray<{ readonly store: OnceStore }>): OnceStore {
	return together.map(({ store }) => store).reduce((most, store) => (store.history > most.history ? store : most));
}

const tooBusy = () => new Error('other executions write to the same node’s history without a pause');
