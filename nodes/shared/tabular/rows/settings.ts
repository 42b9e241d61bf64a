import { createHash } from 'node:crypto';

import type { ColumnSettings } from '../columns/recognise';
import type { Dialect } from '../dialect/dialect';
import type { Encoding } from '../text/encoding';
import type { Format } from './format';
import type { Position } from './position';

export const defaultBadRowLimit = 100;
export const defaultMaxRecordLength = 1_048_576;
/** What is found out of each column, and kept of each row, is little; a row of 1 MB may have half a million of them. */
export const mostColumns = 16_384;
/** What a record may be set to be long at most: it is held in memory, several times. */
export const maxRecordLengthAtMost = 67_108_864;

/** What the user may set; everything else is found out from the file. */
export interface TableSettings extends ColumnSettings {
	readonly encoding?: Encoding;
	readonly dialect?: Partial<Dialect>;
	readonly hasHeader?: boolean;
	/** Lines before the table, which are passed over. */
	readonly skipLines?: number;
	/** Rows with too few values are filled up with empty ones. */
	readonly fillsUp?: boolean;
	/** Day that the file's name tells, yyyy-mm-dd: decides between day and month where the times leave it open. */
	readonly fileDate?: string;
	/** More bad rows than this fail the file. */
	readonly badRowLimit?: number;
	/** A longer record is a bad row; in characters (bytes, in UTF-8). */
	readonly maxRecordLength?: number;
	/** Where an earlier reading stopped. */
	readonly resume?: ResumeToken;
}

/** Everything that reading on needs. Plain JSON; it belongs to one version of one file. */
export interface ResumeToken extends Position {
	readonly version: 1;
	/** Where the storage must open the file, in bytes: `offset` for a plain file, 0 for a compressed one. */
	readonly openAt: number;
	readonly format: Format;
	/** Names the settings that the format was found with: with others it is found anew. */
	readonly settings?: string;
	/** Bytes before the first row. */
	readonly begins?: number;
}

/**
 * A name for what a user says of the form of a file. How many bad rows it may have is not of its form, nor where its name
 * comes from.
 */
export function nameOfForm(settings: TableSettings): string {
	const notOfForm: readonly string[] = ['badRowLimit', 'resume', 'fileDate'];
	const sorted = Object.entries(settings)
		.filter(([name]) => !notOfForm.includes(name))
		.sort(([one], [other]) => (one < other ? -1 : 1));
	return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 8);
}

/** The token for reading on at a position. */
export function resumeToken(format: Format, position: Position, settings: TableSettings, begins?: number): ResumeToken {
	const openAt = format.compression === 'none' ? position.offset : 0;
	return { version: 1, ...position, openAt, format, settings: nameOfForm(settings), begins };
}
