import { violation } from '../../../shared/batch/violation';
import { finishVersion } from '../../../shared/rowFile/finishFile';
import { glob } from '../../../shared/rowFile/glob';
import { joinPath, nameOf } from '../../../shared/storage/paths';
import type { Storage, StoredFile } from '../../../shared/storage/storage';
import { isStorageError, StorageError } from '../../../shared/storage/storageError';
import type { Item } from '../../run/item';
import type { Sync } from './readSync';
import { sourceFile, type SourceFile, type SyncSource } from './syncSource';

/** Below the folder that applied files are moved to: those that are compared with no more. */
const earlierFolder = 'earlier';

/**
 * The file that a difference is made against: the only one of its audience in the folder that applied files are moved to. It
 * leaves that folder before the first call, and the new file comes in its place once all is applied. So whatever breaks off in
 * between, the folder then holds no file that the audience does not hold, and the next sync replaces.
 */
export class PreviousFile {
	private constructor(
		private readonly shelf: Storage,
		private readonly folder: string,
		private readonly found: readonly SourceFile[],
	) {}

	/**
	 * @param isOfAudience whether the name of a file says that it is for this audience
	 * @throws Refusal, StorageError
	 */
	static async find(item: Item, { finishing, previousFiles }: Sync, { files, shelf }: SyncSource, isOfAudience: (name: string) => boolean): Promise<PreviousFile> {
		const label = item.label('mode');
		if (shelf === undefined) return item.refuse(violation(label, 'Difference', 'needs a stored file: the one before lies on the storage, too'));
		if (finishing.kind !== 'move') return item.refuse(violation(item.label('afterReading'), finishing.kind, 'must move the file: the next one is compared with it'));
		if (files.length > 1) return item.refuse(violation(label, 'Difference', 'takes one file, and this is a set: let it replace'));
		const fits = glob(previousFiles);
		const [{ name }] = files;
		if (!fits(name)) return item.refuse(violation(item.label('previousFiles'), previousFiles, `does not fit the name of this file, ${name}, which the next one is compared with`));
		const found = await filesIn(shelf, finishing.folder, (file) => fits(file) && isOfAudience(file));
		return new PreviousFile(shelf, finishing.folder, found.map(sourceFile));
	}

	get file(): SourceFile | undefined {
		return this.found.length === 1 ? this.found[0] : undefined;
	}

	/** Why there is nothing to compare with. */
	get obstacle(): string | undefined {
		const { length } = this.found;
		if (length === 1) return undefined;
		return length === 0 ? `there is no file before it in ${this.folder}` : `${length} files in ${this.folder} may be the one before it`;
	}

	/** @throws StorageError when it stays: then it could be taken for the content of an audience that has another one by then */
	async putAway(): Promise<void> {
		const folder = joinPath(this.folder, earlierFolder);
		for (const { file, identity } of this.found) {
			const finished = await finishVersion(this.shelf, file, identity, { kind: 'move', folder });
			if (finished.state !== 'failed') continue;
			throw new StorageError('permissionDenied', `Nothing was sent, because "${file.path}" cannot be moved to "${folder}": ${finished.failure.reason}`);
		}
	}
}

async function filesIn(shelf: Storage, folder: string, fits: (name: string) => boolean): Promise<StoredFile[]> {
	const paths: string[] = [];
	try {
		for await (const { path, problem } of shelf.list(folder)) if (problem === undefined && fits(nameOf(path))) paths.push(path);
	} catch (error) {
		// The first file makes the folder.
		if (!isStorageError(error, 'notFound')) return await Promise.reject(error);
	}
	const files: StoredFile[] = [];
	for (const path of paths) {
		// A listing may round what is known of a file.
		const file = await shelf.stat(path);
		if (file !== undefined) files.push(file);
	}
	return files;
}
