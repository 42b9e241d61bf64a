import { folderOf, nameOf } from '../../shared/storage/paths';
import type { StoredFile } from '../../shared/storage/storage';
import type { FileSet, Gathered, SetFile } from './fileSet';
import type { Part, SetSettings } from './settings';

interface Gathering {
	readonly name: string;
	readonly count?: number;
	readonly files: SetFile[];
	readonly markers: SetFile[];
	readonly blocked: StoredFile[];
}

/**
 * Puts files that belong together side by side: those of one folder whose names tell the same set and count. Where nothing but
 * markers tells sets (`crm.done`), a file is of the set whose name its own begins with.
 * @param pending what was not put out yet, markers among it
 * @param blocked what cannot be looked at
 */
export function gatherSets(pending: readonly SetFile[], blocked: readonly StoredFile[], settings: SetSettings): Gathered {
	const sets = new Map<string, Gathering>();
	const strangers: SetFile[] = [];
	const setOf = (path: string, { set, count }: Part): Gathering => {
		const folder = folderOf(path);
		const key = JSON.stringify([folder, set ?? null, count ?? null]);
		const known = sets.get(key);
		if (known !== undefined) return known;
		const made: Gathering = { name: set ?? (nameOf(folder) || '/'), ...(count !== undefined && { count }), files: [], markers: [], blocked: [] };
		sets.set(key, made);
		return made;
	};

	const markers = pending.flatMap((one) => {
		const marker = settings.markerOf(nameOf(one.file.path));
		return marker === undefined ? [] : { one, marker };
	});
	for (const { one, marker } of markers) setOf(one.file.path, marker).markers.push(one);
	const isMarker = new Set(markers.map(({ one }) => one));
	const stems = stemsOf(markers.map(({ one, marker }) => ({ path: one.file.path, ...marker })));
	const partOf = (path: string): Part | undefined => {
		const part = settings.partOf(nameOf(path));
		const stem = settings.completeBy === 'marker' && part !== undefined && part.set === undefined ? stems(path) : undefined;
		return stem === undefined ? part : { ...part, set: stem };
	};

	for (const one of pending) {
		if (isMarker.has(one)) continue;
		const part = partOf(one.file.path);
		if (part === undefined) strangers.push(one);
		else setOf(one.file.path, part).files.push({ ...one, ...(part.part !== undefined && { part: part.part }) });
	}
	for (const file of blocked) {
		const part = partOf(file.path);
		if (part !== undefined) setOf(file.path, part).blocked.push(file);
	}
	const gathered = [...sets.values()].filter(({ files, markers: marks }) => files.length + marks.length > 0);
	for (const { files } of gathered) files.sort(byPart);
	return { sets: gathered, strangers };
}

/** For a path the longest name of a marker in its folder that its own begins with, up to a sign that ends a word. */
function stemsOf(markers: ReadonlyArray<{ readonly path: string; readonly set?: string }>): (path: string) => string | undefined {
	const named = new Set(markers.flatMap(({ path, set }) => (set === undefined ? [] : `${folderOf(path)}/${set}`)));
	return (path) => {
		if (named.size === 0) return undefined;
		const folder = folderOf(path);
		const name = nameOf(path);
		for (let end = name.length; end > 0; end--) {
			const endsWord = end === name.length || !/[\p{L}\p{N}]/u.test(name.charAt(end));
			if (endsWord && named.has(`${folder}/${name.slice(0, end)}`)) return name.slice(0, end);
		}
		return undefined;
	};
}

function byPart(one: SetFile, other: SetFile): number {
	const parts = (one.part ?? 0) - (other.part ?? 0);
	if (parts !== 0) return parts;
	return one.file.path < other.file.path ? -1 : 1;
}

/** The latest moment at which something of a set was new, milliseconds since 1970. */
export function newestOf({ files, markers }: Pick<FileSet, 'files' | 'markers'>): number {
	return [...files, ...markers].reduce((newest, { since }) => Math.max(newest, since), 0);
}
