import { Bounded } from '../../shared/bounded';
import { identityOf, type Identity } from '../../shared/rowFile/identity';
import type { StoredFile } from '../../shared/storage/storage';
import type { WatchState } from './state';

const minute = 60_000;
const minutesOfDay = 24 * 60;

/**
 * A file whose time the listing has shown to the minute, and of which it shows the day alone by now, is the file that is known:
 * gives what is known under the identities that the files have now. Only a file that nothing is known of is compared, and only
 * while known ones are missing from the listing: it is one of these, or new.
 */
export async function recogniseDays(known: WatchState | undefined, listing: readonly StoredFile[]): Promise<WatchState | undefined> {
	const turned = listing.filter(({ isDayOnly }) => isDayOnly === true);
	if (known === undefined || turned.length === 0) return known;
	const listed = new Set(listing.map(identityOf));
	const missing = new Set([...known.done, ...known.waiting.keys(), ...known.open.keys()].filter((identity) => !listed.has(identity)));
	const renamed = new Map<Identity, Identity>();
	const loop = new Bounded('The listing', {});
	for (const file of turned) {
		if (missing.size === 0) break;
		const identity = identityOf(file);
		if (known.done.has(identity) || known.waiting.has(identity) || known.open.has(identity)) continue;
		const before = identityWithTime(file, missing);
		if (before !== undefined) {
			missing.delete(before);
			renamed.set(before, identity);
		}
		if (loop.isDue) await loop.breathe();
	}
	return renamed.size === 0 ? known : withNames(known, renamed);
}

/** Listings for people show minutes. */
function identityWithTime(file: StoredFile, missing: ReadonlySet<Identity>): Identity | undefined {
	const { modifiedAt } = file;
	if (modifiedAt === undefined) return undefined;
	for (let passed = 0; passed < minutesOfDay; passed++) {
		const identity = identityOf({ ...file, modifiedAt: modifiedAt + passed * minute });
		if (missing.has(identity)) return identity;
	}
	return undefined;
}

function withNames(known: WatchState, renamed: ReadonlyMap<Identity, Identity>): WatchState {
	const nameOf = (identity: Identity): Identity => renamed.get(identity) ?? identity;
	return {
		...known,
		done: new Set([...known.done].map(nameOf)),
		waiting: new Map([...known.waiting].map(([identity, since]) => [nameOf(identity), since])),
		open: new Map([...known.open].map(([identity, file]) => [nameOf(identity), file])),
		held: known.held.map(({ because, files }) => ({ because, files: files.map(nameOf) })),
	};
}
