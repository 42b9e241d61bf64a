import type { ColumnSettings } from '../columns/recognise';
import type { Dialect } from '../dialect/dialect';
import type { Encoding } from '../text/encoding';
import type { Format } from './format';
import type { Position } from './position';

export const defaultBadRowLimit = 100;
export const defaultMaxRecordLength = 1_048_576;

/** What the user may set; everything else is found out from the file. */
export interface TableSettings extends ColumnSettings {
	readonly encoding?: Encoding;
	readonly dialect?: Partial<Dialect>;
	readonly hasHeader?: boolean;
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
}

/** The token for reading on at a position. */
export function resumeToken(format: Format, position: Position): ResumeToken {
	return { version: 1, ...position, openAt: format.compression === 'none' ? position.offset : 0, format };
}
