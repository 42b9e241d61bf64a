import type { EntryProblem, StoredFile } from '../../shared/storage/storage';
import { identityOf, type Identity } from '../../shared/rowFile/identity';
import type { Progress } from '../../shared/rowFile/reading';
import { membersOf, type FileSet, type SetFile } from '../sets/fileSet';
import { gatherSets, newestOf } from '../sets/gatherSets';
import { newOfSets } from '../sets/newOfSets';
import { waitsFor } from '../sets/waitsFor';
import { holdBack } from './holdBack';
import { grace, isNew } from './isNew';
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
	| { readonly kind: 'tell'; readonly file: StoredFile; readonly identity: Identity; readonly problem: EntryProblem }
	/** A set all of whose files are there: one item. */
	| { readonly kind: 'putOut'; readonly set: FileSet }
	/** A set that did not become complete, and counts no more. */
	| { readonly kind: 'setAside'; readonly set: FileSet; readonly waitsFor: readonly string[] }
	/** A file that belongs to no set. */
	| { readonly kind: 'leaveOut'; readonly file: StoredFile; readonly identity: Identity };

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
 * be looked at; a file that is done gives no action; a file is acted on in one way at most; a set is put out whole or not at all.
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
	/** Files that wait for others of their set. */
	const gathering: SetFile[] = [];
	const blocked: StoredFile[] = [];

	const listed = byIdentity(listing);
	const held = holdBack(known, listed);
	for (const identity of held.flatMap(({ files }) => files)) {
		const opened = known?.open.get(identity);
		if (opened !== undefined) open.set(identity, opened);
		else done.add(identity);
	}

	const isNewNow = begins ? newAtFirst(listed, settings, look) : () => true;
	for (const [identity, file] of listed) {
		const opened = known?.open.get(identity);
		if (file.problem !== undefined) blocked.push(file);
		if (known?.done.has(identity)) {
			done.add(identity);
		} else if (file.problem !== undefined) {
			telling.push({ kind: 'tell', file, identity, problem: file.problem });
		} else if (opened !== undefined && !isTakenIntoSet(opened, settings)) {
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
			if (since === undefined && opened === undefined && !isNewNow(file, identity)) {
				done.add(identity);
				continue;
			}
			// A clock that was set back must not make a file wait until it has caught up.
			const seenSince = Math.min(since ?? look.now, look.now);
			waiting.set(identity, seenSince);
			if (settings.sets !== undefined) {
				gathering.push({ file, identity, since: seenSince });
				continue;
			}
			const isStable =
				settings.unchangedFor === 0 || (since !== undefined && look.now - since >= settings.unchangedFor);
			if (isStable) beginning.push({ kind: 'read', file, identity, attempts: 0, isTold: false });
		}
	}

	beginning.push(...ofSets(gathering, blocked, settings, look));
	const inOrder = settings.order === 'byName' ? byName : oldestFirst;
	const actions = [telling, finishing, goingOn, beginning, again].flatMap((group) =>
		group.sort((one, other) => inOrder(firstFileOf(one), firstFileOf(other))),
	);
	return { state: { scope: settings.scope, done, waiting, open, held }, actions };
}

/** The files that an action is about. */
export function identitiesOf(action: Action): Identity[] {
	return 'set' in action ? membersOf(action.set).map(({ identity }) => identity) : [action.identity];
}

function firstFileOf(action: Action): StoredFile {
	if (!('set' in action)) return action.file;
	return membersOf(action.set)[0].file;
}

/** What was begun, or failed by other settings, before files were put out in sets. */
function isTakenIntoSet(opened: OpenFile, settings: WatchSettings): boolean {
	if (settings.sets === undefined || opened.status === 'finishing') return false;
	return opened.status === 'reading' || opened.form !== settings.form;
}

function newAtFirst(
	listed: ReadonlyMap<Identity, StoredFile>,
	{ sets, startFrom }: WatchSettings,
	look: Look,
): (file: StoredFile, identity: Identity) => boolean {
	if (sets === undefined) return (file) => isNew(file, startFrom, look);
	const files = [...listed].flatMap(([identity, file]) => (file.problem === undefined ? { file, identity, since: look.now } : []));
	const recently = look.now - look.begunAtMost - grace - sets.patience;
	const found = newOfSets(files, sets, ({ file }) => isNew(file, startFrom, look), recently);
	return (_, identity) => found.has(identity);
}

function ofSets(pending: readonly SetFile[], blocked: readonly StoredFile[], { sets: rules, unchangedFor }: WatchSettings, { now }: Look): Action[] {
	if (rules === undefined || pending.length === 0) return [];
	const { sets, strangers } = gatherSets(pending, blocked, rules);
	const ofWhole = sets.flatMap((set): Action[] => {
		const wants = waitsFor(set, rules, { now, unchangedFor });
		if (wants.length === 0) return [{ kind: 'putOut', set }];
		return now - newestOf(set) >= rules.patience ? [{ kind: 'setAside', set, waitsFor: wants }] : [];
	});
	return [...ofWhole, ...strangers.map(({ file, identity }): Action => ({ kind: 'leaveOut', file, identity }))];
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
