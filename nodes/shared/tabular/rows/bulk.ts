import type { Dialect, LineEnd } from '../dialect/dialect';
import type { CsvParser } from './csvLibrary';
import { countLines } from './position';

export interface BulkRows {
	readonly rows: string[][];
	/** How much of the text the rows take. */
	readonly consumed: number;
}

/**
 * Splits a text into rows at the library's own pace. It only takes texts in which every row is a good one and
 * stands on lines of its own kind; for any other it returns undefined, and `trace` does it row by row.
 */
export function splitInBulk(text: string, dialect: Dialect, width: number, parser: CsvParser): BulkRows | undefined {
	if (text.includes('\0') || hasForeignLineEnd(text, dialect.lineEnd)) return undefined;
	const { data, errors, meta } = parser.parse(text, 0, true);
	// One error about the row that the end of the text cuts may come from the cut.
	if (errors.length > 1 || (errors.length === 1 && (errors[0].row ?? 0) < data.length)) return undefined;
	for (let index = 0; index < data.length; index++) {
		const row = data[index];
		if (row.length !== width || (width === 1 && row[0] === '')) return undefined;
	}
	return { rows: data, consumed: meta.cursor };
}

/** Whether lines of this text end otherwise than the dialect says. */
export function hasForeignLineEnd(text: string, lineEnd: LineEnd): boolean {
	if (lineEnd === '\n') return text.includes('\r');
	if (lineEnd === '\r') return text.includes('\n');
	return countLines(text, '\n', 0, text.length) !== countLines(text, '\r\n', 0, text.length);
}
