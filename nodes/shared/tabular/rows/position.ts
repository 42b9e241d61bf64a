/** A place between two records of a file. */
export interface Position {
	/** Bytes of the decompressed content before it. */
	readonly offset: number;
	/** Records before it, bad ones too, without the header and blank lines. */
	readonly row: number;
	/** Lines before it. */
	readonly line: number;
	/** Bad rows before it. */
	readonly badRows: number;
}

/** A record that was set aside. */
export interface BadRow {
	/** Number of the record, from 1, header not counted. */
	readonly row: number;
	/** Line of the file on which it begins, from 1. */
	readonly line: number;
	/** Why, as the end of a sentence that begins with the row: "has 3 fields instead of 5". */
	readonly reason: string;
	/** How it begins. */
	readonly text: string;
}
