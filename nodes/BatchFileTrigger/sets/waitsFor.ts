import { nameOf } from '../../shared/storage/paths';
import { newestOf } from './gatherSets';
import type { FileSet, SetFile } from './fileSet';
import type { SetSettings } from './settings';

/** Names and numbers that a text lists. */
const mostListed = 10;

/** A look at a set. */
export interface Moment {
	/** Milliseconds since 1970. */
	readonly now: number;
	/** Milliseconds that a file must have looked the same. */
	readonly unchangedFor: number;
}

/** What a set waits for, in words for the user that follow on "waits for". Nothing: it is complete. */
export function waitsFor(set: FileSet, settings: SetSettings, moment: Moment): string[] {
	const reasons = [...blockedBy(set), ...wanting(set, settings, moment)];
	if (reasons.length > 0) return reasons;
	const unstable = [...set.files, ...set.markers].filter(({ since }) => moment.now - since < moment.unchangedFor);
	return unstable.length === 0 ? [] : [`${listed(namesOf(unstable))} to look the same in a second look`];
}

function blockedBy({ blocked }: FileSet): string[] {
	return blocked.length === 0 ? [] : [`${listed(blocked.map(({ path }) => nameOf(path)))}, which cannot be looked at`];
}

function wanting(set: FileSet, settings: SetSettings, { now }: Moment): string[] {
	switch (settings.completeBy) {
		case 'count':
			return wantingOfCount(set);
		case 'marker':
			return wantingOfMarker(set, now);
		case 'quiet':
			return now - newestOf(set) >= settings.quietFor
				? []
				: [`${Math.ceil(settings.quietFor / 60_000)} minutes in which nothing new comes`];
	}
}

/** Parts are counted from 1, or from 0. */
function wantingOfCount({ files, count = 0 }: FileSet): string[] {
	const places = new Map<number, SetFile[]>();
	for (const file of files) places.set(file.part ?? -1, [...(places.get(file.part ?? -1) ?? []), file]);
	const first = places.has(0) ? 0 : 1;
	const missing: number[] = [];
	for (let part = first; part < first + count && missing.length <= mostListed; part++) if (!places.has(part)) missing.push(part);
	const beyond = [...places].filter(([part]) => part < first || part >= first + count);
	const twice = [...places].filter(([, those]) => those.length > 1);
	return [
		...(missing.length === 0 ? [] : [`part ${listed(missing.map(String))} of ${count}`]),
		...beyond.map(([part, those]) => `${listed(namesOf(those))} to go: there is no part ${part} of ${count}`),
		...twice.map(([part, those]) => `all but one of ${listed(namesOf(those))} to go: part ${part} is there more than once`),
	];
}

/**
 * A marker speaks for what was there when it came. A listing that shows it for the first time may have passed by a file that came
 * just before it, so that a second one decides.
 */
function wantingOfMarker({ files, markers }: FileSet, now: number): string[] {
	if (markers.length === 0) return ['its marker file'];
	if (files.length === 0) return ['its files: only the marker is there'];
	const reasons = markers.map((marker) => {
		const later = files.filter((file) => isLater(file, marker));
		if (later.length > 0) {
			return `its marker to be put there anew, after everything else: ${listed(namesOf(later))} came later than ${nameOf(marker.file.path)}`;
		}
		return marker.since < now ? undefined : 'a second look at its marker';
	});
	return reasons.includes(undefined) ? [] : [reasons[0] ?? ''];
}

function isLater(file: SetFile, marker: SetFile): boolean {
	if (file.since > marker.since) return true;
	const { modifiedAt } = file.file;
	return modifiedAt !== undefined && marker.file.modifiedAt !== undefined && modifiedAt > marker.file.modifiedAt;
}

function namesOf(files: readonly SetFile[]): string[] {
	return files.map(({ file }) => nameOf(file.path));
}

function listed(texts: readonly string[]): string {
	const more = texts.length - mostListed;
	return `${texts.slice(0, mostListed).join(', ')}${more > 0 ? ' and more' : ''}`;
}
