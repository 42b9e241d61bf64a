import { gzipSync } from 'node:zlib';
import type { IDataObject } from 'n8n-workflow';
import { expect, it } from 'vitest';

import type { Running } from './describeTrigger.ts';
import { asSaved, begun, header, hour, json, minute, names, pushRows, users, usersOf, Watch } from './watch.ts';

/** What is new, and in which form it comes out. */
export function reading(running: Running, many: number): void {
	it('leaves history alone, reads what is new, typed and marked, once', async () => {
		const watch = await begun(running(), { options: { appPattern: '{app}_push_*' } });
		await watch.write('shop_push_2026-03-01.csv', header + pushRows(2));
		const [items, setAside] = await watch.drain();
		expect(setAside).toEqual([]);
		expect(items[0]).toEqual({
			event: 'push_sent',
			time: '2026-03-01T10:00:00.000Z',
			customId: 'user-0',
			campaignToken: 'campaign-0',
			_file: {
				name: 'shop_push_2026-03-01.csv',
				path: expect.stringContaining('shop_push_2026-03-01.csv'),
				version: expect.stringMatching(/^[\w-]{12}$/),
				date: '2026-03-01',
				app: 'shop',
				row: 1,
				readAs: expect.arrayContaining(['header certain: yes', 'kind certain: push events']),
			},
		});
		expect(users(items)).toEqual(usersOf(2));
		expect(await watch.poll()).toBeNull();
	});

	it('takes up preserved, future and equal times', async () => {
		const watch = await begun(running());
		await watch.write('a-old.csv', header + pushRows(1, 10), 90 * 24 * hour);
		await watch.write('b-future.csv', header + pushRows(1, 20), -3 * hour);
		const moment = Date.now() - minute;
		for (const [name, first] of [['c-same.csv', 30], ['d-same.csv', 40]] as const) {
			await watch.write(name, header + pushRows(1, first), Date.now() - moment);
		}
		expect(users((await watch.drain())[0])).toEqual(['user-10', 'user-30', 'user-40', 'user-20']);
		expect(await watch.poll()).toBeNull();
	});

	it.each([
		['plain', (text: string) => Buffer.from(text)],
		['gzip', (text: string) => gzipSync(text)],
	])('reads a %s file in portions and goes on in the middle', async (_kind, pack) => {
		const watch = await begun(running(), { rowsPerRun: 700 });
		await watch.write('large.csv', pack(header + pushRows(3_000)));
		const portions: number[] = [];
		const seen: unknown[] = [];
		for (let outputs = await watch.poll(); outputs !== null; outputs = await watch.poll()) {
			portions.push(outputs[0]!.length);
			seen.push(...users(json(outputs)));
			// Between two polls n8n is restarted.
			watch.staticData = asSaved(watch.staticData);
		}
		expect(portions).toEqual([700, 700, 700, 700, 200]);
		expect(seen).toEqual(usersOf(3_000));
	});

	it('gives batches, summaries and files', async () => {
		const batches = await begun(running(), { output: 'batches', batchSize: 40 });
		await batches.write('push.csv', header + pushRows(100));
		const [items] = await batches.drain();
		expect(items.map(({ rows }) => (rows as unknown[]).length)).toEqual([40, 40, 20]);
		expect(items.map(({ _file }) => [(_file as IDataObject).row, (_file as IDataObject).lastRow])).toEqual([
			[1, 40],
			[41, 80],
			[81, 100],
		]);

		const summaries = await begun(running(), { output: 'summary' });
		await summaries.write('push.csv', `${header}${pushRows(100)}push_optout,2026-03-01T11:00:00Z,user-7,\n`);
		const [[summary]] = await summaries.drain();
		expect(summary).toMatchObject({ kind: 'pushEvents', rows: 101, optOuts: 1, errorRate: 0, _file: { name: 'push.csv' } });

		const files = await begun(running(), { output: 'file' });
		await files.write('push.csv', header + pushRows(1), hour);
		const [[file]] = await files.drain();
		expect(file).toEqual({ _file: expect.objectContaining({ name: 'push.csv', size: (header + pushRows(1)).length }) });
	});

	it('keeps counting where a summary stopped when the time was up', async () => {
		const watch = await begun(running(), { output: 'summary' });
		const startedAt = performance.now();
		await watch.poll();
		let budget = 2 * (performance.now() - startedAt) + 100;
		await watch.write('push.csv', header + pushRows(60_000));
		const summaries: IDataObject[] = [];
		for (let poll = 0; poll < 40 && summaries.length === 0; poll++) {
			// On a busy machine a listing may take all of that: then the poll says so, and loses nothing.
			const outputs = await watch.poll({ budget }).catch(() => null);
			budget *= 1.2;
			summaries.push(...json(outputs));
			watch.staticData = asSaved(watch.staticData);
		}
		expect(summaries).toEqual([expect.objectContaining({ rows: 60_000, badRows: 0 })]);
	});

	it('passes over empty files and files with nothing but a header', async () => {
		const watch = await begun(running());
		await watch.write('empty.csv', '');
		await watch.write('header-only.csv', header);
		await watch.write('rows.csv', header + pushRows(1));
		const [items, setAside] = await watch.drain();
		expect(names(items)).toEqual(['rows.csv']);
		expect(setAside.map(({ problem }) => problem)).toEqual([]);
	});

	it('gives a sample of the newest file in a test run, and remembers nothing', async () => {
		const watch = new Watch(running());
		await watch.write('older.csv', header + pushRows(5, 100), 2 * hour);
		await watch.write('newest.csv', header + pushRows(50, 200), hour);
		const outputs = await watch.poll({ mode: 'manual' });
		expect(json(outputs)).toHaveLength(20);
		expect(names(json(outputs))).toEqual(['newest.csv']);
		expect(watch.staticData).toEqual({});
		const nothing = new Watch(running(), { filePattern: 'nothing-like-this.csv' });
		await nothing.write('other.csv', header);
		await expect(nothing.poll({ mode: 'manual' })).rejects.toThrow('No data with the current filter could be found');
	});

	it(`watches a folder of ${many} files with a small state`, { timeout: 300_000 }, async () => {
		const watch = new Watch(running());
		for (let file = 0; file < many; file++) await watch.write(`push_${file}.csv`, 'a\n', 48 * hour);
		expect(await watch.poll()).toBeNull();
		await watch.write('new.csv', header + pushRows(1));
		const startedAt = performance.now();
		expect(names((await watch.drain())[0])).toEqual(['new.csv']);
		expect(performance.now() - startedAt).toBeLessThan(60_000);
		expect(JSON.stringify(watch.staticData).length).toBeLessThan(many * 13 + 1_000);
	});
}
