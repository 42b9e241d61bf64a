import { expect, it } from 'vitest';

import { settling } from '../../../../nodes/BatchFileTrigger/watch/gate.ts';
import { startCuttingProxy } from '../../../servers/support/cuttingProxy.ts';
import type { Running } from './describeTrigger.ts';
import { asSaved, begun, header, json, later, pushRows, users, usersOf } from './watch.ts';

/** What n8n does to polls: at once, given up, thrown away, killed. */
export function killing(running: Running): void {
	it('refuses a second poll while one runs', async () => {
		const watch = await begun(running());
		await watch.write('push.csv', header + pushRows(2_000));
		const results = await Promise.all([watch.poll(), watch.poll()]);
		expect(results.filter((outputs) => outputs === null)).toHaveLength(1);
		expect(results.flatMap(json)).toHaveLength(2_000);
	});

	it('gives two processes the same rows of one poll, known by file, version and row', async () => {
		const watch = await begun(running(), { rowsPerRun: 1_000 });
		await watch.write('push.csv', header + pushRows(1_500));
		const other = watch.inAnotherProcess();
		const [ours, theirs] = await Promise.all([watch.poll(), other.poll()]);
		expect(users(json(ours))).toEqual(usersOf(1_000));
		expect(json(theirs)).toEqual(json(ours));
		// Whichever of them is saved last.
		for (const saved of [watch.staticData, other.staticData]) {
			expect(users((await watch.inAnotherProcess(saved).drain())[0])).toEqual(usersOf(500, 1_000));
		}
	});

	it('repeats a poll whose outcome n8n threw away', async () => {
		const watch = await begun(running());
		await watch.write('push.csv', header + pushRows(3));
		const abandoned = await watch.poll({ staticData: structuredClone(watch.staticData), activation: 'update' });
		// It may still be about to write it down.
		expect(await watch.poll({ activation: 'update' })).toBeNull();
		await later(settling, async () => {
			const counted = await watch.poll({ activation: 'update' });
			expect(json(counted)).toEqual(json(abandoned));
			expect(await watch.poll({ activation: 'update' })).toBeNull();
		});
	});

	it('starts nothing beside a poll that n8n has given up and that still runs', { timeout: 120_000 }, async () => {
		const fixture = running();
		const proxy = await startCuttingProxy(fixture);
		try {
			const watch = await begun(fixture, {}, fixture.credential(proxy.port));
			await watch.write('push.csv', header + pushRows(6_000));
			let goOn = (): void => undefined;
			const isReading = new Promise<void>((resolve) => {
				proxy.pauseAfter(100_000, async () => {
					resolve();
					await new Promise<void>((go) => (goOn = go));
				});
			});
			const givenUp = watch.poll({ staticData: structuredClone(watch.staticData) });
			await isReading;
			expect(await watch.poll()).toBeNull();
			goOn();
			await givenUp;
			await later(settling, async () => expect(users((await watch.drain())[0])).toEqual(usersOf(6_000)));
		} finally {
			await proxy.stop();
		}
	});

	it('repeats the rows of one poll, and no others, when n8n is killed before it has saved them', async () => {
		const watch = await begun(running(), { rowsPerRun: 1_000 });
		await watch.write('push.csv', header + pushRows(2_500));
		const first = json(await watch.poll());
		const saved = asSaved(watch.staticData);
		const unsaved = json(await watch.poll());
		expect(users(unsaved)).toEqual(usersOf(1_000, 1_000));
		const [rest] = await watch.inAnotherProcess(saved).drain();
		expect(users([...first, ...rest])).toEqual(usersOf(2_500));
		expect(rest.slice(0, 1_000)).toEqual(unsaved);
	});

	it('finishes a file once, whether n8n is killed before or after it', async ({ skip }) => {
		if (!running().isWritable) return skip();
		const watch = await begun(running());
		watch.parameters = { afterReading: 'move', targetFolder: `${watch.folder}/done` };
		await watch.write('push.csv', header + pushRows(2));
		expect(users(json(await watch.poll()))).toEqual(usersOf(2));
		const saved = asSaved(watch.staticData);
		expect(await watch.inAnotherProcess(saved).drain()).toEqual([[], []]);
		expect((await watch.read('done/push.csv'))?.toString()).toBe(header + pushRows(2));
		expect(await watch.read('push.csv')).toBeUndefined();
		// The state in which the file was still to be moved is all there is.
		expect(await watch.inAnotherProcess(saved).drain()).toEqual([[], []]);
		expect((await watch.read('done/push.csv'))?.toString()).toBe(header + pushRows(2));
	});
}
