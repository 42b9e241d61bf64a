import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { fakeTimers, finish, OnceProcess, OnceWorld, OnceWorldStore, randomFrom, wait } from '../support/onceWorld';

beforeEach(() => void vi.useFakeTimers({ toFake: [...fakeTimers.toFake] }));
afterEach(() => void vi.useRealTimers());

const many = { seed: 3, numRuns: Number(process.env.ONCE_RUNS ?? 25) };

describe('executions that bring the same events at once', () => {
	it.each([
		['two processes of a usual store', { processes: 2, executions: 1, milliseconds: 10, latency: 500 }],
		['four processes of a slow store', { processes: 4, executions: 1, milliseconds: 150, latency: 3_000 }],
		['four processes with two executions each', { processes: 4, executions: 2, milliseconds: 40, latency: 1_500 }],
		['one process with five executions', { processes: 1, executions: 5, milliseconds: 20, latency: 8_000 }],
	])('send each exactly once, and all others hear that it was sent: %s', async (_name, { processes, executions, milliseconds, latency }) => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), async (seed) => {
				const random = randomFrom(seed);
				const store = new OnceWorldStore(random, milliseconds);
				const world = new OnceWorld();
				// In another order each time: two that wait for each other would never end.
				const calls = () => {
					const keys = Array.from({ length: 9 }, (_unused, key) => `key ${key}`).sort(() => random(2) - 1);
					return [keys.slice(0, 3), keys.slice(3, 6), keys.slice(6)];
				};
				const all = Array.from({ length: processes }, () => new OnceProcess(store));
				const bring = async (one: OnceProcess) => {
					await wait(random(600));
					return await world.run(one, calls(), { random, latency });
				};
				const said = await finish(Promise.all(all.flatMap((one) => Array.from({ length: executions }, async () => await bring(one)))));
				const others = Array.from({ length: processes * executions - 1 }, () => 'sent');
				for (let key = 0; key < 9; key++) {
					const name = `key ${key}`;
					expect([name, world.arrivals(name), said.map((of) => of.get(name)).sort()]).toEqual([name, 1, ['free', ...others]]);
				}
				expect(store.rows.has('workflow')).toBe(false);
			}),
			many,
		);
	});

	it('send what the first of them could not', async () => {
		const random = randomFrom(1);
		const store = new OnceWorldStore(random, 20);
		const world = new OnceWorld();
		world.refuses.add('a');
		const first = world.run(new OnceProcess(store), [['a', 'b']], { random, latency: 9_000 });
		await vi.advanceTimersByTimeAsync(1_000);
		const second = world.run(new OnceProcess(store), [['a', 'b']], { random, latency: 10 });
		expect([...(await finish(first))].sort()).toEqual([['a', 'refused'], ['b', 'free']]);
		world.refuses.clear();
		expect([...(await finish(second))].sort()).toEqual([['a', 'free'], ['b', 'sent']]);
	});
});

describe('a process that stands still in the middle of a write', () => {
	it.each([6_000, 30_000])('for %i ms relies on nothing, and sends nothing a second time', async (milliseconds) => {
		const random = randomFrom(2);
		const store = new OnceWorldStore(random, 10);
		const world = new OnceWorld();
		const [slow, quick] = [new OnceProcess(store), new OnceProcess(store)];
		let stalls = 0;
		// The history is read; the lock was written before.
		store.stall = async () => {
			if (++stalls === 2) await wait(milliseconds);
		};
		const [one, other] = await finish(
			Promise.all([
				world.run(slow, [['a', 'b']], { random }),
				wait(1_000).then(async () => await world.run(quick, [['b', 'c']], { random })),
			]),
		);
		for (const name of ['a', 'b', 'c']) expect([name, world.arrivals(name)]).toEqual([name, expect.toSatisfy((count) => count <= 1)]);
		expect(world.arrivals('c')).toBe(1);
		const again = await finish(world.run(new OnceProcess(store), [['a', 'b', 'c']], { random }));
		for (const said of [one, other, again]) {
			for (const [name, what] of said) if (what === 'sent' || what === 'free') expect([name, world.arrivals(name)]).toEqual([name, 1]);
		}
	});
});

describe('a row that a Remove Duplicates node has', () => {
	it('stays as it is, and what would be sent without the lock is not sent', async () => {
		const random = randomFrom(4);
		const store = new OnceWorldStore(random, 10);
		const world = new OnceWorld();
		store.rows.set('workflow', ['theirs 1', 'theirs 2']);
		const one = new OnceProcess(store);
		const run = one.open();
		await expect(finish(run.claim(['a']))).rejects.toThrow('Remove Duplicates node');
		expect(store.rows.get('workflow')).toEqual(['theirs 1', 'theirs 2']);
		const before = Date.now();
		await expect(finish(run.claim(['b']))).rejects.toThrow('Remove Duplicates node');
		expect(Date.now() - before).toBeLessThan(1_000);
		store.rows.delete('workflow');
		expect([...(await finish(world.run(one, [['a']], { random })))]).toEqual([['a', 'free']]);
	});
});
