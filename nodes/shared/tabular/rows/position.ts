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

/** Counts how often a line end stands in a part of a text. */
export function countLines(text: string, lineEnd: string, from: number, to: number): number {
	let count = 0;
	for (let at = text.indexOf(lineEnd, from); at !== -1 && at < to; at = text.indexOf(lineEnd, at + lineEnd.length)) count++;
	return count;
}
