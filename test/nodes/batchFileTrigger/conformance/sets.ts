import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { header, pushRows, Watch } from './watch.ts';
import type { Running } from './describeTrigger.ts';

const namesIn = (item: IDataObject): string[] => (item.set as { files: Array<{ _file: { name: string } }> }).files.map(({ _file }) => _file.name);

/** Files that belong together come out as one item, when all of them are there. */
export function sets(running: Running): void {
	describe('files that belong together', () => {
		const watching = (parameters: IDataObject): Watch =>
			new Watch(running(), { output: 'file', startFrom: 'all', ...(parameters as Record<string, string>) });
		const part = header + pushRows(2);

		it('come out as one item, with what the output File shows of each, when the count is reached', async () => {
			const watch = watching({ waitForSet: 'count' });
			await watch.write('crm-part-2-of-3.csv', part);
			await watch.write('crm-part-1-of-3.csv', part);
			expect(await watch.poll()).toBeNull();
			// Another process goes on.
			const other = watch.inAnotherProcess();
			await other.write('crm-part-3-of-3.csv', part);
			const [items = [], setAside = []] = (await other.poll()) ?? [];
			expect(setAside).toEqual([]);
			expect(items).toHaveLength(1);
			expect(items[0]?.json.set).toMatchObject({ name: 'crm' });
			expect(namesIn(items[0]!.json)).toEqual(['crm-part-1-of-3.csv', 'crm-part-2-of-3.csv', 'crm-part-3-of-3.csv']);
			expect(await other.poll()).toBeNull();

			const byItself = new Watch(running(), { output: 'file', startFrom: 'all' }, watch.credential, watch.folder);
			const single = (await byItself.poll())?.[0]?.map(({ json }) => json) ?? [];
			const { files } = items[0]!.json.set as { files: IDataObject[] };
			expect(single).toHaveLength(3);
			expect(files).toEqual(expect.arrayContaining(single));
		});

		it('come out after a marker, though its name does not fit File Name, and the marker is none of them', async () => {
			const watch = watching({ waitForSet: 'marker', markerFile: '_SUCCESS', filePattern: '*.csv' });
			await watch.write('part-0.csv', part);
			await watch.write('part-1.csv', part);
			expect(await watch.poll()).toBeNull();
			await watch.write('_SUCCESS', '');
			expect(await watch.poll()).toBeNull();
			const [items = []] = (await watch.poll()) ?? [];
			expect(items.map(({ json }) => namesIn(json))).toEqual([['part-0.csv', 'part-1.csv']]);
			expect(await watch.poll()).toBeNull();
		});

		it('show in a test run what they wait for', async () => {
			const watch = watching({ waitForSet: 'count' });
			await watch.write('crm_1_4.csv', part);
			await watch.write('crm_3_4.csv', part);
			await watch.write('shop_1_1.csv', part);
			await watch.write('readme.csv', part);
			const [items = [], setAside = []] = (await watch.poll({ mode: 'manual' })) ?? [];
			expect(items.map(({ json }) => namesIn(json))).toEqual([['shop_1_1.csv']]);
			expect(setAside.map(({ json }) => json.problem)).toEqual([
				'The set "crm" waits for part 2, 4 of 4.',
				'readme.csv is put out in no set. Its name does not tell of what set it is, or which part.',
			]);
		});
	});
}
