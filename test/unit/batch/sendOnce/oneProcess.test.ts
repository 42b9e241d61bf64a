import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { finish, OnceProcess, OnceRow, OnceWorld, randomFrom, wait } from '../support/onceWorld';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const quick = () => new OnceRow(randomFrom(1), 3);
const numbered = (count: number, prefix = 'key') => Array.from({ length: count }, (_unused, number) => `${prefix} ${number}`);

/** What a claim took on the fake clock, and what it said. */
async function timed(process: OnceProcess, keys: string[]) {
	const once = process.sendOnce();
	const askedAt = Date.now();
	const known = await once.claim(keys);
	const took = Date.now() - askedAt;
	await once.sent(keys.filter((key) => known.get(key) === 'new'));
	once.end();
	return { known: keys.map((key) => known.get(key)), took };
}

describe('one process', () => {
	it('waits for 900 ms once, because another could be at work, and then for the store only', async () => {
		const process = await OnceProcess.start(quick());
		expect((await finish(timed(process, ['a']))).took).toBeGreaterThanOrEqual(900);
		for (const pause of [1_000, 60_000, 24 * 3_600_000]) {
			await vi.advanceTimersByTimeAsync(pause);
			// A read and a write, and a read of the number of entries: up to 11 ms.
			expect((await finish(timed(process, [`after ${pause}`]), 1)).took).toBeLessThanOrEqual(12);
		}
	});

	it('says at once what is known', async () => {
		const process = await OnceProcess.start(quick());
		await finish(timed(process, ['a']));
		await vi.advanceTimersByTimeAsync(2_000);
		const { known, took } = await finish(timed(process, ['a']), 1);
		expect(known).toEqual(['sent']);
		expect(took).toBeLessThanOrEqual(40);
	});

	it('claims with one write for all that ask within 200 ms', async () => {
		const row = quick();
		const process = await OnceProcess.start(row);
		await finish(timed(process, ['early']));
		await vi.advanceTimersByTimeAsync(2_000);
		row.writes = 0;
		const world = new OnceWorld();
		const random = randomFrom(2);
		await finish(Promise.all(numbered(60).map(async (key, number) => (await wait(number * 10), await world.run(process, [[key]], random)))));
		expect(world.arrived.size).toBe(60);
		// At 0, 200, 400 and 600 ms claims, the marks of those before removed with them and after them, and a look at the end.
		expect(row.writes).toBeLessThanOrEqual(10);
	});

	it('gives an event to one of the executions that bring it at once', async () => {
		const process = await OnceProcess.start(quick());
		const world = new OnceWorld();
		const random = randomFrom(3);
		const said = await finish(Promise.all(Array.from({ length: 15 }, async () => await world.run(process, [['a']], random))));
		expect(said.map((known) => known.get('a')).sort()).toEqual(['new', ...Array.from({ length: 14 }, () => 'taken')]);
		expect(world.arrivals('a')).toBe(1);
	});

	it('gives it to the next after a release, and calls it unfinished when nobody told', async () => {
		const process = await OnceProcess.start(quick());
		const whole = async () => {
			const refused = process.sendOnce();
			await refused.claim(['a', 'b']);
			await refused.release(['a']);
			refused.end();
			return (await timed(process, ['a', 'b'])).known;
		};
		expect(await finish(whole())).toEqual(['new', 'unfinished']);
	});

	it('holds one entry a key and next to nothing else in a run of many, and forgets the oldest', async () => {
		const row = quick();
		const process = await OnceProcess.start(row);
		const world = new OnceWorld();
		const calls = Array.from({ length: 10 }, (_unused, call) => numbered(1_000, `call ${call}`));
		await finish(world.run(process, calls, randomFrom(4)));
		// The first two calls are claimed before anybody knows who else writes: they are said to be held, and one's marks are replaced.
		expect(row.row!.length).toBeLessThanOrEqual(10_000 + 3_000 + 40);
		await finish(world.run(process, Array.from({ length: 30 }, (_unused, call) => numbered(1_000, `more ${call}`)), randomFrom(4), 300, { history: 10_000 }));
		expect(row.row!.length).toBeLessThanOrEqual(3 * 10_000 * 1.25 + 3_000);
		const again = await finish(world.run(process, [numbered(1_000, 'more 10'), numbered(1_000, 'call 0')], randomFrom(4)));
		expect(again.get('more 10 0')).toBe('sent');
		expect(again.get('call 0 0')).toBe('new');
	});
});

describe('a store that fails', () => {
	it('for some seconds is asked again', async () => {
		const row = quick();
		const process = await OnceProcess.start(row);
		row.failsUntil = Date.now() + 5_000;
		expect((await finish(timed(process, ['a']))).known).toEqual(['new']);
	});

	it('for longer is said, and nothing is claimed', async () => {
		const row = quick();
		const process = await OnceProcess.start(row);
		row.failsUntil = Date.now() + 60_000;
		await expect(finish(timed(process, ['a']))).rejects.toThrow('the database is locked');
		await vi.advanceTimersByTimeAsync(60_000);
		expect((await finish(timed(process, ['a']))).known).toEqual(['new']);
	});

	it('after the sending does not swallow the verdicts', async () => {
		const row = quick();
		const process = await OnceProcess.start(row);
		const whole = async () => {
			const once = process.sendOnce();
			await once.claim(['a', 'b']);
			row.failsUntil = Date.now() + 60_000;
			await Promise.all([once.sent(['a']), once.release(['b'])]);
		};
		await finish(whole());
		expect(process.warnings.join()).toContain('could not note that 1 rows were sent');
		expect(process.warnings.join()).toContain('could not forget 1 rows');
	});
});

describe('processes that wipe everything out', () => {
	it('make a claim fail in the end, and it can be made later', async () => {
		const row = quick();
		const process = await OnceProcess.start(row);
		let isOver = false;
		const wipe = async () => {
			while (!isOver) {
				await wait(50);
				await row.rewrite(0, () => []);
			}
		};
		void wipe();
		await expect(finish(timed(process, ['a']))).rejects.toThrow('without a pause');
		isOver = true;
		await vi.advanceTimersByTimeAsync(1_000);
		expect((await finish(timed(process, ['a']))).known).toEqual(['new']);
	});
});
