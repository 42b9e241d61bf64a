import { describe, expect, it } from 'vitest';

import { finishFile } from '../../../nodes/shared/rowFile/finishFile.ts';
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
});
