import type { Identity } from '../../shared/rowFile/identity';
import { gatherSets } from './gatherSets';
import type { FileSet, SetFile } from './fileSet';
import type { SetSettings } from './settings';
import { waitsFor } from './waitsFor';

/**
 * Which files are new when the watch begins, where files belong together: a set of which one file is new must not come out
 * without those that came shortly before, and one that is not complete is still arriving.
 * @param isNew says it of a file by itself
 * @param recently milliseconds since 1970: what is older than this is no part of what arrives now
 */
export function newOfSets(
	listed: readonly SetFile[],
	settings: SetSettings,
	isNew: (file: SetFile) => boolean,
	recently: number,
): Set<Identity> {
	const { sets, strangers } = gatherSets(listed, [], settings);
	const found = new Set(strangers.filter(isNew).map(({ identity }) => identity));
	for (const set of sets) for (const { identity } of arriving(set, settings, isNew, recently)) found.add(identity);
	return found;
}

function arriving(set: FileSet, settings: SetSettings, isNew: (file: SetFile) => boolean, recently: number): SetFile[] {
	const newestFirst = [...set.files, ...set.markers].sort((one, other) => (other.file.modifiedAt ?? 0) - (one.file.modifiedAt ?? 0));
	const newest = newestFirst.find(isNew);
	if (newest === undefined && !isUnfinished(set, settings)) return [];
	const isChain = settings.completeBy === 'quiet';
	const reach = isChain ? settings.quietFor : settings.patience;
	let from = newest?.file.modifiedAt ?? recently + settings.patience;
	return newestFirst.filter((one) => {
		const { modifiedAt } = one.file;
		const belongs = isNew(one) || (modifiedAt !== undefined && from - modifiedAt <= reach);
		// Nothing new for a while is what ends such a set: how far back the next one may be is told by this one.
		if (belongs && isChain) from = modifiedAt ?? from;
		return belongs;
	});
}

/** By count and marker alone: nobody knows what was quiet before the watch began. */
function isUnfinished(set: FileSet, settings: SetSettings): boolean {
	return settings.completeBy !== 'quiet' && waitsFor(set, settings, { now: Infinity, unchangedFor: 0 }).length > 0;
}
