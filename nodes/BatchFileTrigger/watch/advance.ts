import type { EntryProblem, StoredFile } from '../../shared/storage/storage';
import { identityOf, type Identity } from '../../shared/rowFile/identity';
import type { Progress } from '../../shared/rowFile/reading';
import { holdBack } from './holdBack';
import { isNew } from './isNew';
import { isDue } from './pause';
import type { Look, WatchSettings } from './settings';
import type { FinishedAs, OpenFile, WatchState } from './state';

/** Something to do with one file. */
export type Action =
	| {
			readonly kind: 'read';
			readonly file: StoredFile;
			readonly identity: Identity;
			readonly progress?: Progress;
			/** Attempts that came to nothing so far. */
			readonly attempts: number;
			/** Whether somebody was told that it fails. */
			readonly isTold: boolean;
	  }
	| {
			readonly kind: 'finish';
			readonly file: StoredFile;
			readonly identity: Identity;
			readonly as: FinishedAs;
			readonly attempts: number;
			readonly isTold: boolean;
	  }
	/** An entry that cannot be looked at: somebody has to know, once. */
	| { readonly kind: 'tell'; readonly file: StoredFile; readonly identity: Identity; readonly problem: EntryProblem };

export interface Advance {
	readonly state: WatchState;
	/** In the order in which they are due. What is not done of them comes again with the next listing. */
	readonly actions: Action[];
}

/**
 * What a complete listing asks for. Decides from the listing and the state alone, file by file, so that one
 * file's trouble is never another's, and so that whatever is not remembered is decided again.
 *
 * Holds for every input: the new state knows identities of the listing only, and those that may lie behind what could not
 * be looked at; a file that is done gives no action; a file is acted on in one way at most.
 */
export function advance(
	known: WatchState | undefined,
	listing: readonly StoredFile[],
	settings: WatchSettings,
	look: Look,
): Advance {
	const begins = known?.scope !== settings.scope;
	const done = new Set<Identity>();
	const waiting = new Map<Identity, number>();
	const open = new Map<Identity, OpenFile>();
	const telling: Action[] = [];
	const finishing: Action[] = [];
	const goingOn: Action[] = [];
	const beginning: Action[] = [];
	// Last: what failed may fail again, and take the time of the others.
	const again: Action[] = [];

	const listed = byIdentity(listing);
	const held = holdBack(known, listed);
	for (const identity of held.flatMap(({ files }) => files)) {
		const opened = known?.open.get(identity);
		if (opened !== undefined) open.set(identity, opened);
		else done.add(identity);
	}

	for (const [identity, file] of listed) {
		const opened = known?.open.get(identity);
		if (known?.done.has(identity)) {
			done.add(identity);
		} else if (file.problem !== undefined) {
			telling.push({ kind: 'tell', file, identity, problem: file.problem });
		} else if (opened !== undefined) {
			open.set(identity, opened);
			if (opened.status === 'givenUp' && opened.form === settings.form) continue;
			// What failed by other settings is begun anew with these, and at once.
			const isOther = opened.status === 'reading' && opened.trouble !== undefined && opened.trouble.form !== settings.form;
			const attempts = isOther ? 0 : (opened.trouble?.attempts ?? 0);
			if (!isOther && !isDue(opened.trouble, look.now)) continue;
			const isFinishing = opened.status === 'finishing';
			const isTold = !isOther && (opened.isTold ?? false);
			const action: Action = isFinishing
				? { kind: 'finish', file, identity, as: opened.as, attempts, isTold }
				: { kind: 'read', file, identity, progress: opened.progress, attempts, isTold };
			if (attempts > 0) again.push(action);
			else (isFinishing ? finishing : goingOn).push(action);
		} else {
			const since = known?.waiting.get(identity);
			if (since === undefined && begins && !isNew(file, settings.startFrom, look)) {
				done.add(identity);
				continue;
			}
			// A clock that was set back must not make a file wait until it has caught up.
			waiting.set(identity, Math.min(since ?? look.now, look.now));
			const isStable =
				settings.unchangedFor === 0 || (since !== undefined && look.now - since >= settings.unchangedFor);
			if (isStable) beginning.push({ kind: 'read', file, identity, attempts: 0, isTold: false });
		}
	}

	const inOrder = settings.order === 'byName' ? byName : oldestFirst;
	const actions = [telling, finishing, goingOn, beginning, again].flatMap((group) =>
		group.sort((one, other) => inOrder(one.file, other.file)),
	);
	return { state: { scope: settings.scope, done, waiting, open, held }, actions };
}

function byIdentity(listing: readonly StoredFile[]): Map<Identity, StoredFile> {
	return new Map(listing.map((file) => [identityOf(file), file]));
}

function byName(one: StoredFile, other: StoredFile): number {
	if (one.path === other.path) return 0;
	return one.path < other.path ? -1 : 1;
}

/** A file of unknown age comes last: nothing says that it is old. */
function oldestFirst(one: StoredFile, other: StoredFile): number {
	const age = (one.modifiedAt ?? Infinity) - (other.modifiedAt ?? Infinity);
	return Number.isNaN(age) || age === 0 ? byName(one, other) : age;
}
