import fc from 'fast-check';
import { vi } from 'vitest';

import type { SendOnce, SendOnceSettings, Known } from '../../../../nodes/Batch/run/sendOnce/sendOnce';

/** Milliseconds of the fake clock. */
export const wait = async (milliseconds: number) => await new Promise<void>((resolve) => void setTimeout(resolve, milliseconds));

/** Numbers from 0 up to the given one, always the same for a seed. */
export type Random = (below: number) => number;

export function randomFrom(seed: number): Random {
	const numbers = fc.sample(fc.noBias(fc.nat(9_999)), { seed, numRuns: 1_000 });
	let next = 0;
	return (below) => (numbers[next++ % numbers.length]! / 10_000) * below;
}

/** Lets the fake clock run until it is done. */
export async function finish<Result>(task: Promise<Result>, step = 100): Promise<Result> {
	let isDone = false;
	const end = () => (isDone = true);
	task.then(end, end);
	while (!isDone) await vi.advanceTimersByTimeAsync(step);
	return await task;
}

type Row = readonly string[] | undefined;

/** n8n's store: all entries of a node in one row that is read, changed and written back, with time passing in between. */
export class OnceRow {
	calls = 0;
	writes = 0;
	row: Row;
	/** Until this moment of the fake clock every call fails. */
	failsUntil = 0;

	/** @param milliseconds a read takes at the most, and a write */
	constructor(
		readonly random: Random,
		readonly milliseconds: number,
	) {}

	/** Reads, and writes back later what `change` makes of it: what others wrote in between is gone. */
	async rewrite(later: number, change = (read: readonly string[]): readonly string[] => read, goesOn = () => true): Promise<readonly string[]> {
		const read = this.row ?? [];
		await wait(later);
		if (!goesOn()) return await new Promise(() => undefined);
		this.writes += 1;
		this.row = change(read);
		return read;
	}

	/** The store as a process reaches it that may be killed. */
	helpersOf(life: { isOver: boolean }): SendOnceSettings['helpers'] {
		const arrive = async () => {
			if (life.isOver) return await new Promise<never>(() => undefined);
			this.calls += 1;
			await wait(this.random(this.milliseconds));
			if (Date.now() < this.failsUntil) throw new Error('the database is locked');
		};
		const alive = async <Result>(result: Result): Promise<Result> => (life.isOver ? await new Promise<never>(() => undefined) : result);
		const rewrite = async (change: (read: readonly string[]) => readonly string[]) => {
			await arrive();
			// A kill before the write reached the database keeps it from happening; after it, only from being heard of.
			const read = await this.rewrite(this.random(this.milliseconds), change, () => !life.isOver);
			await wait(this.random(2));
			return await alive(read);
		};
		return {
			checkProcessedAndRecord: async (items, _scope, { maxEntries }) => {
				const names = items.map(String);
				const read = await rewrite((entries) => {
					const known = new Set(entries);
					const all = [...entries, ...names.filter((name) => !known.has(name))];
					return maxEntries ? all.slice(-maxEntries) : all;
				});
				const known = new Set(read);
				return { new: names.filter((name) => !known.has(name)), processed: names.filter((name) => known.has(name)) };
			},
			removeProcessed: async (items) => {
				const gone = new Set(items.map(String));
				await rewrite((entries) => entries.filter((entry) => !gone.has(entry)));
			},
			getProcessedDataCount: async () => {
				await arrive();
				return await alive(this.row?.length ?? 0);
			},
		};
	}
}

/** A process with modules of its own: one of them keeps how slow the store was. */
export class OnceProcess {
	readonly life = { isOver: false };
	readonly warnings: string[] = [];
	private constructor(
		private readonly open: (settings: SendOnceSettings) => SendOnce,
		private readonly row: OnceRow,
	) {}

	static async start(row: OnceRow): Promise<OnceProcess> {
		vi.resetModules();
		const { sendOnceWith } = await import('../../../../nodes/Batch/run/sendOnce/sendOnce');
		const { ClaimLedger } = await import('../../../../nodes/Batch/run/sendOnce/claimLedger');
		const ledger = new ClaimLedger();
		return new OnceProcess((settings) => sendOnceWith(ledger, settings), row);
	}

	sendOnce(settings: Partial<SendOnceSettings> = {}): SendOnce {
		return this.open({
			helpers: this.row.helpersOf(this.life),
			node: 'node',
			history: 10_000,
			sendInterruptedAgain: false,
			warn: (message) => this.warnings.push(message),
			...settings,
		});
	}

	kill(): void {
		this.life.isOver = true;
	}
}

/** What arrived at Batch, and what each run said of a key. */
export class OnceWorld {
	readonly arrived = new Map<string, number>();
	readonly said: Array<Map<string, Known>> = [];

	arrivals(key: string): number {
		return this.arrived.get(key) ?? 0;
	}

	/** The engine in small: claims the next call while the one before is on its way. */
	async run(process: OnceProcess, calls: ReadonlyArray<readonly string[]>, random: Random, latency = 300, settings: Partial<SendOnceSettings> = {}): Promise<Map<string, Known>> {
		const once = process.sendOnce(settings);
		const said = new Map<string, Known>();
		this.said.push(said);
		const notes: Array<Promise<void>> = [];
		let next = once.claim(calls[0]!);
		for (const [number, call] of calls.entries()) {
			const known = await next;
			const following = calls[number + 1];
			if (following !== undefined) next = once.claim(following);
			next.catch(() => undefined);
			for (const [key, what] of known) said.set(key, what);
			const fresh = call.filter((key) => known.get(key) === 'new');
			if (fresh.length === 0) continue;
			if (process.life.isOver) return await new Promise(() => undefined);
			const onItsWay = random(latency);
			await wait(onItsWay / 2);
			if (process.life.isOver) return await new Promise(() => undefined);
			for (const key of fresh) this.arrived.set(key, this.arrivals(key) + 1);
			await wait(onItsWay / 2);
			notes.push(once.sent(fresh));
		}
		await Promise.all(notes);
		once.end();
		return said;
	}
}
