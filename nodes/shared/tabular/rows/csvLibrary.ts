import type { Dialect } from '../dialect/dialect';
import type { LineEnd } from '../text/lineEnds';
import { escapesOf, type Escapes } from './escapes';

/** What we use of the CSV library: its parser for a text in memory, without its streams and timers. */
export interface CsvResult {
	readonly data: string[][];
	/** Malformed quotes, with the index of the row in `data`; one past its end means the row that is still open. */
	readonly errors: ReadonlyArray<{ readonly code: string; readonly row?: number }>;
	/** Where the last complete row ends, line end included. */
	readonly meta: { readonly cursor: number };
}

export interface CsvParser {
	/** @param ignoreLastRow the text goes on: leave out the row that its end cuts */
	parse(text: string, base: number, ignoreLastRow: boolean): CsvResult;
	abort(): void;
}

export type NewCsvParser = (dialect: Dialect, lineEnd: LineEnd, step?: (result: CsvResult) => void) => CsvParser;

/** Loads the library when a file is read for the first time. */
export async function loadCsvLibrary(): Promise<NewCsvParser> {
	const { Parser } = await import('../../vendor/papaparse');
	const newParser: NewCsvParser = ({ delimiter, quote }, lineEnd, step) =>
		new Parser({
			delimiter,
			newline: lineEnd,
			quoteChar: quote === '' ? undefined : quote,
			// Its fast mode takes no quotes; undefined lets it look for them.
			fastMode: quote === '' ? true : undefined,
			step,
		});
	return (dialect, lineEnd, step) => {
		const escapes = escapesOf(dialect);
		if (escapes === undefined) return newParser(dialect, lineEnd, step);
		const parser = newParser(dialect, lineEnd, step && ((result) => step(revealed(result, escapes))));
		return {
			parse: (text, base, ignoreLastRow) => revealed(parser.parse(escapes.hide(text), base, ignoreLastRow), escapes),
			abort: () => parser.abort(),
		};
	};
}

function revealed(result: CsvResult, { reveal }: Escapes): CsvResult {
	return { ...result, data: result.data.map((row) => row.map(reveal)) };
}
