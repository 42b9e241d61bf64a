import { TabularError } from '../../tabular/failure';

/** The text of one value of a file, or why it is none. */
export interface JsonPiece {
	/** Counted from 1, with those that are none. */
	readonly row: number;
	readonly text: string;
	/** A reason that fits behind "Row 7 ". The text is the beginning then. */
	readonly problem?: string;
}

const lineFeed = 0x0a;
const quote = 0x22;
const comma = 0x2c;
const openList = 0x5b;
const backslash = 0x5c;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;
const shownCharacters = 1_000;

/**
 * Cuts a file of JSON into its values: one a line, or the elements of one list (batch-api-2x.md §3.4 knows both).
 * Memory holds the longest value allowed and a chunk of the source.
 * @param longest bytes; a longer value is left out and said to be
 * @throws TabularError `truncated` when the file stops in a value or before the end of its list
 */
export async function* jsonPieces(source: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<JsonPiece> {
	let cutter: Cutter | undefined;
	for await (const chunk of source) {
		let rest = chunk;
		if (cutter === undefined) {
			const start = rest.findIndex((byte) => !isBlank(byte));
			if (start === -1) continue;
			const isList = rest[start] === openList;
			cutter = isList ? new ListCutter(longest) : new LineCutter(longest);
			rest = rest.subarray(isList ? start + 1 : start);
		}
		yield* cutter.take(rest);
	}
	if (cutter !== undefined) yield* cutter.finish();
}

/** Blanks of JSON, and the bytes of a byte order mark. */
function isBlank(byte: number): boolean {
	return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0xef || byte === 0xbb || byte === 0xbf;
}

/** A value that arrives in pieces. */
abstract class Cutter {
	private parts: Uint8Array[] = [];
	private length = 0;
	protected row = 0;
	private readonly decoder = new TextDecoder('utf-8', { fatal: true });

	constructor(private readonly longest: number) {}

	abstract take(chunk: Uint8Array): Iterable<JsonPiece>;
	abstract finish(): Iterable<JsonPiece>;

	protected add(bytes: Uint8Array): void {
		// What is too long is not kept, but for its beginning.
		if (this.length <= this.longest && bytes.length > 0) this.parts.push(bytes);
		this.length += bytes.length;
	}

	/** The value is complete. @returns nothing for blanks */
	protected close(): JsonPiece | undefined {
		const bytes = this.parts.length === 1 ? this.parts[0] : Buffer.concat(this.parts);
		const isTooLong = this.length > this.longest;
		this.parts = [];
		this.length = 0;
		if (isTooLong) return { row: ++this.row, text: beginning(bytes), problem: `is longer than ${this.longest} bytes` };
		let text: string;
		try {
			text = this.decoder.decode(bytes).trim();
		} catch {
			return { row: ++this.row, text: beginning(bytes), problem: 'is not UTF-8' };
		}
		return text === '' ? undefined : { row: ++this.row, text };
	}
}

function beginning(bytes: Uint8Array): string {
	return Buffer.from(bytes.subarray(0, shownCharacters)).toString('utf8');
}

class LineCutter extends Cutter {
	*take(chunk: Uint8Array): Generator<JsonPiece> {
		let start = 0;
		for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
			this.add(chunk.subarray(start, end));
			start = end + 1;
			const piece = this.close();
			if (piece !== undefined) yield piece;
		}
		this.add(chunk.subarray(start));
	}

	/** A last line without a line end is whole when it is JSON. */
	*finish(): Generator<JsonPiece> {
		const piece = this.close();
		if (piece === undefined) return;
		if (piece.problem !== undefined || !isJson(piece.text)) throw cutOff();
		yield piece;
	}
}

class ListCutter extends Cutter {
	private depth = 0;
	private isInText = false;
	private isEscaped = false;
	private isOver = false;

	*take(chunk: Uint8Array): Generator<JsonPiece> {
		let start = 0;
		for (let at = 0; at < chunk.length; at++) {
			const byte = chunk[at];
			if (this.isOver) {
				if (!isBlank(byte)) throw new TabularError('damaged', 'The list of the file is followed by something else.');
				continue;
			}
			if (!this.endsBefore(byte)) continue;
			this.add(chunk.subarray(start, at));
			start = at + 1;
			this.isOver = byte === closeList;
			const piece = this.close();
			if (piece !== undefined) yield piece;
		}
		if (!this.isOver) this.add(chunk.subarray(start));
	}

	finish(): JsonPiece[] {
		if (!this.isOver) throw cutOff();
		return [];
	}

	/** Whether the byte stands behind an element, and is none of its own. */
	private endsBefore(byte: number): boolean {
		if (this.isInText) {
			if (this.isEscaped) this.isEscaped = false;
			else if (byte === backslash) this.isEscaped = true;
			else if (byte === quote) this.isInText = false;
			return false;
		}
		if (byte === quote) this.isInText = true;
		else if (byte === openObject || byte === openList) this.depth++;
		else if (this.depth === 0) return byte === comma || byte === closeList;
		else if (byte === closeObject || byte === closeList) this.depth--;
		return false;
	}
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

function cutOff(): TabularError {
	return new TabularError('truncated', 'The file stops in the middle: it is cut off.');
}
