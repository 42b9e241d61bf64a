import { failureOf } from './failureOf';
import { identityOf, type Identity } from './identity';
import type { Failure } from './reading';
import { folderOf, joinPath, nameOf } from '../storage/paths';
import type { Storage, StoredFile } from '../storage/storage';
import { isStorageError } from '../storage/storageError';

/** What is done with a file that needs no more reading. */
export type Finishing = { readonly kind: 'leave' } | { readonly kind: 'delete' } | { readonly kind: 'move'; readonly folder: string };

type Shelf = Pick<Storage, 'delete' | 'list' | 'move' | 'stat'>;

/** What became of a file that was to be deleted or moved. */
export type Finished =
	| { readonly state: 'left' | 'deleted' }
	| { readonly state: 'moved'; readonly to: string }
	/** It was gone already, or is another version by now: that one is new, and left alone. */
	| { readonly state: 'gone' | 'another' }
	| { readonly state: 'failed'; readonly failure: Failure };

/**
 * Deletes or moves a file, if at this moment it is still the version that was read. One that is gone, or that became
 * another one, is finished: the other one is new, and read.
 */
export async function finishFile(
	storage: Shelf,
	file: StoredFile,
	identity: Identity,
	finishing: Finishing,
): Promise<Failure | undefined> {
	const finished = await finishVersion(storage, file, identity, finishing);
	return finished.state === 'failed' ? finished.failure : undefined;
}

/** The same, for somebody who must know what became of it. */
export async function finishVersion(storage: Shelf, file: StoredFile, identity: Identity, finishing: Finishing): Promise<Finished> {
	if (finishing.kind === 'leave') return { state: 'left' };
	try {
		// Comparing comes last before the act: what is asked in between is time for the file to change.
		const target = finishing.kind === 'move' ? await freePlace(storage, file, identity, finishing.folder) : undefined;
		const found = await lookAtVersion(storage, file, identity);
		if (found === 'gone' || found === 'another') return { state: found };
		if (found === 'unknown') return { state: 'failed', failure: cannotBeCompared };
		if (target === undefined) await storage.delete(file.path);
		else await storage.move(file.path, target);
		return target === undefined ? { state: 'deleted' } : { state: 'moved', to: target };
	} catch (error) {
		// It may be the folder to move to that is not found.
		const isGone = isStorageError(error, 'notFound') && (await storage.stat(file.path).catch(() => file)) === undefined;
		if (isGone) return { state: 'gone' };
		return { state: 'failed', failure: finishing.kind === 'move' ? await explain(storage, finishing.folder, error) : failureOf(error) };
	}
}

const cannotBeCompared: Failure = {
	reason: 'The server shows neither the time of a file nor anything else that changes with it, so nobody can tell whether it is still the one that was read. It was left where it is.',
	stopsPoll: false,
};

/** Whether the file is the one that was read, as the server sees it now. */
export async function lookAtVersion(
	storage: Pick<Storage, 'list' | 'stat'>,
	file: StoredFile,
	identity: Identity,
): Promise<'same' | 'another' | 'gone' | 'unknown'> {
	const found = await storage.stat(file.path);
	if (found === undefined) return 'gone';
	if (found.modifiedAt === undefined && found.version === undefined) return 'unknown';
	if (identityOf(found) === identity) return 'same';
	// Some servers say of a file itself what differs by a second, or by an ETag, from what they list.
	if (file.isApproximate) return 'another';
	for await (const listed of storage.list(folderOf(file.path))) {
		if (listed.path === file.path && !listed.isApproximate) return identityOf(listed) === identity ? 'same' : 'another';
	}
	return 'another';
}

/** A file of the same name in the folder is not overwritten: the name then gets the version put in. */
async function freePlace(storage: Shelf, { path }: StoredFile, identity: Identity, folder: string): Promise<string> {
	const name = nameOf(path);
	const target = joinPath(folder, name);
	const isTaken = (await storage.stat(target)) !== undefined;
	return isTaken ? joinPath(folder, withVersion(name, identity)) : target;
}

/** Servers say that the file cannot be found, or not be touched, when the folder to move to is a file itself. */
async function explain(storage: Shelf, folder: string, error: unknown): Promise<Failure> {
	const isFile = (await storage.stat(folder).catch(() => undefined)) !== undefined;
	if (isFile) return { reason: `"${folder}", where files are to be moved, is a file and no folder.`, stopsPoll: false };
	return failureOf(error);
}

function withVersion(name: string, identity: Identity): string {
	const end = name.indexOf('.', 1);
	return end === -1 ? `${name}-${identity}` : `${name.slice(0, end)}-${identity}${name.slice(end)}`;
}
