import { Bounded } from '../../shared/bounded';
import { orProblem } from '../../shared/storage/entryProblem';
import { isBelow, joinPath, nameOf } from '../../shared/storage/paths';
import type { Storage, StoredFile } from '../../shared/storage/storage';
import { StorageError } from '../../shared/storage/storageError';
import type { Place } from '../settings';
import { filePattern, namesOf } from './filePattern';
import type { StatCache } from './statCache';

/** The most files that are watched at once: each costs n8n twelve characters, and every poll a look. */
export const mostFiles = 100_000;

/**
 * All files of a place that fit its pattern, and what could not be looked at. Throws when the storage does not tell all of them,
 * and when the place would be its own destination.
 * @param isMarker tells names that are wanted beside those that fit
 */
export async function listFiles(
	storage: Pick<Storage, 'list' | 'stat' | 'locate'>,
	place: Place,
	cache: StatCache,
	now: () => number,
	isMarker: (name: string) => boolean = () => false,
): Promise<StoredFile[]> {
	const stat = async (path: string) => await storage.stat(path);
	const isExcluded = await exclusionOf(storage, place);
	if (place.isKnownByName) {
		return await ask(namesOf(place.pattern, now()).map((name) => joinPath(place.folder, name)), stat);
	}
	const pattern = filePattern(place.pattern);
	const bounded = new Bounded('The folder that is watched', { entries: mostFiles });
	const files: StoredFile[] = [];
	for await (const file of storage.list(place.folder, { recursive: place.recursive })) {
		if (bounded.isDue) await bounded.breathe();
		const path = below(file.path, place.folder);
		if (isExcluded(path)) continue;
		const isWanted = file.problem?.isFolder === true ? place.recursive : pattern.fits(path) || isMarker(nameOf(path));
		if (!isWanted) continue;
		bounded.count();
		files.push(file);
	}
	return await cache.resolve(files, stat, now);
}

async function ask(paths: readonly string[], stat: Storage['stat']): Promise<StoredFile[]> {
	const files: StoredFile[] = [];
	for (const path of paths) {
		const file = await orProblem(path, false, async () => await stat(path));
		if (file !== undefined) files.push(file);
	}
	return files;
}

/**
 * Tells which paths below the folder are where files are moved to: a file that was moved away is not a new one. The storage
 * says what paths mean the same, so that `done` is found in `./done` and below `/home/batch/done`.
 */
async function exclusionOf(storage: Pick<Storage, 'locate'>, { folder, excluded, recursive }: Place): Promise<(path: string) => boolean> {
	if (excluded.length === 0) return () => false;
	const start = await storage.locate(folder);
	const places: string[] = [];
	for (const one of excluded) {
		const place = await storage.locate(one);
		if (place === start) {
			throw new StorageError('configuration', `Files cannot be moved to "${one}": it is the folder that is watched`, 'Choose another folder to move files to.');
		}
		if (recursive && isBelow(place, start)) places.push(place);
	}
	return (path) => places.some((place) => isBelow(joinPath(start, path), place));
}

/** Buckets show paths without the slash that users put in front. */
function below(path: string, folder: string): string {
	const bare = path.replace(/^\/+/, '');
	const start = folder.replace(/^\/+/, '');
	return start !== '' && bare.startsWith(`${start}/`) ? bare.slice(start.length + 1) : bare;
}
