import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

import { startCuttingProxy } from '../../../servers/support/cuttingProxy.ts';
import type { Running } from './describeTrigger.ts';
import { begun, header, json, pushRows } from './watch.ts';

/** What becomes of a file that is read or given up. */
export function finishing(running: Running): void {
	it('deletes or moves what is read only in the poll after, and overwrites nothing', async ({ skip }) => {
		if (!running().isWritable) return skip();
		const deleting = await begun(running(), { afterReading: 'delete' });
		await deleting.write('push.csv', header + pushRows(1));
		expect(json(await deleting.poll())).toHaveLength(1);
		expect(await deleting.read('push.csv')).toBeDefined();
		expect(await deleting.poll()).toBeNull();
		expect(await deleting.read('push.csv')).toBeUndefined();
		expect(await deleting.read('history.csv')).toBeDefined();

		const moving = await begun(running());
		moving.parameters = { afterReading: 'move', targetFolder: `${moving.folder}/done` };
		for (const round of [1, 2]) {
			await moving.write('push.csv', header + pushRows(round));
			expect(json(await moving.poll())).toHaveLength(round);
			expect(await moving.poll()).toBeNull();
			expect(await moving.read('push.csv')).toBeUndefined();
			expect((await moving.read('done/push.csv'))?.toString()).toBe(header + pushRows(1));
		}
	});

	it('does not delete what came in the place of what was read', async ({ skip }) => {
		if (!running().isWritable) return skip();
		const watch = await begun(running(), { afterReading: 'delete' });
		await watch.write('push.csv', header + pushRows(1));
		expect(json(await watch.poll())).toHaveLength(1);
		await watch.write('push.csv', header + pushRows(2));
		expect(json(await watch.poll())).toHaveLength(2);
		expect(await watch.read('push.csv')).toBeDefined();
		expect(await watch.poll()).toBeNull();
		expect(await watch.read('push.csv')).toBeUndefined();
	});

	it('moves what it gives up into quarantine', async ({ skip }) => {
		if (!running().isWritable) return skip();
		const watch = await begun(running());
		watch.parameters = { options: { quarantineFolder: `${watch.folder}/quarantine`, recursive: true } };
		const whole = gzipSync(header + pushRows(500));
		const cut = whole.subarray(0, whole.length / 2);
		await watch.write('cut.csv.gz', cut);
		const [, setAside] = await watch.drain();
		expect(setAside).toHaveLength(1);
		await watch.poll();
		expect(await watch.read('quarantine/cut.csv.gz')).toEqual(Buffer.from(cut));
		// The folder lies within the one that is watched, and what is in it is left alone.
		expect(await watch.poll()).toBeNull();
	});

	it('moves a file although the connection breaks again and again', { timeout: 120_000 }, async ({ skip }) => {
		const fixture = running();
		if (!fixture.isWritable) return skip();
		const proxy = await startCuttingProxy(fixture);
		try {
			const watch = await begun(fixture, { options: { attempts: 20 } }, fixture.credential(proxy.port));
			watch.parameters = { ...watch.parameters, afterReading: 'move', targetFolder: `${watch.folder}/done` };
			await watch.write('push.csv', header + pushRows(3));
			expect(json(await watch.poll())).toHaveLength(3);
			for (let bytes = 0; bytes < 40_000 && (await watch.read('push.csv')) !== undefined; bytes = bytes * 2 + 200) {
				proxy.after(bytes, 'cut');
				expect(json(await watch.poll().catch(() => null))).toEqual([]);
				watch.skipPauses();
			}
			proxy.heal();
			expect(await watch.drain()).toEqual([[], []]);
			expect(await watch.read('push.csv')).toBeUndefined();
			expect((await watch.read('done/push.csv'))?.toString()).toBe(header + pushRows(3));
			expect(watch.openFiles()).toBe(0);
		} finally {
			await proxy.stop();
		}
	});
}
