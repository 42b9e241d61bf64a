import fc from 'fast-check';
import { vi } from 'vitest';

import { OnceLedger } from '../../../../nodes/Batch/run/sendOnce/onceLedger';
import { OnceRun, type Answer, type OnceRunSettings } from '../../../../nodes/Batch/run/sendOnce/onceRun';
import type { OnceStore } from '../../../../nodes/Batch/run/sendOnce/onceStore';

/** What is faked: the module's clocks and its pauses. */
export const fakeTimers = { toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] as const };

/** Milliseconds of the fake clock. */
export const wait = async (milliseconds: number) => await new Promise<void>((resolve) => void setTimeout(resolve, milliseconds));

/** Numbers from 0 up to the given one, always the same for a seed. */
export type Random = (below: number) => number;

export function randomFrom(seed: number): Random {
	const numbers = fc.sample(fc.noBias(fc.nat(9_999)), { seed, numRuns: 1_009 });
	let next = 0;
	return (below) => (numbers[next++ % numbers.length]! / 10_000) * below;
}

/** Lets the fake clock run until it is done. */
export async function finish<Result>(task: Promise<Result>): Promise<Result> {
	let isDone = false;
	const end = () => (isDone = true);
	task.then(end, end);
	while (!isDone) await vi.advanceTimersByTimeAsync(50);
	return await task;
}

const never = async () => await new Promise<never>(() => undefined);

/** Whatever a dead process waits for does not come. */
export interface Life {
	isOver: boolean;
}

/**
 * n8n's store: rows of entries that are read, changed and written back, with time passing in between. What is atomic is
 * the insertion of a row that is not there, and its end.
 */
export class OnceWorldStore {
	readonly rows = new Map<string, readonly string[]>();
	/** Of a node's history, in entries. */
	readonly written: number[] = [];
	/** Until this moment of the fake clock every call fails. */
	failsUntil = 0;
	/** How often a call fails, 0 to 1: before it did anything, or after. */
	failsOften = 0;
	/** Waited between a reading and what is written of it. */
	stall: (() => Promise<void>) | undefined;

	/** @param milliseconds a read takes at the most, and a write */
	constructor(
		readonly random: Random,
		readonly milliseconds: number,
	) {}

	get history(): readonly string[] {
		return this.rows.get('node') ?? [];
	}

	ofProcess(life: Life): OnceStore {
		const statement = async <Result>(work: () => Result): Promise<Result> => {
			if (life.isOver) return await never();
			const isFailing = () => Date.now() < this.failsUntil;
			const chance = this.random(1);
			await wait(this.random(this.milliseconds));
			if (isFailing() || chance < this.failsOften / 2) throw new Error('the database is locked');
			// It has reached the database: a kill keeps it from being heard of only.
			const result = work();
			await wait(this.random(2));
			if (life.isOver) return await never();
			if (chance < this.failsOften) throw new Error('the connection was cut');
			return result;
		};
		const read = async (scope: string) => await statement(() => this.rows.get(scope));
		const write = async (scope: string, before: readonly string[] | undefined, after: readonly string[]) => {
			await this.stall?.();
			await statement(() => {
				if (before === undefined && this.rows.has(scope)) throw new Error('UNIQUE constraint failed');
				if (before === undefined || this.rows.has(scope)) this.rows.set(scope, after);
				if (scope === 'node') this.written.push(after.length);
			});
		};
		return {
			checkProcessedAndRecord: async (items, scope, { maxEntries }) => {
				const names = items.map(String);
				const before = await read(scope);
				const known = new Set(before);
				const all = [...(before ?? []), ...names.filter((name) => !known.has(name))];
				await write(scope, before, maxEntries ? all.slice(-maxEntries) : all);
				return { new: names.filter((name) => !known.has(name)), processed: names.filter((name) => known.has(name)) };
			},
			removeProcessed: async (items, scope) => {
				const before = await read(scope);
				const gone = new Set(items.map(String));
				if (before !== undefined) await write(scope, before, before.filter((entry) => !gone.has(entry)));
			},
			getProcessedDataCount: async (scope) => (await read(scope))?.length ?? 0,
			clearAllProcessedItems: async (scope) => await statement(() => void this.rows.delete(scope)),
		};
	}
}

export class OnceProcess {
	readonly life: Life = { isOver: false };
	private readonly ledger: OnceLedger;

	constructor(private readonly store: OnceWorldStore) {
		this.ledger = new OnceLedger(() => store.random(1));
	}

	open(settings: Partial<OnceRunSettings> = {}): OnceRun {
		return new OnceRun({
			ledger: this.ledger,
			store: this.store.ofProcess(this.life),
			history: 10_000,
			rows: 1,
			sendsAgain: false,
			environment: { now: Date.now, elapsed: () => performance.now(), random: () => this.store.random(1), sleep: async (milliseconds) => await wait(milliseconds) },
			signal: undefined,
			...settings,
		});
	}

	kill(): void {
		this.life.isOver = true;
	}
}

/** What a run said of a name at the end: what it sent, and what it did not and why. */
export type Said = Exclude<Answer, 'later'> | 'failed' | 'refused';

/** What arrived at Batch. */
export class OnceWorld {
	readonly arrived = new Map<string, number>();
	/** Names that Batch refuses. */
	readonly refuses = new Set<string>();

	arrivals(name: string): number {
		return this.arrived.get(name) ?? 0;
	}

	/** The engine in small: claims the next call while the one before is on its way, and asks for what others have at the end. */
	async run(
		process: OnceProcess,
		calls: ReadonlyArray<readonly string[]>,
		{ random, latency = 300, ...settings }: { random: Random; latency?: number } & Partial<OnceRunSettings>,
	): Promise<Map<string, Said>> {
		const run = process.open(settings);
		const said = new Map<string, Said>();
		let later: string[] = [];
		const running: Array<Promise<void>> = [];
		const send = async (names: readonly string[]) => {
			const onItsWay = random(latency);
			await wait(onItsWay / 2);
			if (process.life.isOver) return await never();
			const taken = names.filter((name) => !this.refuses.has(name));
			for (const name of taken) this.arrived.set(name, this.arrivals(name) + 1);
			await wait(onItsWay / 2);
			for (const name of names) said.set(name, this.refuses.has(name) ? 'refused' : 'free');
			await run.tell({ sent: taken, released: names.filter((name) => this.refuses.has(name)) }).catch(() => undefined);
		};
		const call = async (names: readonly string[]) => {
			const answers = await run.claim(names).catch(() => undefined);
			if (process.life.isOver) return await never();
			for (const name of names) {
				const answer = answers?.get(name);
				if (answer === 'later') later.push(name);
				else if (answer !== 'free') said.set(name, answer ?? 'failed');
			}
			const own = names.filter((name) => answers?.get(name) === 'free');
			if (own.length === 0) return;
			await running.at(-2);
			running.push(send(own));
		};
		for (const names of calls) await call(names);
		await Promise.all(running);
		while (later.length > 0) {
			await run.wait();
			const again = later;
			later = [];
			await call(again);
			await Promise.all(running);
		}
		run.close();
		return said;
	}
}
