import type { StoredFile } from '../../shared/storage/storage';
import { StorageError, type StorageFailure } from '../../shared/storage/storageError';

interface Known {
	readonly listed: string;
	readonly exact: StoredFile;
}

/** A change within so many milliseconds may not show in a listing that rounds to minutes. */
const listingRounds = 2 * 60_000;

/**
 * What the server says exactly of files that its listing shows only roughly, so that not every poll has to
 * ask for each. Lives in the process; without it everything is asked again.
 */
export class StatCache {
	private known = new Map<string, Known>();

	/**
	 * The exact files of a listing, in its order, without those that are gone by now.
	 * @param ask the server, about one file
	 */
	async resolve(
		listing: readonly StoredFile[],
		ask: (path: string) => Promise<StoredFile | undefined>,
		now: () => number,
	): Promise<StoredFile[]> {
		const seen = new Map<string, Known>();
		const files: StoredFile[] = [];
		for (const file of listing) {
			if (!file.isApproximate) {
				files.push(file);
				continue;
			}
			const listed = JSON.stringify([file.size, file.modifiedAt]);
			const before = this.known.get(file.path);
			const exact = before?.listed === listed ? before.exact : await orAsListed(file, ask);
			if (exact === undefined) continue;
			// A file changed that lately may change again and be listed alike.
			const isSettled = exact !== file && exact.modifiedAt !== undefined && exact.modifiedAt < now() - listingRounds;
			if (isSettled) {
				seen.set(file.path, { listed, exact });
				// What was learned stays learned when the time is up in the middle.
				this.known.set(file.path, { listed, exact });
			}
			files.push(exact);
		}
		this.known = seen;
		return files;
	}
}

/** A file the server says nothing of is not in the way of the others: reading it will fail, and say why. */
async function orAsListed(file: StoredFile, ask: (path: string) => Promise<StoredFile | undefined>): Promise<StoredFile | undefined> {
	return await ask(file.path).catch(async (error: unknown) => {
		const isItsOwn = error instanceof StorageError && isAboutOneFile.has(error.kind);
		return isItsOwn ? file : await Promise.reject(error);
	});
}

const isAboutOneFile: ReadonlySet<StorageFailure> = new Set(['permissionDenied', 'protocol', 'changed']);

const caches = new Map<string, StatCache>();

/** The cache of a node watching one place. */
export function statCacheOf(nodeKey: string): StatCache {
	const cache = caches.get(nodeKey) ?? new StatCache();
	caches.set(nodeKey, cache);
	return cache;
}
