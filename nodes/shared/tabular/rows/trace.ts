import type { Dialect } from '../dialect/dialect';
import type { CsvResult, NewCsvParser } from './csvLibrary';

/** One record of a text, with its place in it. */
export interface TracedRecord {
	readonly start: number;
	/** Behind its line end. */
	readonly end: number;
	/** Undefined for a line that cannot be split; `problem` says why. */
	readonly fields?: string[];
	readonly problem?: string;
}

export interface Trace {
	readonly records: TracedRecord[];
	/** How much of the text the records (and blank lines) take; the rest is a record that goes on in the next text. */
	readonly consumed: number;
	/** Why the rest, which has no line end yet, is a bad row already: it can be let go up to the next line end. */
	readonly hopeless?: string;
}

export interface TraceSettings {
	readonly dialect: Dialect;
	/** The longest record, in characters of the structural text. */
	readonly maxRecordLength: number;
	/** True when the file ends with this text. */
	readonly last: boolean;
}

const smallestWindow = 2_048;

export const malformedQuotes = 'has a quote in the middle of a quoted value, or after it';
export const unclosedQuote = 'opens a quote that is never closed: the file may be cut off';
export const overlongRecord = 'is too long, or opens a quote that is not closed';

/**
 * Splits a text into records, each with its place: the exact way, for texts that the bulk way cannot take
 * (bad rows, odd line ends) or where a place is asked for.
 *
 * A record with malformed quotes or above the limit tells nothing reliable about where it ends: its first line
 * is set aside and reading goes on with the next line, so one stray quote costs one line, not the rest.
 */
export function trace(text: string, { dialect, maxRecordLength, last }: TraceSettings, newParser: NewCsvParser): Trace {
	const records: TracedRecord[] = [];
	let at = 0;
	let window = smallestWindow;

	while (at < text.length) {
		const length = Math.min(window, maxRecordLength, text.length - at);
		const reachesEnd = at + length === text.length;
		const slice = text.slice(at, at + length);
		const found = traceWindow(slice, at, dialect, records, newParser);
		at += found.taken;
		const tooLong = found.taken === 0 && length === maxRecordLength;

		if (found.malformed || tooLong) {
			const lineEnd = text.indexOf(dialect.lineEnd, at);
			const problem = found.malformed ? malformedQuotes : overlongRecord;
			if (lineEnd === -1 && !last) return { records, consumed: at, hopeless: problem };
			const end = lineEnd === -1 ? text.length : lineEnd + dialect.lineEnd.length;
			records.push({ start: at, end, problem });
			at = end;
			window = smallestWindow;
		} else if (found.taken === 0 && reachesEnd) {
			if (!last) break;
			// Half a line end on a line of its own is a blank line.
			if (slice === '\r') return { records, consumed: text.length };
			const record = traceTail(slice, at, dialect, newParser);
			records.push(record);
			at = record.end;
		} else {
			window *= 2;
		}
	}
	return { records, consumed: at };
}

/** Takes the complete records of a window; `malformed` means that the record after them is. */
function traceWindow(
	slice: string,
	base: number,
	dialect: Dialect,
	records: TracedRecord[],
	newParser: NewCsvParser,
): { taken: number; malformed: boolean } {
	let taken = 0;
	let malformed = false;
	const parser = newParser(dialect, (result) => {
		if (result.errors.length > 0) {
			malformed = true;
			parser.abort();
			return;
		}
		const end = result.meta.cursor;
		if (!isBlank(slice, taken, end)) records.push({ start: base + taken, end: base + end, fields: firstRow(result) });
		taken = end;
	});
	const open = parser.parse(slice, 0, true);
	// The last quote of a window may only look malformed because the window cuts what follows it.
	return { taken, malformed: malformed || open.errors.length > 1 };
}

/** The record without a line end at the end of the file. */
function traceTail(tail: string, base: number, dialect: Dialect, newParser: NewCsvParser): TracedRecord {
	const text = dialect.lineEnd !== '\r' && tail.endsWith('\r') ? tail.slice(0, -1) : tail;
	const result = newParser(dialect).parse(text, 0, false);
	if (result.errors.length === 0) return { start: base, end: base + tail.length, fields: firstRow(result) };
	const lineEnd = tail.indexOf(dialect.lineEnd);
	const end = lineEnd === -1 ? tail.length : lineEnd + dialect.lineEnd.length;
	return { start: base, end: base + end, problem: isMalformed(result) ? malformedQuotes : unclosedQuote };
}

function isMalformed({ errors }: CsvResult): boolean {
	return errors.some(({ code }) => code === 'InvalidQuotes');
}

function firstRow({ data }: CsvResult): string[] {
	return data[0] ?? [''];
}

/** A line with nothing on it, whatever its line end. */
function isBlank(text: string, start: number, end: number): boolean {
	return end - start === 1 || (end - start === 2 && text[start] === '\r' && text[start + 1] === '\n');
}
