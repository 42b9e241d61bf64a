import type { Identity } from '../../shared/rowFile/identity';
import type { StoredFile } from '../../shared/storage/storage';
import type { Held, WatchState } from './state';

/**
 * What a listing does not show because it could not look everywhere is not gone: files that are known and were last seen before a
 * folder was closed, or a file was, stay known until it can be looked at again, or vanishes. What is gone for other reasons at
 * that very moment is kept with them; the folder as it was then bounds it.
 */
export function holdBack(known: WatchState | undefined, listed: ReadonlyMap<Identity, StoredFile>): Held[] {
	const problems = [...listed].flatMap(([identity, { problem }]) => (problem === undefined ? [] : identity));
	if (known === undefined || problems.length === 0) return [];
	const standing = new Set(problems);
	const held: Held[] = [];
	const kept = new Set<Identity>();
	for (const { because, files } of known.held) {
		const reasons = because.filter((problem) => standing.has(problem));
		const missing = files.filter((identity) => !listed.has(identity));
		if (reasons.length === 0 || missing.length === 0) continue;
		held.push({ because: reasons, files: missing });
		for (const identity of missing) kept.add(identity);
	}
	const unheard = problems.filter((problem) => !known.done.has(problem));
	const missing = [...known.done, ...known.open.keys()].filter((identity) => !listed.has(identity) && !kept.has(identity));
	if (unheard.length > 0 && missing.length > 0) held.push({ because: unheard, files: missing });
	return held;
}
