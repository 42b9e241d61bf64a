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
	let target: string | undefined;
	try {
		if (finishing.kind === 'delete') return await act(storage, file, identity, undefined);
		const { folder } = finishing;
		return await inTurn(nameOf(file.path), async () => {
			// Comparing comes last before the act: what is asked in between is time for the file to change.
			target = await freePlace(storage, file, identity, folder);
			return await act(storage, file, identity, target);
		});
	} catch (error) {
		if (isStorageError(error, 'changed')) return { state: 'another' };
		if (await isDone(storage, file, error)) return await whatBecameOf(storage, target);
		return { state: 'failed', failure: finishing.kind === 'move' ? await explain(storage, finishing.folder, error) : failureOf(error) };
	}
}

async function act(storage: Shelf, file: StoredFile, identity: Identity, target: string | undefined): Promise<Finished> {
	const { state, version } = await look(storage, file, identity);
	if (state === 'gone' || state === 'another') return { state };
	if (state === 'unknown') return { state: 'failed', failure: cannotBeCompared };
	if (target === undefined) {
		await storage.delete(file.path, version);
		return { state: 'deleted' };
	}
	await storage.move(file.path, target, version);
	return { state: 'moved', to: target };
}

/** The last of those who are about to move a file of that name. */
const turns = new Map<string, Promise<unknown>>();

/** Two triggers that move to one folder look for a free place at the same second: one after the other, or the second would take the first one's. */
async function inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
	const before = turns.get(name);
	const turn = (async () => {
		await before?.catch(() => undefined);
		return await work();
	})();
	turns.set(name, turn);
	try {
		return await turn;
	} finally {
		if (turns.get(name) === turn) turns.delete(name);
	}
}

/** What failed may be done: its answer was lost, or somebody else was quicker. It may also be the folder to move to that is not found. */
async function isDone(storage: Shelf, file: StoredFile, error: unknown): Promise<boolean> {
	const mayBe = isStorageError(error, 'notFound') || (isStorageError(error) && error.isTemporary);
	return mayBe && (await storage.stat(file.path).catch(() => file)) === undefined;
}

async function whatBecameOf(storage: Shelf, target: string | undefined): Promise<Finished> {
	const isThere = target !== undefined && (await storage.stat(target).catch(() => undefined)) !== undefined;
	return isThere ? { state: 'moved', to: target } : { state: 'gone' };
}

const cannotBeCompared: Failure = {
	reason: 'The server shows neither the time of a file nor anything else that changes with it, so nobody can tell whether it is still the one that was read. It was left where it is.',
	stopsPoll: false,
};

type Looked = 'same' | 'another' | 'gone' | 'unknown';

/** Whether the file is the one that was read, as the server sees it now. */
export async function lookAtVersion(storage: Pick<Storage, 'list' | 'stat'>, file: StoredFile, identity: Identity): Promise<Looked> {
	return (await look(storage, file, identity)).state;
}

/** With what the server calls the version when it is asked for the file itself. */
async function look(storage: Pick<Storage, 'list' | 'stat'>, file: StoredFile, identity: Identity): Promise<{ readonly state: Looked; readonly version?: string }> {
	const found = await storage.stat(file.path);
	if (found === undefined) return { state: 'gone' };
	const { version, modifiedAt } = found;
	if (modifiedAt === undefined && version === undefined) return { state: 'unknown' };
	if (identityOf(found) === identity) return { state: 'same', version };
	// Some servers say of a file itself what differs by a second, or by an ETag, from what they list.
	if (file.isApproximate) return { state: 'another' };
	for await (const listed of storage.list(folderOf(file.path))) {
		if (listed.path === file.path && !listed.isApproximate) return identityOf(listed) === identity ? { state: 'same', version } : { state: 'another' };
	}
	return { state: 'another' };
}

/**
 * A file of the same name in the folder is not overwritten: the name then gets the version put in. Where the storage shows that the
 * content is the same, it is the copy that an earlier attempt has made, which could not delete the file then.
 */
async function freePlace(storage: Shelf, { path, size, version }: StoredFile, identity: Identity, folder: string): Promise<string> {
	const name = nameOf(path);
	const target = joinPath(folder, name);
	const there = await storage.stat(target);
	const isFree = there === undefined || (version !== undefined && there.version === version && there.size === size);
	return isFree ? target : joinPath(folder, withVersion(name, identity));
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
