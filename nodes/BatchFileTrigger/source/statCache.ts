import type { StoredFile } from '../../shared/storage/storage';
import { orProblem } from '../../shared/storage/entryProblem';

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
			if (!file.isApproximate || file.problem !== undefined) {
				files.push(file);
				continue;
			}
			const listed = JSON.stringify([file.size, file.modifiedAt]);
			const before = this.known.get(file.path);
			const exact = before?.listed === listed ? before.exact : await orProblem(file.path, false, async () => await ask(file.path));
			if (exact === undefined) continue;
			// A file changed that lately may change again and be listed alike, and one that is listed without a time always may.
			const isSettled = file.modifiedAt !== undefined && exact.modifiedAt !== undefined && exact.modifiedAt < now() - listingRounds;
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

	/** What was known of a file may be so no longer: it is asked for again. */
	forget(path: string): void {
		this.known.delete(path);
	}
}

const caches = new Map<string, StatCache>();

/** The cache of a node watching one place. */
export function statCacheOf(nodeKey: string): StatCache {
	const cache = caches.get(nodeKey) ?? new StatCache();
	caches.set(nodeKey, cache);
	return cache;
}
