import { describe, expect, it } from 'vitest';

import { finishFile, finishVersion } from '../../../nodes/shared/rowFile/finishFile.ts';
import { identityOf } from '../../../nodes/shared/rowFile/identity.ts';
import type { Storage, StoredFile } from '../../../nodes/shared/storage/storage.ts';
import { StorageError } from '../../../nodes/shared/storage/storageError.ts';

const file: StoredFile = { path: 'in/push.csv.gz', size: 1, modifiedAt: 1_000 };
const identity = identityOf(file);

/** A storage with these files; a move into `missing` fails as servers fail it. */
function storageWith(...paths: string[]) {
	const files = new Set(paths);
	const storage: Pick<Storage, 'delete' | 'list' | 'move' | 'stat'> = {
		list: async function* () {
			for (const path of files) yield { ...file, path };
		},
		stat: async (path) => (files.has(path) ? { ...file, path } : undefined),
		delete: async (path) => void files.delete(path),
		move: async (from, to) => {
			if (!files.has(from) || to.startsWith('missing/')) throw new StorageError('notFound', `There is no file "${from}"`);
			files.delete(from);
			files.add(to);
		},
	};
	return { files, storage };
}

describe('finishing a file', () => {
	it('moves it, under a name of its own where the folder has one like it', async () => {
		const { files, storage } = storageWith(file.path, 'done/push.csv.gz');
		expect(await finishFile(storage, file, identity, { kind: 'move', folder: 'done' })).toBeUndefined();
		expect([...files].toSorted()).toEqual([`done/push-${identity}.csv.gz`, 'done/push.csv.gz']);
	});

	it('is done when the file is gone', async () => {
		const { storage } = storageWith();
		expect(await finishFile(storage, file, identity, { kind: 'move', folder: 'done' })).toBeUndefined();
		expect(await finishFile(storage, file, identity, { kind: 'delete' })).toBeUndefined();
	});

	it('is not done when it is the folder that is not found', async () => {
		const { files, storage } = storageWith(file.path);
		const failure = await finishFile(storage, file, identity, { kind: 'move', folder: 'missing' });
		expect(failure?.reason).toContain('There is no file');
		expect([...files]).toEqual([file.path]);
	});

	describe.each(['lost', 'timeout', 'unavailable', 'unreachable'] as const)('when the answer is lost (%s)', (kind) => {
		it.each(['move', 'delete'] as const)('of what was done, it is done: %s', async (what) => {
			const { files, storage } = storageWith(file.path);
			const lost = (): never => {
				throw new StorageError(kind, 'The connection broke');
			};
			const losing = {
				...storage,
				move: async (...moved: Parameters<Storage['move']>) => {
					await storage.move(...moved);
					lost();
				},
				delete: async (path: string) => {
					await storage.delete(path);
					lost();
				},
			};
			const finished = await finishVersion(losing, file, identity, what === 'move' ? { kind: 'move', folder: 'done' } : { kind: 'delete' });
			expect(finished).toEqual(what === 'move' ? { state: 'moved', to: 'done/push.csv.gz' } : { state: 'gone' });
			expect([...files]).toEqual(what === 'move' ? ['done/push.csv.gz'] : []);
		});

		it('of what was not done, it is not', async () => {
			const { files, storage } = storageWith(file.path);
			const failing = { ...storage, move: async () => await Promise.reject(new StorageError(kind, 'The connection broke')) };
			expect(await finishVersion(failing, file, identity, { kind: 'move', folder: 'done' })).toMatchObject({ state: 'failed', failure: { stopsPoll: true } });
			expect([...files]).toEqual([file.path]);
		});
	});

	it('leaves what came in its place while it was moved', async () => {
		const { storage } = storageWith(file.path);
		const replaced = { ...storage, move: async () => await Promise.reject(new StorageError('changed', 'It was replaced')) };
		expect(await finishVersion(replaced, file, identity, { kind: 'move', folder: 'done' })).toEqual({ state: 'another' });
	});

	it('tells the storage which version is meant', async () => {
		const versioned: StoredFile = { ...file, version: 'v1' };
		const told: unknown[] = [];
		const storage: Pick<Storage, 'delete' | 'list' | 'move' | 'stat'> = {
			list: async function* () {},
			stat: async (path) => (path === file.path ? versioned : undefined),
			delete: async (...all) => void told.push(all),
			move: async (...all) => void told.push(all),
		};
		await finishVersion(storage, versioned, identityOf(versioned), { kind: 'delete' });
		await finishVersion(storage, versioned, identityOf(versioned), { kind: 'move', folder: 'done' });
		expect(told).toEqual([[file.path, 'v1'], [file.path, 'done/push.csv.gz', 'v1']]);
	});

	it('makes one copy, however often the file cannot be deleted behind it', async () => {
		const versioned: StoredFile = { ...file, version: 'content' };
		const files = new Set([file.path]);
		const storage: Pick<Storage, 'delete' | 'list' | 'move' | 'stat'> = {
			list: async function* () {},
			stat: async (path) => (files.has(path) ? { ...versioned, path } : undefined),
			delete: async () => await Promise.reject(new StorageError('permissionDenied', 'It may not be deleted')),
			move: async (from, to) => {
				files.add(to);
				await storage.delete(from);
			},
		};
		for (let attempt = 0; attempt < 4; attempt++) {
			const failure = await finishFile(storage, versioned, identityOf(versioned), { kind: 'move', folder: 'done' });
			expect(failure?.reason).toContain('may not be deleted');
		}
		expect([...files]).toEqual([file.path, 'done/push.csv.gz']);
	});

	it('loses none of several files of one name that are moved to one folder at the same time', async () => {
		const names = ['a', 'b', 'c'].map((folder) => ({ ...file, path: `${folder}/push.csv.gz` }));
		const { files, storage } = storageWith(...names.map(({ path }) => path));
		const slow = { ...storage, stat: async (path: string) => await new Promise<StoredFile | undefined>((resolve) => setTimeout(() => void storage.stat(path).then(resolve), 2)) };
		await Promise.all(names.map(async (one) => await finishFile(slow, one, identityOf(one), { kind: 'move', folder: 'done' })));
		expect(files.size).toBe(3);
		expect([...files].every((path) => path.startsWith('done/'))).toBe(true);
	});
});
