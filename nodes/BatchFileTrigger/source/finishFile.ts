import { joinPath, nameOf } from '../../shared/storage/paths';
import type { Storage, StoredFile } from '../../shared/storage/storage';
import { isStorageError } from '../../shared/storage/storageError';
import { failureOf } from '../../shared/rowFile/failureOf';
import type { Identity } from '../../shared/rowFile/identity';
import type { Failure } from '../../shared/rowFile/reading';

/** What is done with a file that needs no more reading. */
export type Finishing = { readonly kind: 'leave' } | { readonly kind: 'delete' } | { readonly kind: 'move'; readonly folder: string };

/** Deletes or moves a file. One that is gone already is finished. */
export async function finishFile(
	storage: Pick<Storage, 'delete' | 'move' | 'stat'>,
	file: StoredFile,
	identity: Identity,
	finishing: Finishing,
): Promise<Failure | undefined> {
	try {
		if (finishing.kind === 'delete') await storage.delete(file.path);
		if (finishing.kind === 'move') await moveInto(storage, file, identity, finishing.folder);
		return undefined;
	} catch (error) {
		// It may be the folder to move to that is not found.
		const isGone = isStorageError(error, 'notFound') && (await storage.stat(file.path).catch(() => file)) === undefined;
		return isGone ? undefined : failureOf(error);
	}
}

/** A file of the same name in the folder is not overwritten: the name then gets the version put in. */
async function moveInto(
	storage: Pick<Storage, 'move' | 'stat'>,
	{ path }: StoredFile,
	identity: Identity,
	folder: string,
): Promise<void> {
	const name = nameOf(path);
	const target = joinPath(folder, name);
	const isTaken = (await storage.stat(target)) !== undefined;
	await storage.move(path, isTaken ? joinPath(folder, withVersion(name, identity)) : target);
}

function withVersion(name: string, identity: Identity): string {
	const end = name.indexOf('.', 1);
	return end === -1 ? `${name}-${identity}` : `${name.slice(0, end)}-${identity}${name.slice(end)}`;
}
