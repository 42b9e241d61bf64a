import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { listFiles, mostFiles } from '../../../nodes/BatchFileTrigger/source/listFiles.ts';
import { StatCache } from '../../../nodes/BatchFileTrigger/source/statCache.ts';
import type { Place } from '../../../nodes/BatchFileTrigger/settings.ts';
import { joinPath, rootedPath } from '../../../nodes/shared/storage/paths.ts';
import type { Storage, StoredFile } from '../../../nodes/shared/storage/storage.ts';
import { StorageError } from '../../../nodes/shared/storage/storageError.ts';

const home = '/home/batch';

/** A server with these files, given from its root, whose login leads to `home`. */
function serverWith(...files: string[]): Pick<Storage, 'list' | 'stat' | 'locate'> {
	return {
		list: async function* (folder, { recursive = false } = {}) {
			const place = rootedPath(home, folder);
			for (const file of files) {
				const rest = file.startsWith(`${place}/`) ? file.slice(place.length + 1) : '';
				if (rest !== '' && (recursive || !rest.includes('/'))) yield { path: joinPath(folder, rest), size: 1, modifiedAt: 1_000 };
			}
		},
		stat: async (path): Promise<StoredFile | undefined> => {
			if (path.includes('forbidden')) throw new StorageError('permissionDenied', 'no');
			if (path.includes('broken')) throw new StorageError('lost', 'cut');
			return files.includes(rootedPath(home, path)) ? { path, size: 1, modifiedAt: 1_000 } : undefined;
		},
		locate: async (path) => rootedPath(home, path),
	};
}

const place: Place = { folder: '', recursive: true, pattern: '', excluded: [], isKnownByName: false };
const list = async (server: ReturnType<typeof serverWith>, fields: Partial<Place>) => await listFiles(server, { ...place, ...fields }, new StatCache(), () => 0);

/** Ways to write the same folder. */
const spelled = (folder: string) =>
	fc.constantFrom(folder, `./${folder}`, `.//${folder}`, `${folder}/.`, `x/../${folder}`, `${home}/${folder}`, `${home}/./x/../${folder}`, `/home/../home/batch/${folder}`);

describe('where files are moved to', () => {
	it('is never looked into, whatever way it is written', async () => {
		await fc.assert(
			fc.asyncProperty(spelled('in'), spelled('in/done'), async (folder, excluded) => {
				const files = await list(serverWith(`${home}/in/a.csv`, `${home}/in/done/b.csv`, `${home}/in/done2/c.csv`), { folder, excluded: [excluded] });
				expect(files.map(({ path }) => path.split('/').at(-1))).toEqual(['a.csv', 'c.csv']);
			}),
		);
	});

	it('is never the folder that is watched, whatever way it is written', async () => {
		await fc.assert(
			fc.asyncProperty(spelled('in'), spelled('in'), fc.boolean(), fc.boolean(), async (folder, excluded, recursive, isKnownByName) => {
				const looking = list(serverWith(`${home}/in/a.csv`), { folder, excluded: [excluded], recursive, isKnownByName, pattern: 'a.csv' });
				await expect(looking).rejects.toMatchObject({ kind: 'configuration', message: expect.stringContaining('it is the folder that is watched') });
			}),
		);
	});
});

describe('files that are known by name', () => {
	it('do not wait for one that nobody may look at', async () => {
		const server = serverWith(`${home}/forbidden.csv`, `${home}/2026.csv`);
		const files = await listFiles(server, { ...place, pattern: 'forbidden_{yyyy}.csv', isKnownByName: true }, new StatCache(), () => 0);
		expect(files).toEqual([expect.objectContaining({ problem: expect.objectContaining({ kind: 'permissionDenied', isFolder: false }) }), expect.objectContaining({ path: 'forbidden_1970.csv' })]);
		await expect(list(server, { pattern: 'broken.csv', isKnownByName: true })).rejects.toThrow('cut');
	});
});

it('are so many at most, and that is said', async () => {
	const server = serverWith(...Array.from({ length: mostFiles + 1 }, (_none, index) => `${home}/${index}.csv`));
	await expect(list(server, {})).rejects.toThrow('100,000 entries');
	expect(await list(server, { pattern: '1*.csv' })).not.toHaveLength(0);
});
