import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { SendOnceSettings } from '../../../../nodes/Batch/run/sendOnce/sendOnce';
import { finish, OnceProcess, OnceRow, OnceWorld, randomFrom, wait, type Random } from '../support/onceWorld';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] }));
afterEach(() => void vi.useRealTimers());

// ONCE_RUNS=300 was run for what stands in the module's comment.
const many = { seed: 5, numRuns: Number(process.env.ONCE_RUNS ?? 40) };
const calls = Array.from({ length: 8 }, (_unused, call) => Array.from({ length: 5 }, (_nothing, key) => `key ${call} ${key}`));
const keys = calls.flat();

/** Runs, and is killed after so many milliseconds unless it is done. */
async function runUntil(milliseconds: number, world: OnceWorld, process: OnceProcess, random: Random, settings: Partial<SendOnceSettings> = {}, bring = calls) {
	const said = world.run(process, bring, random, 300, settings);
	await Promise.race([said, wait(milliseconds)]);
	process.kill();
}

async function afterKills(seed: number, kills: number, workers: number) {
	const random = randomFrom(seed);
	const row = new OnceRow(random, 15);
	const world = new OnceWorld();
	for (let kill = 0; kill < kills; kill++) {
		await Promise.all(
			Array.from({ length: workers }, async () => {
				const process = await OnceProcess.start(row);
				await wait(random(500));
				await runUntil(random(4_500), world, process, random);
			}),
		);
		await wait(5_000);
	}
	const last = await world.run(await OnceProcess.start(row), calls, random);
	return { row, world, last, random };
}

describe.each([
	['one process', 1, 1],
	['one process, twice', 2, 1],
	['three processes', 1, 3],
])('%s killed at any moment, and the run again', (_name, kills, workers) => {
	it('sends what was never claimed, names what was in flight, and sends nothing twice', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), async (seed) => {
				const { world, last } = await finish(afterKills(seed, kills, workers));
				for (const key of keys) {
					const what = last.get(key);
					const arrivals = world.arrivals(key);
					expect([key, arrivals <= 1]).toEqual([key, true]);
					if (what !== 'unfinished') expect([key, what, arrivals]).toEqual([key, what, 1]);
				}
				// A call on its way, the one claimed ahead, and one that was not marked yet, of each process.
				const unfinished = keys.filter((key) => last.get(key) === 'unfinished');
				expect(unfinished.length).toBeLessThanOrEqual(3 * 5 * workers * kills);
			}),
			many,
		);
	});
});

describe('after a kill', () => {
	it('what is unfinished stays so, until it is sent again by the option', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), async (seed) => {
				const whole = async () => {
					const { row, world, last, random } = await afterKills(seed, 1, 1);
					const more = await world.run(await OnceProcess.start(row), calls, random);
					const before = new Map(world.arrived);
					const again = await world.run(await OnceProcess.start(row), calls, random, 300, { sendInterruptedAgain: true });
					const done = await world.run(await OnceProcess.start(row), calls, random);
					return { last, more, before, again, done, world };
				};
				const { last, more, before, again, done, world } = await finish(whole());
				for (const key of keys) {
					const wasUnfinished = last.get(key) === 'unfinished';
					expect([key, more.get(key)]).toEqual([key, wasUnfinished ? 'unfinished' : 'sent']);
					expect([key, again.get(key)]).toEqual([key, wasUnfinished ? 'new' : 'sent']);
					expect([key, world.arrivals(key)]).toEqual([key, (before.get(key) ?? 0) + (wasUnfinished ? 1 : 0)]);
					expect([key, done.get(key)]).toEqual([key, 'sent']);
				}
			}),
			{ ...many, numRuns: Math.ceil(many.numRuns / 4) },
		);
	});
});
