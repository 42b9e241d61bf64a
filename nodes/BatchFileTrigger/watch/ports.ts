import type { INodeExecutionData } from 'n8n-workflow';

import type { StoredFile } from '../../shared/storage/storage';
import type { Identity } from '../../shared/rowFile/identity';
import type { Failure, ReadRequest, ReadResult } from '../../shared/rowFile/reading';
import type { FileSet } from '../sets/fileSet';
import type { FinishedAs } from './state';

/** What a poll acts through; a test breaks each of them. */
export interface WatchPorts {
	/** The files to watch, all of them. Throws when it cannot tell. */
	list(): Promise<StoredFile[]>;
	/** Reads on. Throws nothing: what goes wrong with a file is its result. */
	read(request: ReadRequest): Promise<ReadResult>;
	/** Deletes or moves a file that is read or set aside. Gives what went wrong. */
	finish(file: StoredFile, identity: Identity, as: FinishedAs): Promise<Failure | undefined>;
	/** The item that tells of a file that fails, is given up, or is left where it is although it was to go. */
	report(file: StoredFile, identity: Identity, trouble: Told): INodeExecutionData;
	/** The item that a complete set is. */
	putOut(set: FileSet): INodeExecutionData;
	/** The item that tells of a set that is not complete. */
	reportSet(set: FileSet, waitsFor: readonly string[]): INodeExecutionData;
	now(): number;
	sleep(milliseconds: number): Promise<void>;
}

/** What somebody has to know of a file. */
export interface Told {
	readonly reason: string;
	readonly attempts: number;
	/** Rows that were emitted before. */
	readonly rows: number;
	/** `looking`: it is not known whether it is a file, or what lies in it. `gathering`: its name puts it in no set. */
	readonly at: 'looking' | 'reading' | 'finishing' | 'gathering';
	/** Whether it is tried again. */
	readonly goesOn: boolean;
}
