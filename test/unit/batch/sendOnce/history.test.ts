import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { fakeTimers, finish, OnceProcess, OnceWorld, OnceWorldStore, randomFrom, wait } from '../support/onceWorld';

beforeEach(() => void vi.useFakeTimers({ toFake: [...fakeTimers.toFake] }));
afterEach(() => void vi.useRealTimers());

const callsOf = (first: number, count: number, perCall: number) =>
	Array.from({ length: count }, (_unused, call) => Array.from({ length: perCall }, (_nothing, key) => `key ${first + call * perCall + key}`));

describe('the history', () => {
	it('remembers as many as it is to, and holds two entries for each of them and one for what is on its way', async () => {
		const random = randomFrom(1);
		const store = new OnceWorldStore(random, 5);
		const world = new OnceWorld();
		const processes = [new OnceProcess(store), new OnceProcess(store)];
		// Two processes at once, so that what they write lies mixed.
		const bring = async (one: OnceProcess, half: number) => {
			for (let run = 0; run < 12; run++) await world.run(one, callsOf(half * 1_000 + run * 50, 5, 10), { random, history: 200 });
		};
		await finish(Promise.all(processes.map(bring)));
		expect(Math.max(...store.written)).toBeLessThanOrEqual(2 * 200 + 3 * 10);
		// The last hundred of each.
		for (const first of [500, 1_500]) {
			const said = await finish(world.run(processes[0]!, callsOf(first, 10, 10), { random, history: 200 }));
			expect(new Set(said.values())).toEqual(new Set(['sent']));
		}
		const forgotten = await finish(world.run(processes[0]!, callsOf(0, 1, 10), { random, history: 200 }));
		expect(new Set(forgotten.values())).toEqual(new Set(['free']));
	});

	it('is never shorter than the rows of the runs that are under way', async () => {
		const random = randomFrom(1);
		const store = new OnceWorldStore(random, 5);
		const world = new OnceWorld();
		const killed = new OnceProcess(store);
		const calls = [callsOf(0, 30, 10), callsOf(1_000, 30, 10)];
		const settings = { random, history: 100, rows: 300 };
		void Promise.all(calls.map(async (of) => await world.run(killed, of, settings)));
		while (world.arrived.size < 580) await vi.advanceTimersByTimeAsync(20);
		killed.kill();
		const one = new OnceProcess(store);
		await finish(Promise.all(calls.map(async (of) => await world.run(one, of, settings))));
		expect(Math.max(...world.arrived.values())).toBe(1);
	});
});

describe('what it costs', () => {
	it('is one write for the claims of all that come within 200 ms, and one for what became of them', async () => {
		const random = randomFrom(1);
		const store = new OnceWorldStore(random, 3);
		const world = new OnceWorld();
		const one = new OnceProcess(store);
		await finish(
			Promise.all(
				Array.from({ length: 100 }, async (_unused, number) => {
					await wait(number * 20);
					await world.run(one, [[`key ${number}`]], { random, latency: 100 });
				}),
			),
		);
		expect([...world.arrived.values()]).toEqual(Array.from({ length: 100 }, () => 1));
		// Two seconds and a half of events.
		expect(store.written.length).toBeLessThanOrEqual(14);
	});

	it('holds no event back where nobody else writes: a claim takes what the store takes', async () => {
		const random = randomFrom(1);
		const store = new OnceWorldStore(random, 3);
		const run = new OnceProcess(store).open();
		const before = Date.now();
		await finish(run.claim(['a']));
		expect(Date.now() - before).toBeLessThanOrEqual(50);
	});
});
