import type { Environment } from '../../../shared/batch/client/pace';
import type { Known, OnceLedger, OnceUser, Told } from './onceLedger';
import type { OnceStore } from './onceStore';

/**
 * What a run is told of a name: `free`: claimed, to be sent. `later`: another execution has it at this moment; ask again after
 * `wait`. `interrupted`: it may have been sent, and nobody has it any more.
 */
export type Answer = 'free' | 'sent' | 'later' | 'interrupted' | 'cancelled';

export interface OnceRunSettings {
	readonly ledger: OnceLedger;
	readonly store: OnceStore;
	/** How many names are to be remembered: never fewer than the run has. */
	readonly history: number;
	readonly rows: number;
	/** Whether what was interrupted is sent again. */
	readonly sendsAgain: boolean;
	readonly environment: Environment;
	/** Fires when the execution is cancelled. */
	readonly signal: AbortSignal | undefined;
}

/**
 * How long another process may have a name before it is taken for one that was killed: milliseconds, and how often the time
 * that a write of the store takes. It waits for its own writes, too.
 */
const waits = { atLeast: 20_000, timesOfAWrite: 10 };

/** Milliseconds from one look at what others have to the next; the last one counts on. */
const looksAfter = [100, 200, 400, 800, 1_600];

/** So many names tell whether the others' calls are over. */
const sampleSize = 50;

/**
 * One execution's claims. It never waits for others while it has claims that it did not send: what others have it asks
 * for again at the end, so that two executions with the same events cannot wait for each other.
 */
export class OnceRun implements OnceUser {
	readonly store: OnceStore;
	readonly history: number;
	readonly rows: number;
	claimed = 0;
	/** Names that others have, and when that was first seen. */
	private readonly others = new Map<string, number>();
	/** Whether they were waited for. */
	private isOver = false;

	constructor(private readonly settings: OnceRunSettings) {
		({ store: this.store, history: this.history, rows: this.rows } = settings);
		settings.ledger.open(this);
	}

	/** @throws Error when the store cannot be asked for some seconds: nothing of it may be sent then */
	async claim(names: readonly string[]): Promise<ReadonlyMap<string, Answer>> {
		const { ledger, sendsAgain } = this.settings;
		const found = await ledger.claim(names, this);
		const answers = new Map([...found].map(([name, known]) => [name, this.answerOf(name, known)]));
		const interrupted = [...answers].filter(([, answer]) => answer === 'interrupted').map(([name]) => name);
		if (sendsAgain && interrupted.length > 0) {
			const own = await ledger.takeOver(interrupted, this);
			for (const name of interrupted) answers.set(name, own.has(name) ? 'free' : 'later');
		}
		return answers;
	}

	/** Resolves when names that others had may be asked for again. */
	async wait(): Promise<void> {
		const { ledger, environment, signal } = this.settings;
		const names = [...this.others.keys()];
		const inHand = names.filter((name) => ledger.isInHand(name));
		const elsewhere = names.filter((name) => !ledger.isInHand(name));
		const latest = [...this.others.values()].reduce((last, seen) => Math.max(last, seen), -Infinity);
		for (let look = 0; ; look++) {
			// Those who look must not keep those who write from writing.
			await environment.sleep(Math.max(looksAfter[Math.min(look, looksAfter.length - 1)], 2 * ledger.slowest), signal);
			if (signal?.aborted || inHand.some((name) => !ledger.isInHand(name))) return;
			if (elsewhere.length === 0) continue;
			if (environment.elapsed() >= latest + Math.max(waits.atLeast, waits.timesOfAWrite * ledger.slowest)) break;
			// What cannot be asked now can be asked at the next look.
			const sample = await ledger.claim(elsewhere.slice(0, sampleSize), this).catch(() => new Map<string, Known>());
			if ([...sample.values()].some((known) => known !== 'claimed')) return;
		}
		this.isOver = true;
	}

	/** Whether it has claimed a name and not told of it yet. */
	has(name: string): boolean {
		return this.settings.ledger.isInHandOf(name, this);
	}

	/** @throws Error when the store cannot be written for some seconds */
	async tell(told: Told): Promise<void> {
		await this.settings.ledger.tell(told, this);
	}

	/** What was claimed and not told of stays claimed. */
	close(): void {
		this.settings.ledger.close(this);
	}

	private answerOf(name: string, known: Known): Answer {
		if (known === 'taken' || (known === 'claimed' && !this.isOver)) {
			if (this.settings.signal?.aborted) return 'cancelled';
			if (!this.others.has(name)) this.others.set(name, this.settings.environment.elapsed());
			return 'later';
		}
		this.others.delete(name);
		return known === 'free' || known === 'sent' ? known : 'interrupted';
	}
}
