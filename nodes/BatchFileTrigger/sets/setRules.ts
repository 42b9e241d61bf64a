import { hasPlace, namePattern } from '../../shared/rowFile/namePattern';
import type { Completion, Part, SetSettings } from './settings';
import { usualPart } from './usualParts';

/** What the node's fields say of sets. */
export interface SetFields {
	readonly completeBy: Completion;
	/** Where set, part and count stand in names; empty for the usual spellings, or the folder. */
	readonly pattern: string;
	/** Name of the marker file; `{set}`, or the first `*`, is the set that it is for. */
	readonly marker: string;
	/** Milliseconds. */
	readonly quietFor: number;
	/** Milliseconds. */
	readonly patience: number;
}

const places = { set: '.+?', part: '[0-9]{1,6}', count: '[0-9]{1,6}' };

/** Why these fields cannot work together, for the user; undefined where they can. */
export function problemOfSets({ completeBy, pattern, marker }: SetFields): string | undefined {
	if (completeBy === 'count') {
		const isWhole = pattern === '' || (hasPlace(pattern, 'part') && hasPlace(pattern, 'count'));
		return isWhole ? undefined : 'Parts in File Name must hold {part} and {count}, as in {set}_{part}_of_{count}.csv';
	}
	if (pattern !== '' && !hasPlace(pattern, 'set')) return 'Set in File Name must hold {set}, as in {set}_*.csv';
	if (completeBy !== 'marker') return undefined;
	if (marker.replace(/\{set\}|\*/g, '') === '') return 'Give the name of the marker file, such as _SUCCESS or *.done';
	if (marker.includes('/')) return 'Marker File is the name of a file: it lies in the folder of the files that it is for';
	if (pattern !== '' && !namesSet(marker)) return 'Marker File must hold {set} where Set in File Name does, as in {set}.done';
	return undefined;
}

/** @throws for a pattern that is too long, or names a place twice */
export async function setRules({ completeBy, pattern, marker, quietFor, patience }: SetFields): Promise<SetSettings> {
	return { completeBy, quietFor, patience, partOf: await readParts(completeBy, pattern), markerOf: await readMarkers(completeBy, marker) };
}

function namesSet(marker: string): boolean {
	return hasPlace(marker, 'set') || marker.includes('*');
}

async function readParts(completeBy: Completion, pattern: string): Promise<SetSettings['partOf']> {
	if (pattern === '') return completeBy === 'count' ? usualPart : (): Part => ({});
	const compiled = await namePattern('The pattern for names of parts', pattern, places);
	return (name) => {
		const groups = compiled.namedGroups(name);
		if (groups === undefined) return undefined;
		const { set, part, count } = groups;
		return {
			...(set !== undefined && { set }),
			...(part !== undefined && { part: Number(part) }),
			// Where something else completes a set, a count is no part of what it is.
			...(completeBy === 'count' && { count: Number(count) }),
		};
	};
}

async function readMarkers(completeBy: Completion, marker: string): Promise<SetSettings['markerOf']> {
	if (completeBy !== 'marker') return () => undefined;
	const pattern = hasPlace(marker, 'set') ? marker : marker.replace('*', '{set}');
	const compiled = await namePattern('Marker File', pattern, { set: places.set });
	return (name) => {
		const groups = compiled.namedGroups(name);
		return groups && (groups.set === undefined ? {} : { set: groups.set });
	};
}
