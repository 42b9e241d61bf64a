import type { Dialect } from '../dialect/dialect';
import type { CsvParser } from './csvLibrary';

export interface BulkRows {
	readonly rows: string[][];
	/** How much of the text the rows take. */
	readonly consumed: number;
}

/**
 * Splits a text into rows at the library's own pace. It only takes texts in which every row is a good one; for any other it
 * returns undefined, and `trace` does it row by row.
 * @param parser of the one line end that the text has
 * @param fillsUp rows with too few values are filled up with empty ones
 */
export function splitInBulk(text: string, dialect: Dialect, width: number, fillsUp: boolean, parser: CsvParser): BulkRows | undefined {
	if (text.includes('\0') || hasComment(text, dialect)) return undefined;
	if (text.startsWith('\n') || text.startsWith('\r')) return undefined;
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

/** Gives a row the values it lacks. */
export function fillUp(row: string[], width: number): void {
	while (row.length < width) row.push('');
}

/** Whether a line of this text may be a comment. */
export function hasComment(text: string, { comment }: Dialect): boolean {
	if (comment === undefined || comment === '') return false;
	return text.startsWith(comment) || text.includes(`\n${comment}`) || text.includes(`\r${comment}`);
}
