import type { Dialect } from '../dialect/dialect';
import { countLines, type LineEnd } from '../text/lineEnds';
import { hasComment } from './bulk';
import type { CsvParser } from './csvLibrary';

export interface BulkColumns {
	/** The values of each column asked for, in the order asked. */
	readonly columns: string[][];
	readonly count: number;
	/** How much of the text the rows take. */
	readonly consumed: number;
	/** The values of the only column there is, a line feed behind each. */
	readonly text?: string;
}

/**
 * Cuts some columns out of a text, without making the rows. On a line without quotes there is nothing to parse:
 * a value is what lies between two delimiters. Lines with quotes go to the library.
 * @param only columns by index, ascending
 * @param lineEnd the one that the text has
 * @returns undefined for a text that must be read another way: a row has not `width` values, a quoted value goes on over
 * several lines, something is escaped
 */
export function cutColumns(
	text: string,
	dialect: Dialect,
	width: number,
	only: readonly number[],
	lineEnd: LineEnd,
	parser: CsvParser,
): BulkColumns | undefined {
	const { delimiter, quote, escape = '' } = dialect;
	if (text.includes('\0') || hasComment(text, dialect)) return undefined;
	if (escape !== '' && text.includes(escape)) return undefined;
	if (width < 2) return only.length === 1 ? cutOnlyColumn(text, dialect, lineEnd) : undefined;

	const columns = only.map((): string[] => []);
	let consumed = 0;
	let count = 0;
	let next = text.indexOf(delimiter);
	let nextQuote = quote === '' ? -1 : text.indexOf(quote);
	for (let end = text.indexOf(lineEnd); end !== -1; end = text.indexOf(lineEnd, consumed)) {
		if (nextQuote !== -1 && nextQuote < end) {
			const after = endOfQuotedLines(text, consumed, quote, lineEnd);
			const { data, errors, meta } = parser.parse(text.slice(consumed, after), 0, true);
			const whole = errors.length === 0 && meta.cursor === after - consumed;
			const oneLineEach = data.length === countLines(text, consumed, after);
			if (!whole || !oneLineEach || data.some((row) => row.length !== width)) return undefined;
			addColumns(columns, data, only);
			count += data.length;
			consumed = after;
			next = text.indexOf(delimiter, consumed);
			nextQuote = text.indexOf(quote, consumed);
			continue;
		}
		let start = consumed;
		let asked = 0;
		for (let column = 1; column < width; column++) {
			if (next === -1 || next > end) return undefined;
			if (only[asked] === column - 1) columns[asked++].push(text.slice(start, next));
			start = next + delimiter.length;
			next = text.indexOf(delimiter, start);
		}
		if (next !== -1 && next < end) return undefined;
		if (only[asked] === width - 1) columns[asked].push(text.slice(start, end));
		consumed = end + lineEnd.length;
		count++;
	}
	return { columns, count, consumed };
}

/** Of a single column the lines are the values, which are cut when somebody asks for them. */
function cutOnlyColumn(text: string, { delimiter, quote }: Dialect, lineEnd: LineEnd): BulkColumns | undefined {
	if (text.includes(delimiter) || (quote !== '' && text.includes(quote))) return undefined;
	// What an empty line is, is decided elsewhere.
	if (text.startsWith(lineEnd) || text.includes(lineEnd + lineEnd)) return undefined;
	const consumed = text.lastIndexOf(lineEnd) + lineEnd.length;
	if (consumed < lineEnd.length) return undefined;
	const lines = text.slice(0, consumed);
	return new OnlyColumn(lineEnd === '\n' ? lines : lines.replaceAll(lineEnd, '\n'), consumed);
}

/** A class: an object with a getter of its own would have a hidden class of its own, which keeps the text alive for long. */
class OnlyColumn implements BulkColumns {
	readonly count: number;

	constructor(
		readonly text: string,
		readonly consumed: number,
	) {
		this.count = countLines(text, 0, text.length);
	}

	get columns(): string[][] {
		return [valuesOf(this.text)];
	}
}

/** The values of a text in which a line feed stands behind each. */
export function valuesOf(text: string): string[] {
	return text.slice(0, -1).split('\n');
}

/** Where the lines with quotes that begin here end: one call of the library takes them all. */
function endOfQuotedLines(text: string, start: number, quote: string, lineEnd: LineEnd): number {
	let after = start;
	for (;;) {
		const end = text.indexOf(lineEnd, after);
		const nextQuote = text.indexOf(quote, after);
		if (end === -1 || nextQuote === -1 || nextQuote > end) return after;
		after = end + lineEnd.length;
	}
}

/** The same columns out of rows that were made. */
export function columnsOf(rows: ReadonlyArray<readonly string[]>, only: readonly number[]): string[][] {
	const columns = only.map((): string[] => []);
	addColumns(columns, rows, only);
	return columns;
}

/** Row by row, so that each row is fetched from memory once. */
function addColumns(columns: string[][], rows: ReadonlyArray<readonly string[]>, only: readonly number[]): void {
	for (const row of rows) for (let index = 0; index < only.length; index++) columns[index].push(row[only[index]]);
}
