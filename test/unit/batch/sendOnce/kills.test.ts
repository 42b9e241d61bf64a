import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { fakeTimers, finish, OnceProcess, OnceWorld, OnceWorldStore, randomFrom, wait, type Said } from '../support/onceWorld';

beforeEach(() => void vi.useFakeTimers({ toFake: [...fakeTimers.toFake] }));
afterEach(() => void vi.useRealTimers());

const many = { seed: 5, numRuns: Number(process.env.ONCE_RUNS ?? 20) };
const perCall = 5;
const calls = Array.from({ length: 8 }, (_unused, call) => Array.from({ length: perCall }, (_nothing, key) => `key ${call} ${key}`));
const names = calls.flat();

/** A green row was sent, a red one may have been, and nothing was sent twice. */
function expectTruth(world: OnceWorld, said: ReadonlyMap<string, Said>): void {
	for (const name of names) {
		const what = said.get(name);
		expect([name, what]).toEqual([name, expect.toSatisfy((it) => ['free', 'sent', 'interrupted', 'failed'].includes(it as string))]);
		if (what === 'free' || what === 'sent') expect([name, what, world.arrivals(name)]).toEqual([name, what, 1]);
		expect(world.arrivals(name)).toBeLessThanOrEqual(1);
	}
}

describe('an execution that is killed at any moment, and run again', () => {
	it.each([1, 2, 4])('%i times: every event is sent, or named; none is sent twice', async (kills) => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), fc.array(fc.nat(6_000), { minLength: kills, maxLength: kills }), async (seed, after) => {
				const random = randomFrom(seed);
				const store = new OnceWorldStore(random, 60);
				const world = new OnceWorld();
				for (const milliseconds of after) {
					const killed = new OnceProcess(store);
					void world.run(killed, calls, { random });
					await vi.advanceTimersByTimeAsync(milliseconds);
					killed.kill();
				}
				const said = await finish(world.run(new OnceProcess(store), calls, { random }));
				expectTruth(world, said);
				const inDoubt = names.filter((name) => said.get(name) === 'interrupted').length;
				// Two calls on their way and one claimed ahead.
				if (kills === 1) expect(inDoubt).toBeLessThanOrEqual(3 * perCall);
				// What is known stays known.
				const again = await finish(world.run(new OnceProcess(store), calls, { random }));
				for (const name of names) expect([name, again.get(name)]).toEqual([name, said.get(name) === 'interrupted' ? 'interrupted' : 'sent']);
				expect(store.rows.has('workflow')).toBe(false);
			}),
			many,
		);
	});

	it('while another process brings the same: none is sent twice, and what is green was sent', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), fc.nat(5_000), async (seed, milliseconds) => {
				const random = randomFrom(seed);
				const store = new OnceWorldStore(random, 60);
				const world = new OnceWorld();
				const killed = new OnceProcess(store);
				void world.run(killed, calls, { random });
				const other = (async () => {
					await wait(random(2_000));
					return await world.run(new OnceProcess(store), [...calls].reverse(), { random });
				})();
				await vi.advanceTimersByTimeAsync(milliseconds);
				killed.kill();
				expectTruth(world, await finish(other));
			}),
			many,
		);
	});

	it('is sent whole by the next run where the user says so', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), fc.nat(5_000), async (seed, milliseconds) => {
				const random = randomFrom(seed);
				const store = new OnceWorldStore(random, 30);
				const world = new OnceWorld();
				const killed = new OnceProcess(store);
				void world.run(killed, calls, { random });
				await vi.advanceTimersByTimeAsync(milliseconds);
				killed.kill();
				const said = await finish(world.run(new OnceProcess(store), calls, { random, sendsAgain: true }));
				for (const name of names) {
					expect(['free', 'sent']).toContain(said.get(name));
					expect(world.arrivals(name)).toBeGreaterThanOrEqual(1);
				}
				const again = await finish(world.run(new OnceProcess(store), calls, { random }));
				expect(new Set(again.values())).toEqual(new Set(['sent']));
			}),
			many,
		);
	});
});

describe('a store that fails', () => {
	it('for some seconds is asked again, and nothing is lost', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), fc.nat(4_000), async (seed, from) => {
				const random = randomFrom(seed);
				const store = new OnceWorldStore(random, 30);
				const world = new OnceWorld();
				const running = world.run(new OnceProcess(store), calls, { random });
				await vi.advanceTimersByTimeAsync(from);
				store.failsUntil = Date.now() + 6_000;
				const said = await finish(running);
				expectTruth(world, said);
				expect([...said.values()]).not.toContain('failed');
			}),
			many,
		);
	});

	it('for a minute ends the claims, and what was not sent is not said to be', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), fc.nat(4_000), async (seed, from) => {
				const random = randomFrom(seed);
				const store = new OnceWorldStore(random, 30);
				const world = new OnceWorld();
				const running = world.run(new OnceProcess(store), calls, { random });
				await vi.advanceTimersByTimeAsync(from);
				store.failsUntil = Date.now() + 60_000;
				const said = await finish(running);
				expectTruth(world, said);
				await vi.advanceTimersByTimeAsync(60_000);
				const again = await finish(world.run(new OnceProcess(store), calls, { random }));
				expectTruth(world, again);
				expect([...again.values()]).not.toContain('failed');
				for (const name of names) if (again.get(name) === 'interrupted') expect(said.get(name)).not.toBe('sent');
			}),
			many,
		);
	});

	it('now and then, before it did what it was asked or after, lets nothing be sent twice', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), async (seed) => {
				const random = randomFrom(seed);
				const store = new OnceWorldStore(random, 30);
				const world = new OnceWorld();
				store.failsOften = 0.1;
				const one = world.run(new OnceProcess(store), calls, { random });
				const other = world.run(new OnceProcess(store), calls, { random });
				for (const said of await finish(Promise.all([one, other]))) expectTruth(world, said);
				store.failsOften = 0;
				expectTruth(world, await finish(world.run(new OnceProcess(store), calls, { random })));
			}),
			many,
		);
	});
});
