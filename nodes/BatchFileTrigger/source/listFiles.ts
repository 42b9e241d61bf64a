import type { Storage, StoredFile } from '../../shared/storage/storage';
import { joinPath } from '../../shared/storage/paths';
import type { Place } from '../settings';
import { filePattern, namesOf } from './filePattern';
import type { StatCache } from './statCache';

/** All files of a place that fit its pattern. Throws when the storage does not tell all of them. */
export async function listFiles(
	storage: Pick<Storage, 'list' | 'stat'>,
	place: Place,
	cache: StatCache,
	now: () => number,
): Promise<StoredFile[]> {
	const stat = async (path: string) => await storage.stat(path);
	if (place.isKnownByName) {
		return await ask(namesOf(place.pattern, now()).map((name) => joinPath(place.folder, name)), stat);
	}
	const pattern = filePattern(place.pattern);
	const files: StoredFile[] = [];
	for await (const file of storage.list(place.folder, { recursive: place.recursive })) {
		if (!isExcluded(file, place) && pattern.fits(below(file.path, place.folder))) files.push(file);
	}
	return await cache.resolve(files, stat, now);
}

async function ask(paths: readonly string[], stat: Storage['stat']): Promise<StoredFile[]> {
	const files: StoredFile[] = [];
	for (const path of paths) {
		const file = await stat(path);
		if (file !== undefined) files.push(file);
	}
	return files;
}

/** A file that was moved away is not a new one, wherever it was moved to. */
function isExcluded({ path }: StoredFile, { excluded }: Place): boolean {
	return excluded.some((folder) => isBelow(path, folder));
}

/** Buckets show paths without the slash that users put in front. */
function isBelow(path: string, folder: string): boolean {
	return path.replace(/^\/+/, '').startsWith(`${folder.replace(/^\/+/, '')}/`);
}

function below(path: string, folder: string): string {
	const bare = path.replace(/^\/+/, '');
	const start = folder.replace(/^\/+/, '');
	return start !== '' && isBelow(path, folder) ? bare.slice(start.length + 1) : bare;
}
