import type { IDataObject } from 'n8n-workflow';

import { identityLength, type Identity } from '../../shared/rowFile/identity';
import type { Progress } from '../../shared/rowFile/reading';

/** What has gone wrong with a file, one attempt after the other. */
export interface Trouble {
	readonly attempts: number;
	/** Milliseconds since 1970. */
	readonly retryAt: number;
	/** Names the settings it was read by. */
	readonly form?: string;
}

/** A file that work was done on and is left to do on. */
export type OpenFile = (
	| { readonly status: 'reading'; readonly progress?: Progress; readonly trouble?: Trouble }
	/** Given up, and left where it is: taken up when it is read by other settings than these. */
	| { readonly status: 'givenUp'; readonly form: string; readonly progress?: Progress; readonly trouble?: Trouble }
	/** Read and emitted, or set aside; deleting or moving it is still to do. */
	| { readonly status: 'finishing'; readonly as: FinishedAs; readonly trouble?: Trouble }
) & {
	/** Set once somebody was told that it fails. */
	readonly isTold?: boolean;
};

export type FinishedAs = 'read' | 'setAside';

/** Files that are known, and that a listing did not show because it could not look everywhere. */
export interface Held {
	/** What could not be looked at. */
	readonly because: readonly Identity[];
	readonly files: readonly Identity[];
}

/** What is known of the files that the last listing showed, and of no others: the folder bounds it. */
export interface WatchState {
	/** What was watched, and from when on: a state of something else says nothing about this. */
	readonly scope: string;
	/** Nothing left to do: read, set aside, or there before the watch began. */
	readonly done: ReadonlySet<Identity>;
	/** Seen, not yet worked on; when it was first seen like this. */
	readonly waiting: ReadonlyMap<Identity, number>;
	readonly open: ReadonlyMap<Identity, OpenFile>;
	/** These are among `done` and `open`, too. */
	readonly held: readonly Held[];
}

/** The form in which n8n keeps it: JSON, and small for 10,000 files. */
export interface StoredState extends IDataObject {
	/** Names this very state, so that a later one can say which it was made from. */
	id: string;
	scope: string;
	/** Identities, one after the other. */
	done: string;
	/** Seconds since 1970. */
	waiting: Record<Identity, number>;
	open: Record<Identity, OpenFile & IDataObject>;
	/** Identities, one after the other; left out where there are none. */
	held?: Array<{ because: string; files: string }>;
}

export function storeState(state: WatchState, id: string): StoredState {
	return {
		id,
		scope: state.scope,
		done: [...state.done].sort().join(''),
		waiting: Object.fromEntries(
			[...state.waiting].sort(byKey).map(([identity, since]) => [identity, Math.floor(since / 1000)]),
		),
		open: Object.fromEntries([...state.open].sort(byKey)) as StoredState['open'],
		...(state.held.length > 0 && { held: state.held.map(({ because, files }) => ({ because: because.join(''), files: files.join('') })) }),
	};
}

/** Sorted, so that two states of the same content are written alike. */
function byKey([one]: [string, unknown], [other]: [string, unknown]): number {
	if (one === other) return 0;
	return one < other ? -1 : 1;
}

/** Undefined where there is nothing, or nothing that this version of the node has written. */
export function restoreState(stored: unknown): { id: string; state: WatchState } | undefined {
	if (!isStoredState(stored)) return undefined;
	const done = new Set(identitiesIn(stored.done));
	const waiting = Object.entries(stored.waiting).map(([identity, since]): [Identity, number] => [identity, since * 1000]);
	return {
		id: stored.id,
		state: { scope: stored.scope, done, waiting: new Map(waiting), open: new Map(Object.entries(stored.open)), held: heldIn(stored.held) },
	};
}

function identitiesIn(text: string): Identity[] {
	const identities: Identity[] = [];
	for (let at = 0; at < text.length; at += identityLength) identities.push(text.slice(at, at + identityLength));
	return identities;
}

function heldIn(stored: StoredState['held']): Held[] {
	return (Array.isArray(stored) ? stored : []).map(({ because, files }) => ({ because: identitiesIn(because), files: identitiesIn(files) }));
}

function isStoredState(stored: unknown): stored is StoredState {
	if (typeof stored !== 'object' || stored === null) return false;
	const { id, scope, done, waiting, open } = stored as Partial<StoredState>;
	return (
		typeof id === 'string' &&
		typeof scope === 'string' &&
		typeof done === 'string' &&
		typeof waiting === 'object' &&
		typeof open === 'object'
	);
}
