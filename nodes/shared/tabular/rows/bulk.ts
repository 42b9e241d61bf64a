import type { Dialect } from '../dialect/dialect';
import { countLines, type LineEnd } from '../text/lineEnds';
import type { CsvParser } from './csvLibrary';

export interface BulkRows {
	readonly rows: string[][];
	/** How much of the text the rows take. */
	readonly consumed: number;
}

/**
 * Splits a text into rows at the library's own pace, or quicker. It only takes texts in which every row is a good one; for any
 * other it returns undefined, and `trace` does it row by row.
 * @param lineEnd the one that the text has
 * @param parser of that line end
 * @param fillsUp rows with too few values are filled up with empty ones
 */
export function splitInBulk(
	text: string,
	dialect: Dialect,
	width: number,
	fillsUp: boolean,
	lineEnd: LineEnd,
	parser: CsvParser,
): BulkRows | undefined {
	if (text.includes('\0') || hasComment(text, dialect)) return undefined;
	if (text.startsWith('\n') || text.startsWith('\r')) return undefined;
	const unquoted = splitUnquoted(text, dialect, width, lineEnd);
	if (unquoted !== undefined) return unquoted;
	const { data, errors, meta } = parser.parse(text, 0, true);
	// One error about the row that the end of the text cuts may come from the cut.
	if (errors.length > 1 || (errors.length === 1 && (errors[0].row ?? 0) < data.length)) return undefined;
	for (let index = 0; index < data.length; index++) {
		const row = data[index];
		const isBlank = row.length === 1 && row[0] === '';
		if (fillsUp && !isBlank) fillUp(row, width);
		if (row.length !== width || (width === 1 && isBlank)) return undefined;
	}
	return { rows: data, consumed: meta.cursor };
}

/**
 * Splits lines without quotes that all have as many values as there are columns, all of them at once: what lies between two
 * delimiters is a value, or the last of a line with the first of the next.
 */
function splitUnquoted(text: string, { delimiter, quote, escape = '' }: Dialect, width: number, lineEnd: LineEnd): BulkRows | undefined {
	if (width < 2 || (quote !== '' && text.includes(quote)) || (escape !== '' && text.includes(escape))) return undefined;
	const consumed = text.lastIndexOf(lineEnd) + lineEnd.length;
	if (consumed < lineEnd.length) return undefined;
	const values = text.slice(0, consumed).split(delimiter);
	const step = width - 1;
	const rows: string[][] = [];
	let first = values[0];
	for (let at = 0; at + step < values.length; at += step) {
		const row = values.slice(at, at + width);
		const ends = row[step].indexOf(lineEnd);
		if (ends === -1) return undefined;
		row[0] = first;
		first = row[step].slice(ends + lineEnd.length);
		row[step] = row[step].slice(0, ends);
		rows.push(row);
	}
	// One line end for each row: then none stands in a value, and no line is too short or too long.
	const isWhole = values.length === rows.length * step + 1 && countLines(text, 0, consumed) === rows.length;
	return isWhole ? { rows, consumed } : undefined;
}

/** Gives a row the values it lacks. */
export function fillUp(row: string[], width: number): void {
	while (row.length < width) row.push('');
}

/** Whether a line of this text may be a comment. */
export function hasComment(text: string, { comment }: Dialect): boolean {
	if (comment === undefined || comment === '') return false;
	return text.startsWith(comment) || text.includes(`\n${comment}`) || text.includes(`\r${comment}`);
}
