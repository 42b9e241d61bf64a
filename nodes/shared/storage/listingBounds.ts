import { Bounded, TooMuch } from '../bounded';
import { networkFailure } from './networkFailure';
import { StorageError } from './storageError';

/** The most that one listing may have: entries of all folders and pages together, and folders in folders. */
export const bounds = { entries: 1_000_000, depth: 64 };

/** Lists under these bounds, and says so in the storage's one error. */
export async function* listBounded<Entry>(subject: string, list: (bounded: Bounded) => AsyncIterable<Entry>): AsyncGenerator<Entry> {
	try {
		yield* list(new Bounded(subject, bounds));
	} catch (error) {
		throw error instanceof TooMuch ? networkFailure(error, subject) : (error as Error);
	}
}

/** Counts one, and says in the storage's one error that it was one too many. */
export function countIn(bounded: Bounded, server: string): void {
	try {
		bounded.count();
	} catch (error) {
		throw networkFailure(error, server);
	}
}

/** Characters by which a server calls its next page: each is remembered, and part of a web address. */
const longestToken = 8 * 1024;

/** Tells pages that come for the second time: a server that repeats itself would be listed for ever. */
export function unrepeated(server: string): (page: string) => void {
	const seen = new Set<string>();
	return (page) => {
		if (page.length > longestToken) {
			throw new StorageError('protocol', `${server} sends a token for the next page of its listing that is longer than 8 KB`, 'Have whoever runs the server put that right.');
		}
		if (seen.has(page)) {
			throw new StorageError('protocol', `${server} sends the same page of its listing again and again`, 'Have whoever runs the server put that right.');
		}
		seen.add(page);
	};
}
