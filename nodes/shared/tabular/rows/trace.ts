import type { Dialect } from '../dialect/dialect';
import { endOfLine, withoutLoneReturns } from '../text/lineEnds';
import type { CsvParser, CsvResult, NewCsvParser } from './csvLibrary';

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
/** Blank lines in such numbers are passed over without the library. */
const manyBlanks = '\n'.repeat(8);

export const malformedQuotes = 'has a quote in the middle of a quoted value, or after it';
export const unclosedQuote = 'opens a quote that is never closed: the file may be cut off';
export const overlongRecord = 'is too long, or opens a quote that is not closed';

/**
 * Splits a text into records, each with its place: the exact way, for texts that the bulk way cannot take
 * (bad rows, several kinds of line ends, comments) or where a place is asked for.
 *
 * A record with malformed quotes or above the limit tells nothing reliable about where it ends: its first line
 * is set aside and reading goes on with the next line, so one stray quote costs one line, not the rest.
 * @param text its last character is no carriage return, unless the file ends there: that may be half a line end
 */
export function trace(text: string, settings: TraceSettings, newParser: NewCsvParser): Trace {
	return new Tracer(text, settings, newParser).trace();
}

/** What was found in a window: how much of it is records, and what follows them that is none. */
interface Found {
	readonly taken: number;
	readonly stoppedBy?: 'malformed' | 'comment' | 'blanks';
}

class Tracer {
	private readonly records: TracedRecord[] = [];
	/** As long as the text, with two kinds of line ends only, both of which end in a line feed. */
	private readonly folded: string;
	private readonly comment: string;
	private readonly single: CsvParser;

	constructor(
		private readonly text: string,
		private readonly settings: TraceSettings,
		private readonly newParser: NewCsvParser,
	) {
		this.folded = withoutLoneReturns(text);
		this.comment = settings.dialect.comment ?? '';
		this.single = newParser(settings.dialect, '\n');
	}

	trace(): Trace {
		const { text, records } = this;
		const { maxRecordLength, last } = this.settings;
		let at = 0;
		let window = smallestWindow;
		while (at < text.length) {
			if (this.isComment(at)) {
				const end = endOfLine(text, at) ?? (last ? text.length : undefined);
				if (end === undefined) return this.unfinished(at);
				at = end;
				continue;
			}
			const behindBlanks = this.behindBlanks(at);
			if (behindBlanks > at) {
				at = behindBlanks;
				continue;
			}
			const length = Math.min(window, maxRecordLength, text.length - at);
			const reachesEnd = at + length === text.length;
			const found = this.traceWindow(at, at + length);
			at += found.taken;
			const tooLong = found.taken === 0 && length === maxRecordLength;

			if (found.stoppedBy === 'malformed' || tooLong) {
				const problem = found.stoppedBy === 'malformed' ? malformedQuotes : overlongRecord;
				const end = endOfLine(text, at) ?? (last ? text.length : undefined);
				if (end === undefined) return { records, consumed: at, hopeless: problem };
				records.push({ start: at, end, problem });
				at = end;
				window = smallestWindow;
			} else if (found.taken === 0 && reachesEnd) {
				if (!last) break;
				const record = this.traceTail(at);
				records.push(record);
				at = record.end;
			} else if (found.stoppedBy === undefined) {
				window *= 2;
			}
		}
		return { records, consumed: at };
	}

	/** The first place from here on where a line does not end at once. */
	private behindBlanks(at: number): number {
		let behind = at;
		for (let code = this.text.charCodeAt(at); code === 10 || code === 13; code = this.text.charCodeAt(behind)) behind++;
		return behind;
	}

	private isComment(at: number): boolean {
		return this.comment !== '' && this.text.startsWith(this.comment, at);
	}

	/** A comment without an end goes on in the next text, unless it is longer than any record. */
	private unfinished(at: number): Trace {
		const isTooLong = this.text.length - at >= this.settings.maxRecordLength;
		return { records: this.records, consumed: at, ...(isTooLong && { hopeless: overlongRecord }) };
	}

	/** Takes the complete records between two places. */
	private traceWindow(from: number, to: number): Found {
		const slice = this.folded.slice(from, to);
		let taken = 0;
		let stoppedBy: Found['stoppedBy'];
		const parser = this.newParser(this.settings.dialect, '\n', (result) => {
			if (result.errors.length > 0) {
				stoppedBy = 'malformed';
				parser.abort();
				return;
			}
			const end = result.meta.cursor;
			const [start, behind] = [from + taken, from + end];
			if (!this.isBlank(start, behind)) this.records.push({ start, end: behind, fields: this.fieldsOf(result, start, behind) });
			taken = end;
			if (this.isComment(behind)) stoppedBy = 'comment';
			else if (this.folded.startsWith(manyBlanks, behind)) stoppedBy = 'blanks';
			if (stoppedBy !== undefined) parser.abort();
		});
		const open = parser.parse(slice, 0, true);
		// The last quote of a window may only look malformed because the window cuts what follows it.
		if (stoppedBy === undefined && open.errors.length > 1) stoppedBy = 'malformed';
		return { taken, stoppedBy };
	}

	/** What folding has done to the record is undone: its own line end left out, the text behind has what stands between quotes. */
	private fieldsOf(result: CsvResult, start: number, end: number): string[] {
		const raw = this.text.slice(start, end);
		if (!raw.includes('\r')) return firstRow(result);
		return firstRow(this.single.parse(`${raw.replace(/\r?\n$|\r$/, '')}\n`, 0, false));
	}

	/** The record without a line end at the end of the file. */
	private traceTail(start: number): TracedRecord {
		const { text } = this;
		// With a line end behind it the library takes blanks after the last quote as anywhere else.
		const result = this.single.parse(`${text.slice(start)}\n`, 0, false);
		if (result.errors.length === 0) return { start, end: text.length, fields: firstRow(result) };
		const end = endOfLine(text, start) ?? text.length;
		return { start, end, problem: isMalformed(result) ? malformedQuotes : unclosedQuote };
	}

	/** A line with nothing on it, whatever its line end. */
	private isBlank(start: number, end: number): boolean {
		return end - start === 1 || (end - start === 2 && this.text[start] === '\r' && this.text[start + 1] === '\n');
	}
}

function isMalformed({ errors }: CsvResult): boolean {
	return errors.some(({ code }) => code === 'InvalidQuotes');
}

function firstRow({ data }: CsvResult): string[] {
	return data[0] ?? [''];
}
