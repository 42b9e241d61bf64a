import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { finish, OnceProcess, OnceRow, OnceWorld, randomFrom, wait } from '../support/onceWorld';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const processes = 4;
/** The same orders of events each time: no bounded wait is right for every one there could be. */
const many = { seed: 3, numRuns: Number(process.env.ONCE_RUNS ?? 60) };

/** Several processes bring the events `shared` and `other`, and one of their own each. @returns how often each was sent */
async function sendings(seed: number, { milliseconds, wipers }: { milliseconds: number; wipers: number }) {
	const random = randomFrom(seed);
	const row = new OnceRow(random, milliseconds);
	const world = new OnceWorld();
	const bring = async (bringer: OnceProcess, keys: string[]) => {
		await wait(random(600));
		await world.run(bringer, [keys], random);
	};
	// A writer that knows nothing of claims.
	const wipe = async () => {
		for (let turn = 0; turn < 6; turn++) {
			await wait(random(150));
			await row.rewrite(100);
		}
	};
	const all: OnceProcess[] = [];
	for (let number = 0; number < processes; number++) all.push(await OnceProcess.start(row));
	await finish(
		Promise.all([
			...all.flatMap((one, number) => [bring(one, ['shared']), bring(one, [`own ${number}`, 'other'])]),
			...Array.from({ length: wipers }, wipe),
		]),
	);
	return Object.fromEntries(world.arrived);
}

describe('several processes that begin at the same moment', () => {
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
			many,
		);
	});
});

describe('duplicates that come to several processes at once', () => {
	it.each([
		[2, 20],
		[3, 60],
		[4, 20],
		[4, 75],
	])('go to one of %i, and the others hear that it was sent, not that it may have been: reads and writes of up to %i ms', async (count, milliseconds) => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), async (seed) => {
				const random = randomFrom(seed);
				const row = new OnceRow(random, milliseconds);
				const world = new OnceWorld();
				const keys = ['a', 'b', 'c'];
				const all: OnceProcess[] = [];
				for (let number = 0; number < count; number++) all.push(await OnceProcess.start(row));
				const bring = async (one: OnceProcess) => {
					await wait(random(300));
					return await world.run(one, [keys], random, 1_500);
				};
				const said = await finish(Promise.all(all.map(bring)));
				// A delivery that is repeated once more, when all have told.
				await vi.advanceTimersByTimeAsync(5_000);
				const late = await finish(world.run(all[0]!, [keys], random));
				for (const key of keys) {
					const what = said.map((known) => known.get(key)).sort();
					expect([key, what]).toEqual([key, ['new', ...Array.from({ length: count - 1 }, () => 'sent')]]);
					expect([key, late.get(key), world.arrivals(key)]).toEqual([key, 'sent', 1]);
				}
			}),
			{ ...many, numRuns: Math.ceil(many.numRuns / 2) },
		);
	});
});

describe('a process that is alone', () => {
	it.each([20, 100])('is joined by others with the same events, and none is sent twice: calls of up to %i ms', async (milliseconds) => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), async (seed) => {
				const random = randomFrom(seed);
				const row = new OnceRow(random, milliseconds);
				const world = new OnceWorld();
				const [first, second, third] = [await OnceProcess.start(row), await OnceProcess.start(row), await OnceProcess.start(row)];
				const keys = Array.from({ length: 40 }, (_unused, number) => `key ${number}`);
				const bring = async (bringer: OnceProcess, from: number, spread: number) => {
					await wait(from + random(400));
					await Promise.all(
						keys.map(async (key, number) => {
							await wait(number * spread + random(spread));
							await world.run(bringer, [[key]], random, 1_500);
						}),
					);
				};
				await finish(
					(async () => {
						await world.run(first, [['early']], random);
						await wait(4_000);
						await world.run(first, [['later']], random);
						// All have the keys at about the same moment, while the second and third have just begun.
						await Promise.all([bring(first, 0, 150), bring(second, random(2_500), 150), bring(third, random(2_500), 150)]);
					})(),
				);
				for (const key of keys) expect([key, world.arrivals(key)]).toEqual([key, 1]);
			}),
			{ ...many, numRuns: Math.ceil(many.numRuns / 3) },
		);
	});
});
