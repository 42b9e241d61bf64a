import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { OnceLedger, OnceStore } from '../../../nodes/Batch/run/sendOnce/onceLedger';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Milliseconds of the fake clock. */
const wait = async (milliseconds: number) => await new Promise<void>((resolve) => void setTimeout(resolve, milliseconds));

/** Numbers from 0 up to the given one, always the same for a seed. */
type Random = (below: number) => number;

function randomFrom(seed: number): Random {
	const numbers = fc.sample(fc.noBias(fc.nat(999)), { seed, numRuns: 400 });
	let next = 0;
	return (below) => (numbers[next++ % numbers.length]! / 1000) * below;
}

/** n8n's store: all keys of a node in one row that is read, changed and written back, with time passing in between. */
class Store {
	calls = 0;
	private entries: readonly string[] = [];

	/** @param milliseconds a read takes at the most, and a write */
	constructor(
		private readonly random: Random,
		private readonly milliseconds: number,
	) {}

	/** Reads, and writes back later what `change` makes of it: what others wrote in between is gone. */
	async rewrite(later: number, change = (read: readonly string[]): readonly string[] => read): Promise<readonly string[]> {
		const read = this.entries;
		await wait(later);
		this.entries = change(read);
		return read;
	}

	get ofOneProcess(): OnceStore {
		const call = async (change: (read: readonly string[]) => readonly string[]) => {
			this.calls += 1;
			await wait(this.random(this.milliseconds));
			return await this.rewrite(this.random(this.milliseconds), change);
		};
		return {
			maxEntries: 20_000,
			helpers: {
				checkProcessedAndRecord: async (items) => {
					const read = await call((entries) => [...new Set([...entries, ...items.map(String)])]);
					const isKnown = (item: unknown) => read.includes(String(item));
					return { new: items.filter((item) => !isKnown(item)), processed: items.filter(isKnown) };
				},
				removeProcessed: async (items) => {
					await call((entries) => entries.filter((entry) => !items.includes(entry)));
				},
			},
		};
	}
}

/** A ledger as a process of its own has it: the module keeps how slow the store was. */
async function ledgerOfNewProcess(): Promise<OnceLedger> {
	vi.resetModules();
	const module = await import('../../../nodes/Batch/run/sendOnce/onceLedger');
	return new module.OnceLedger();
}

/** Lets the fake clock run until it is done. */
async function finish<Result>(task: Promise<Result>): Promise<Result> {
	let isDone = false;
	const end = () => (isDone = true);
	task.then(end, end);
	while (!isDone) await vi.advanceTimersByTimeAsync(100);
	return await task;
}

const processes = 4;

/** Several processes bring the events `shared` and `other`, and one of their own each. @returns how often each was sent */
async function sendings(seed: number, { milliseconds, wipers }: { milliseconds: number; wipers: number }) {
	const random = randomFrom(seed);
	const store = new Store(random, milliseconds);
	const sent = new Map<string, number>();
	const bring = async (ledger: OnceLedger, keys: string[]) => {
		await wait(random(600));
		const known = await ledger.claim(keys, store.ofOneProcess);
		for (const key of keys) sent.set(key, (sent.get(key) ?? 0) + (known && !known.has(key) ? 1 : 0));
	};
	// A writer that knows nothing of claims.
	const wipe = async () => {
		for (let turn = 0; turn < 6; turn++) {
			await wait(random(150));
			await store.rewrite(100);
		}
	};
	const ledgers: OnceLedger[] = [];
	for (let number = 0; number < processes; number++) ledgers.push(await ledgerOfNewProcess());
	await finish(
		Promise.all([
			...ledgers.flatMap((ledger, number) => [bring(ledger, ['shared']), bring(ledger, [`own ${number}`, 'other'])]),
			...Array.from({ length: wipers }, wipe),
		]),
	);
	return Object.fromEntries(sent);
}

describe('several processes', () => {
	const once = { shared: 1, other: 1, 'own 0': 1, 'own 1': 1, 'own 2': 1, 'own 3': 1 };

	it.each([
		['of a usual store', { milliseconds: 20, wipers: 0 }],
		['of a slow store', { milliseconds: 150, wipers: 0 }],
		['of a slow store that two more write to', { milliseconds: 150, wipers: 2 }],
		['of a store whose calls take up to 800 ms', { milliseconds: 400, wipers: 0 }],
	])('send each event exactly once: %s', async (_name, settings) => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), async (seed) => {
				expect(await sendings(seed, settings)).toEqual(once);
			}),
			// The same thousand orders of events each time: no bounded wait is right for every one there could be.
			{ seed: 3, numRuns: 1_000 },
		);
	});
});

describe('one process', () => {
	const quick = () => new Store(randomFrom(1), 3);

	it('claims with one call of the store for all that ask within 200 ms, and looks with another', async () => {
		const store = quick();
		const ledger = await ledgerOfNewProcess();
		const claims = Array.from({ length: 60 }, async (_unused, number) => await ledger.claim([`key ${number}`], store.ofOneProcess));
		expect(await finish(Promise.all(claims))).toEqual(claims.map(() => new Set()));
		expect(store.calls).toBe(2);
		const more = Array.from({ length: 60 }, async (_unused, number) => {
			await wait(number * 10);
			return await ledger.claim([`key ${60 + number}`], store.ofOneProcess);
		});
		expect(await finish(Promise.all(more))).toEqual(more.map(() => new Set()));
		// At 0, 200 and 400 ms, and at 600 for what asked last.
		expect(store.calls).toBeLessThanOrEqual(2 + 4 * 2);
	});

	it('says at once what is known, and after 900 ms what is new', async () => {
		const store = quick();
		const ledger = await ledgerOfNewProcess();
		const claimFor = async (key: string) => {
			const askedAt = Date.now();
			await ledger.claim([key], store.ofOneProcess);
			return Date.now() - askedAt;
		};
		// Each of two calls of the store takes up to 6 ms.
		const forNew = await finish(claimFor('a'));
		expect(forNew).toBeGreaterThanOrEqual(900);
		expect(forNew).toBeLessThanOrEqual(912);
		await vi.advanceTimersByTimeAsync(1_000);
		const [forOther, forKnown] = await finish(Promise.all([claimFor('b'), claimFor('a')]));
		expect(forOther).toBeGreaterThanOrEqual(900);
		expect(forKnown).toBeLessThanOrEqual(6);
	});

	it('gives up after looking twenty times where others wipe every claim out, and leaves nothing behind', async () => {
		const store = quick();
		const ledger = await ledgerOfNewProcess();
		const callsUntilItGivesUp = 1 + 20;
		const wipe = async () => {
			const nothing = () => [];
			for (; store.calls < callsUntilItGivesUp; await wait(50)) await store.rewrite(0, nothing);
		};
		void wipe();
		expect(await finish(ledger.claim(['a'], store.ofOneProcess))).toBeUndefined();
		// The last look put the key there once more, and nobody wiped it out.
		expect(store.calls).toBe(callsUntilItGivesUp + 1);
		expect(await finish(ledger.claim(['a'], store.ofOneProcess))).toEqual(new Set());
	});
});
