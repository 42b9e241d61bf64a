import { StorageError } from './storageError';

/** The most that one listing may have: entries of all folders and pages together, and folders in folders. */
export const bounds = { entries: 1_000_000, depth: 64 };

/** Tells pages that come for the second time: a server that repeats itself would be listed for ever. */
export function unrepeated(server: string): (page: string) => void {
	const seen = new Set<string>();
	return (page) => {
		if (seen.has(page)) {
			throw new StorageError('protocol', `${server} sends the same page of its listing again and again`, 'Have whoever runs the server put that right.');
		}
		seen.add(page);
	};
}
