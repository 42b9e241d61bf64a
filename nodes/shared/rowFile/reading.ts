import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { StoredFile } from '../storage/storage';
import type { Identity } from './identity';

/** How far a file was read: everything before it was emitted. */
export interface Progress {
	/** Rows read. */
	readonly rows: number;
	/** Where the reader goes on, in its own words. */
	readonly resume?: IDataObject;
	/** What an output made of the rows so far, where it emits only at the end. */
	readonly carried?: IDataObject;
	/** The place before the first bad row, in the reader's own words: from there what a setting spoilt is read again. */
	readonly firstBad?: IDataObject;
}

/** One file to read on from where it was left. */
export interface ReadRequest {
	readonly file: StoredFile;
	readonly identity: Identity;
	readonly progress?: Progress;
	/** Attempts that came to nothing so far. */
	readonly attempts: number;
	/** Rows that may still be emitted. */
	readonly room: number;
	/** Moment to stop at, in milliseconds since 1970. */
	readonly deadline: number;
}

export interface Failure {
	readonly reason: string;
	/** The storage is not to be reached just now: the other files can wait, too. */
	readonly stopsPoll: boolean;
	/** Another attempt would give the same, as long as neither the file nor the settings change. */
	readonly isFinal?: true;
	/** It may be over at the next attempt: the file is gone, was replaced, or looks as if it was still being written. */
	readonly mayPass?: boolean;
}

export interface ReadResult {
	readonly items: INodeExecutionData[];
	/** Rows that are no rows, each with the reason. */
	readonly setAside: INodeExecutionData[];
	/** Everything before this was emitted with these items. */
	readonly progress: Progress;
	/** Rows taken out of the room. */
	readonly taken: number;
	/** Other settings made it go back to an earlier place in the file. */
	readonly wentBack?: true;
	/** How the file was read, where nothing came out that could say so. */
	readonly readAs?: readonly string[];
	/** Why a file that was read to its end must not count as read: none of its rows is one. */
	readonly holdsNoRow?: string;
	readonly end: 'finished' | 'paused' | Failure;
}
