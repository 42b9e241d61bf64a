import { describe, expect, it } from 'vitest';

import { StatCache } from '../../../nodes/BatchFileTrigger/source/statCache.ts';
import type { StoredFile } from '../../../nodes/shared/storage/storage.ts';
import { StorageError } from '../../../nodes/shared/storage/storageError.ts';

const now = Date.UTC(2026, 2, 2, 12);
const minute = 60_000;

/** A listing that shows minutes, and a server that knows seconds. */
const listed = (path: string, modifiedAt: number): StoredFile => ({ path, size: 10, modifiedAt, isApproximate: true });
const exact = (path: string, modifiedAt: number): StoredFile => ({ path, size: 10, modifiedAt: modifiedAt + 17_000 });

function setUp() {
	const asked: string[] = [];
	const cache = new StatCache();
	const ask = async (path: string): Promise<StoredFile | undefined> => {
		asked.push(path);
		if (path === 'forbidden') throw new StorageError('permissionDenied', 'no');
		if (path === 'unlucky') throw new StorageError('lost', 'cut');
		return path === 'gone' ? undefined : exact(path, now - 10 * minute);
	};
	const resolve = async (...files: StoredFile[]) => await cache.resolve(files, ask, () => now);
	return { asked, resolve };
}

describe('the exact facts of roughly listed files', () => {
	it('are asked for once, as long as the listing shows the same', async () => {
		const { asked, resolve } = setUp();
		const file = listed('a', now - 10 * minute);
		expect(await resolve(file)).toEqual([exact('a', now - 10 * minute)]);
		await resolve(file);
		expect(asked).toEqual(['a']);
		await resolve(listed('a', now - 5 * minute));
		expect(asked).toEqual(['a', 'a']);
	});

	it('are asked for again as long as a change could hide in the minute', async () => {
		const asked: string[] = [];
		const cache = new StatCache();
		const ask = async (path: string) => {
			asked.push(path);
			return exact(path, now - minute);
		};
		const look = async () => await cache.resolve([listed('a', now - minute)], ask, () => now);
		await look();
		await look();
		expect(asked).toEqual(['a', 'a']);
	});

	it('are not asked for where the listing is exact, and leave out what is gone', async () => {
		const { asked, resolve } = setUp();
		const sure: StoredFile = { path: 'sure', size: 1, modifiedAt: 1_000 };
		expect(await resolve(sure, listed('gone', now))).toEqual([sure]);
		expect(asked).toEqual(['gone']);
	});

	it('are asked for in every poll where the listing shows no time to compare', async () => {
		const { asked, resolve } = setUp();
		const undated: StoredFile = { path: 'a', size: undefined, modifiedAt: undefined, isApproximate: true };
		await resolve(undated);
		await resolve(undated);
		await resolve({ ...undated, size: 10 });
		await resolve({ ...undated, size: 10 });
		expect(asked).toEqual(['a', 'a', 'a', 'a']);
	});

	it('of one file stand in nobody else’s way when the server keeps them to itself', async () => {
		const { resolve } = setUp();
		const forbidden = expect.objectContaining({ path: 'forbidden', problem: { kind: 'permissionDenied', reason: 'no', isFolder: false } });
		expect(await resolve(listed('forbidden', now), listed('a', now - 10 * minute))).toEqual([forbidden, exact('a', now - 10 * minute)]);
		await expect(resolve(listed('unlucky', now))).rejects.toThrow('cut');
	});
});
