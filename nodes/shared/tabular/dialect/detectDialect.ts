import { matchHeader } from '../columns/aliases';
import type { NewCsvParser } from '../rows/csvLibrary';
import type { Dialect, LineEnd } from './dialect';

const delimiters: readonly string[] = [';', ',', '\t', '|'];
/** Batch's documented dialect (batch-api-2x.md §9.2), for files with one column. */
const usualDelimiter = ';';
const rowsLookedAt = 500;
/** Excel's way to say what the delimiter is, on a line of its own. */
const delimiterLine = /^sep=(.)\r?\n/i;

export interface DetectedDialect extends Dialect {
	/** Length of what stands before the table, in characters. */
	readonly prefaceLength: number;
}

/**
 * Tells how a file separates its values from its first characters (the structural text).
 * @param whole true when the sample is the whole file
 * @param chosen what the user set stays as it is
 */
export function detectDialect(sample: string, whole: boolean, chosen: Partial<Dialect>, newParser: NewCsvParser): DetectedDialect {
	const preface = chosen.delimiter === undefined ? delimiterLine.exec(sample) : null;
	const prefaceLength = preface?.[0].length ?? 0;
	const text = sample.slice(prefaceLength);
	const quote = chosen.quote ?? detectQuote(text);
	const lineEnd = chosen.lineEnd ?? detectLineEnd(text, whole, quote);
	const delimiter = chosen.delimiter ?? preface?.[1] ?? detectDelimiter(text, whole, quote, lineEnd, newParser);
	return { delimiter, quote, lineEnd, prefaceLength };
}

/** Double quotes, unless there are none and values stand in single ones. */
function detectQuote(text: string): string {
	if (text.includes('"')) return '"';
	const quoted = text.match(/(?:^|[;,\t|\n])'(?:[^'\n]|'')*'(?=[;,\t|\r\n]|$)/g)?.length ?? 0;
	return quoted >= 2 && quoted >= (text.match(/\n/g)?.length ?? 0) / 2 ? "'" : '"';
}

function detectLineEnd(text: string, whole: boolean, quote: string): LineEnd {
	// The other half of a CRLF may stand behind the sample.
	const complete = !whole && text.endsWith('\r') ? text.slice(0, -1) : text;
	const unquoted = quote === '' ? complete : complete.replace(new RegExp(`${quote}[^${quote}]*${quote}`, 'g'), '');
	return countedLineEnd(unquoted) ?? countedLineEnd(complete) ?? '\n';
}

function countedLineEnd(text: string): LineEnd | undefined {
	if (/(?:^|[^\r])\n/.test(text)) return '\n';
	if (text.includes('\r\n')) return '\r\n';
	return text.includes('\r') ? '\r' : undefined;
}

function detectDelimiter(text: string, whole: boolean, quote: string, lineEnd: LineEnd, newParser: NewCsvParser): string {
	let best = { delimiter: usualDelimiter, score: 0 };
	for (const delimiter of delimiters) {
		const { data } = newParser({ delimiter, quote, lineEnd }).parse(text, 0, !whole);
		const score = scoreRows(data.slice(0, rowsLookedAt).filter((row) => row.length > 1 || row[0] !== ''));
		if (score > best.score) best = { delimiter, score };
	}
	return best.delimiter;
}

/** Rows of the same width speak for a delimiter, more columns speak for it, and known column names most of all. */
function scoreRows(rows: string[][]): number {
	if (rows.length === 0) return 0;
	const width = usualWidth(rows);
	if (width < 2) return 0;
	const share = rows.filter((row) => row.length === width).length / rows.length;
	const known = rows[0].filter((cell) => matchHeader(cell).length > 0).length;
	return share * Math.log2(width) + known;
}

/** The width that most rows have. */
export function usualWidth(rows: ReadonlyArray<readonly string[]>): number {
	const counts = new Map<number, number>();
	for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
	return [...counts].sort(([, first], [, second]) => second - first)[0]?.[0] ?? 0;
}
