import type { StoredFile } from './storage';
import { StorageError, type StorageFailure } from './storageError';

/** What concerns one file or folder, and says nothing about the others. */
const ownKinds: ReadonlySet<StorageFailure> = new Set(['permissionDenied', 'protocol', 'changed', 'configuration']);

export function isItsOwn(error: unknown): error is StorageError {
	return error instanceof StorageError && ownKinds.has(error.kind);
}

/** An entry that could not be looked at. Its `version` keeps it apart from the file of that name once it can be. */
export function problemEntry(path: string, { kind, message, advice }: StorageError, isFolder: boolean): StoredFile {
	const reason = advice === '' ? message : `${message}. ${advice}`;
	return { path, size: undefined, modifiedAt: undefined, version: `problem ${kind}`, problem: { kind, reason, isFolder } };
}

/** The entry itself, or undefined when it is gone, or what stands in its way alone. Throws what stands in the way of all. */
export async function orProblem(
	path: string,
	isFolder: boolean,
	look: () => Promise<StoredFile | undefined>,
): Promise<StoredFile | undefined> {
	try {
		return await look();
	} catch (error) {
		if (!isItsOwn(error)) throw error as Error;
		return problemEntry(path, error, isFolder);
	}
}

/** The files below a folder, or what stands in its way alone. A folder that vanished meanwhile is empty. */
export async function* folderOrProblem(path: string, files: AsyncIterable<StoredFile>): AsyncGenerator<StoredFile> {
	try {
		yield* files;
	} catch (error) {
		if (error instanceof StorageError && error.kind === 'notFound') return;
		if (!isItsOwn(error)) throw error as Error;
		yield problemEntry(path, error, true);
	}
}
