import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';

import { startCuttingProxy } from '../../../servers/support/cuttingProxy.ts';
import type { Running } from './describeTrigger.ts';
import { begun, header, hour, json, looksTwice, minute, pushRows, users, usersOf, versions, type Watch } from './watch.ts';

/** What happens to a file: before, between and in the middle of polls. */
export function changing(running: Running): void {
	it('reads a file that changes, and a name that comes again', async () => {
		const watch = await begun(running());
		await watch.write('push.csv', header + pushRows(1, 30), minute);
		expect(users((await watch.drain())[0])).toEqual(['user-30']);
		await watch.write('push.csv', header + pushRows(2, 50));
		expect(users((await watch.drain())[0])).toEqual(['user-50', 'user-51']);
		await watch.remove('push.csv');
		expect(await watch.poll()).toBeNull();
		await watch.write('push.csv', header + pushRows(1, 60), 2 * hour);
		expect(users((await watch.drain())[0])).toEqual(['user-60']);
	});

	it('waits while a file grows, and for its second look', async () => {
		const watch = await begun(running(), { options: { unchangedFor: 1 } });
		await watch.write('growing.csv', header + pushRows(1), 3_000);
		if (!looksTwice(running())) {
			expect(users((await watch.drain())[0])).toEqual(['user-0']);
			return;
		}
		expect(await watch.poll()).toBeNull();
		await wait(1_100);
		await watch.write('growing.csv', header + pushRows(2), 1_000);
		expect(await watch.poll()).toBeNull();
		await wait(1_100);
		expect(users((await watch.drain())[0])).toEqual(['user-0', 'user-1']);
	});

	it('looks once more at a file whose last line has no end', async () => {
		const watch = await begun(running(), { options: { unchangedFor: 1, attempts: 5 } });
		await watch.write('push.csv', (header + pushRows(2)).trimEnd(), minute);
		const seen: unknown[] = [];
		if (looksTwice(running())) {
			expect(await watch.poll()).toBeNull();
			await wait(1_100);
			seen.push(...users(json(await watch.poll())));
			expect(seen).toEqual(['user-0']);
			watch.skipPauses();
		}
		const [items, setAside] = await watch.drain();
		expect([...seen, ...users(items)]).toEqual(['user-0', 'user-1']);
		expect(setAside).toEqual([]);
	});

	it.each([
		['grows', 1_800, 0],
		['is replaced', 1_500, 5_000],
		['is cut short', 400, 0],
	])('begins a file anew that %s between two portions', async (_how, count, first) => {
		const watch = await begun(running(), { rowsPerRun: 1_000 });
		await watch.write('push.csv', header + pushRows(1_500), minute);
		const before = json(await watch.poll());
		expect(users(before)).toEqual(usersOf(1_000));
		await watch.write('push.csv', header + pushRows(count, first));
		const [items, setAside] = await watch.drain();
		expect(users(items)).toEqual(usersOf(count, first));
		expect(setAside).toEqual([]);
		expect(versions([...before, ...items])).toHaveLength(2);
	});

	it('forgets a file that vanishes between two portions, and takes it for new when it comes back', async () => {
		const watch = await begun(running(), { rowsPerRun: 1_000 });
		const modifiedAt = Date.now() - minute;
		const put = async () => await watch.write('push.csv', header + pushRows(1_500), Date.now() - modifiedAt);
		await put();
		expect(users(json(await watch.poll()))).toEqual(usersOf(1_000));
		await watch.remove('push.csv');
		expect(await watch.poll()).toBeNull();
		expect(watch.openFiles()).toBe(0);
		await put();
		expect(users((await watch.drain())[0])).toEqual(usersOf(1_500));
	});

	describe('while it is read', () => {
		/** Longer than what a server and its connection hold back. */
		const large = 300_000;

		/** The first poll, in the middle of which something happens; then the ones after it. */
		async function pollDuring(happens: (watch: Watch) => Promise<void>, content: string) {
			const fixture = running();
			const proxy = await startCuttingProxy(fixture);
			try {
				const watch = await begun(fixture, { output: 'summary', options: { attempts: 5 } }, fixture.credential(proxy.port));
				await watch.write('a.csv', content, 2 * minute);
				await watch.write('b.csv', header + pushRows(7), minute);
				let hasHappened = false;
				proxy.pauseAfter(300_000, async () => {
					await happens(watch);
					hasHappened = true;
				});
				const outputs = await watch.poll();
				expect(hasHappened).toBe(true);
				const [items, setAside] = await watch.drain();
				return { summaries: [...json(outputs), ...items], setAside: [...(outputs?.[1] ?? []), ...setAside], watch };
			} finally {
				await proxy.stop();
			}
		}

		const of = (name: string) => ({ _file: expect.objectContaining({ name }) });

		it.each([
			['grows', large + 100],
			['is replaced', 500],
			['is cut short', 1_000],
		])('takes a file that %s for whole in its last version only', async (_how, count) => {
			const { summaries, setAside } = await pollDuring(
				async (watch) => await watch.write('a.csv', header + pushRows(count)),
				header + pushRows(large),
			);
			const ofIt = summaries.filter(({ _file }) => (_file as { name: string }).name === 'a.csv');
			expect(ofIt.at(-1)).toMatchObject({ rows: count, badRows: 0 });
			// Where the server reads a file in one piece, its first version is whole, too; one that grows is read to its new end.
			for (const { rows } of ofIt.slice(0, -1)) expect([large, Math.max(large, count)]).toContain(rows);
			expect(versions(ofIt)).toHaveLength(ofIt.length);
			expect(summaries).toContainEqual(expect.objectContaining({ ...of('b.csv'), rows: 7 }));
			expect(setAside).toEqual([]);
		});

		it('lets a file go that vanishes, before or after it was opened', async () => {
			const { summaries, setAside, watch } = await pollDuring(async (watching) => {
				await watching.remove('a.csv');
				await watching.remove('b.csv');
			}, header + pushRows(large));
			expect(summaries).toEqual([expect.objectContaining({ ...of('a.csv'), rows: large })]);
			expect(setAside).toEqual([]);
			expect(watch.openFiles()).toBe(0);
		});
	});
}
