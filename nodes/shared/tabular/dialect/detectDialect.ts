import { knownName } from '../columns/knownNames';
import { shapeOf } from '../columns/shape';
import { hasComment } from '../rows/bulk';
import type { NewCsvParser } from '../rows/csvLibrary';
import { trace } from '../rows/trace';
import { endOfLine, lineEndOf } from '../text/lineEnds';
import type { Dialect } from './dialect';

/** The control characters are Hive's and ASCII's own: no value holds one. */
const delimiters: readonly string[] = [';', ',', '\t', '|', '^', '\u0001', '\u001f'];
/** Batch's documented dialect (batch-api-2x.md §9.2), for files with one column. */
const usualDelimiter = ';';
const rowsLookedAt = 500;
/** Of the first row: in a table of ten thousand columns, too, the names stand among the first. */
const namesLookedAt = 1_000;
/** Excel's way to say what the delimiter is, on a line of its own. Some programs quote it like any other value. */
const delimiterLine = /^"?sep=([^\r\n])"?[;,\t]*(?:\r\n|\n|\r)/i;

export interface DetectedDialect extends Dialect {
	/** Length of what stands before the table, in characters. */
	readonly prefaceLength: number;
	/** Whether the delimiter was told, or is the only one that splits every line alike. */
	readonly isCertain: boolean;
	/** No delimiter splits the lines. */
	readonly isOneColumn: boolean;
}

type Rows = ReadonlyArray<readonly string[]>;

/**
 * Tells how a file separates its values from its first characters (the structural text).
 * @param whole true when the sample is the whole file
 * @param chosen what the user set stays as it is
 * @param skipLines lines before the table
 */
export function detectDialect(
	sample: string,
	whole: boolean,
	chosen: Partial<Dialect>,
	skipLines: number,
	newParser: NewCsvParser,
): DetectedDialect {
	const skipped = lengthOfLines(sample, skipLines);
	const preface = delimiterLine.exec(sample.slice(skipped));
	const prefaceLength = skipped + (preface?.[0].length ?? 0);
	const text = sample.slice(prefaceLength);
	const { escape, comment } = chosen;
	const quote = chosen.quote ?? detectQuote(text);
	const dialect = { quote, ...(escape !== undefined && { escape }), ...(comment !== undefined && { comment }) };
	const told = chosen.delimiter ?? preface?.[1];
	if (told !== undefined) return { ...dialect, delimiter: told, prefaceLength, isCertain: true, isOneColumn: false };
	return { ...dialect, ...detectDelimiter(text, whole, dialect, newParser), prefaceLength };
}

function lengthOfLines(text: string, lines: number): number {
	let at = 0;
	for (let line = 0; line < lines && at < text.length; line++) at = endOfLine(text, at) ?? text.length;
	return at;
}

/** Double quotes, unless there are none and values stand in single ones. */
function detectQuote(text: string): string {
	if (text.includes('"')) return '"';
	const quoted = text.match(/(?:^|[;,\t|\r\n])'(?:[^'\r\n]|'')*'(?=[;,\t|\r\n]|$)/g)?.length ?? 0;
	return quoted >= 2 && quoted >= (text.match(/[\r\n]+/g)?.length ?? 0) / 2 ? "'" : '"';
}

function detectDelimiter(
	text: string,
	whole: boolean,
	dialect: Omit<Dialect, 'delimiter'>,
	newParser: NewCsvParser,
): Pick<DetectedDialect, 'delimiter' | 'isCertain' | 'isOneColumn'> {
	const candidates = delimiters.flatMap((delimiter) => {
		if (!text.includes(delimiter)) return [];
		const rows = splitRows(text, whole, { ...dialect, delimiter }, newParser).slice(0, rowsLookedAt);
		const score = scoreRows(rows, delimiter);
		return score === undefined ? [] : [{ delimiter, score, isEven: rows.length > 1 && new Set(rows.map(({ length }) => length)).size === 1 }];
	});
	// Where all commas stand between digits they are decimal ones, if anything else splits the lines.
	const others = candidates.filter(({ delimiter }) => delimiter !== ',');
	const fitting = others.length > 0 && hasDecimalCommasOnly(text) ? others : candidates;
	const [best] = [...fitting].sort((one, other) => other.score - one.score);
	if (best !== undefined) return { delimiter: best.delimiter, isCertain: fitting.length === 1 && best.isEven, isOneColumn: false };
	return { delimiter: usualDelimiter, isCertain: !delimiters.some((delimiter) => text.includes(delimiter)), isOneColumn: true };
}

/** The rows of a sample that can be split: at the library's pace where it is well-formed. */
function splitRows(text: string, whole: boolean, dialect: Dialect, newParser: NewCsvParser): Rows {
	const lineEnd = lineEndOf(text);
	if (lineEnd !== 'mixed' && !hasComment(text, dialect)) {
		const { data, errors } = newParser(dialect, lineEnd).parse(text, 0, !whole);
		if (errors.length === 0) return data.filter((row) => row.length > 1 || row[0] !== '');
	}
	const { records } = trace(text, { dialect, maxRecordLength: text.length, last: whole }, newParser);
	return records.flatMap(({ fields }) => (fields === undefined ? [] : [fields]));
}

/**
 * Rows of the same width speak for a delimiter, more columns speak for it, and known column names most of all.
 * @returns undefined for one that does not separate anything
 */
function scoreRows(rows: Rows, delimiter: string): number | undefined {
	const [first = []] = rows;
	const names = first.slice(0, namesLookedAt).filter((cell) => cell.trim() !== '');
	const known = names.filter((cell) => knownName(cell) !== undefined).length;
	// Two names make a table even where no row below is whole, and one before a delimiter that the rows leave out.
	const isNamed = known > 1 || (known > 0 && known === names.length);
	const width = isNamed ? first.length : usualWidth(rows);
	if (width < 2 || isOneColumn(rows, delimiter, width)) return undefined;
	const share = rows.filter((row) => row.length === width).length / rows.length;
	// A header is split, too; a title above a table of three columns and more is none.
	const isTitle = known === 0 && (delimiter === ';' || delimiter === '\t') && width > 2 && share >= 0.75 && rows.length > 3;
	if (first.length < 2 && !isTitle) return undefined;
	return share * Math.log2(width) + known;
}

/** Ids like `auth0|5f7c` and numbers like `48,85` have the sign within. */
function isOneColumn(rows: Rows, delimiter: string, width: number): boolean {
	if (width !== 2 || (delimiter !== '|' && delimiter !== ',')) return false;
	if (delimiter === ',') return rows.every(([before = '', after = '']) => /^[-+]?\d+$/.test(before) && /^\d+(?:E[-+]?\d+)?$/i.test(after));
	if ((rows[0] ?? []).some((cell) => knownName(cell) !== undefined)) return false;
	const prefixes = new Set(rows.map(([before]) => before));
	const isOverNumbers = rows.slice(1).every((row) => shapeOf(row[1] ?? '') === 'number') && shapeOf(rows[0]?.[1] ?? '') === 'text';
	return !isOverNumbers && prefixes.size <= Math.max(3, rows.length / 10);
}

function hasDecimalCommasOnly(text: string): boolean {
	for (let at = text.indexOf(','); at !== -1; at = text.indexOf(',', at + 1)) {
		if (!/\d/.test(text[at - 1] ?? '') || !/\d/.test(text[at + 1] ?? '')) return false;
	}
	return true;
}

/** The width that most rows have. */
export function usualWidth(rows: Rows): number {
	const counts = new Map<number, number>();
	for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
	return [...counts].sort(([, first], [, second]) => second - first)[0]?.[0] ?? 0;
}
