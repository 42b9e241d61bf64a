import { recognise } from '../columns/recognise';
import { detectDialect, usualWidth } from '../dialect/detectDialect';
import { detectHeader } from '../dialect/detectHeader';
import { checkDialect } from '../dialect/dialect';
import { TabularError } from '../failure';
import type { Compression } from '../source/compression';
import { binarySampleBytes, expectNoBinary, expectNoControls, expectNoOtherText } from '../source/notATable';
import { detectEncoding } from '../text/encoding';
import { fieldDecoder } from '../text/fieldDecoder';
import { countLines } from '../text/lineEnds';
import { bytesPerCharacter, toStructuralText, toStructure } from '../text/structure';
import type { NewCsvParser } from './csvLibrary';
import { dosEndOf } from './dosEnd';
import type { Format } from './format';
import type { Position } from './position';
import { describeReading } from './readAs';
import { defaultMaxRecordLength, mostColumns, type TableSettings } from './settings';
import { trace } from './trace';

export interface DetectedFormat {
	readonly format: Format;
	/** Where the rows begin: behind byte order mark, lines skipped, preface and header. */
	readonly start: Position;
	/** What was assumed and what is certain, a short text each. */
	readonly readAs: readonly string[];
	/** The cells of the header as they stand; undefined where there is none. */
	readonly header: readonly string[] | undefined;
}

/** Rows that a sample should have, before more of the file is looked at. */
const rowsWanted = 2;

/** Rows of a sample whose values are looked at: they tell as much as all, and rows of a few bytes may be very many. */
const rowsLookedAt = 4_000;

/**
 * Finds out how a file is to be read from its first bytes.
 * @param sample the first piece of the (decompressed) content
 * @param whole true when there is no more
 * @returns undefined when more of the file must be seen: its first lines are long
 * @throws TabularError `refused` when the sample holds no row, or is no table; `settings` when what the user set cannot be
 */
export function detectFormat(
	sample: Uint8Array,
	whole: boolean,
	compression: Compression,
	settings: TableSettings,
	newParser: NewCsvParser,
): DetectedFormat | undefined {
	checkDialect(settings.dialect ?? {});
	const { encoding, markBytes, isCertain } = detectEncoding(sample, settings.encoding);
	if (encoding === 'utf-8' || encoding === 'windows-1252') expectNoBinary(sample.subarray(0, binarySampleBytes));
	const text = textOf(toStructuralText(sample.subarray(markBytes), encoding), whole);
	expectNoControls(Array.from(text.slice(0, binarySampleBytes), (character) => character.charCodeAt(0)));
	expectNoOtherText(text);
	const chosen = { ...settings.dialect };
	if (chosen.delimiter !== undefined) chosen.delimiter = toStructure(chosen.delimiter, encoding);
	const detected = detectDialect(text, whole, chosen, settings.skipLines ?? 0, newParser);
	const { prefaceLength, isCertain: delimiterIsCertain, isOneColumn, ...dialect } = detected;

	const table = text.slice(prefaceLength);
	const maxRecordLength = settings.maxRecordLength ?? defaultMaxRecordLength;
	const { records } = trace(table, { dialect, maxRecordLength, last: whole }, newParser);
	const readable = records.filter((record) => record.fields !== undefined);
	if (readable.length < rowsWanted && !whole && text.length < maxRecordLength) return undefined;
	if (readable.length === 0 && !whole) {
		throw new TabularError('refused', 'The beginning of the file holds no complete row: it is not CSV, or its quotes are not as set.');
	}
	if (readable.some(({ fields = [] }) => fields.length > mostColumns)) {
		throw new TabularError('refused', `The file has more than ${mostColumns} columns, which is the most that is read.`);
	}
	const decoder = fieldDecoder(encoding);
	const rows = readable.slice(0, rowsLookedAt).map(({ fields = [] }) => fields.map((field) => decoder.decode(field)));

	const decision = detectHeader(rows, settings.hasHeader);
	const hasHeader = decision.isHeader;
	const header = hasHeader ? rows[0] : undefined;
	const body = hasHeader ? rows.slice(1) : rows;
	const width = tableWidth(header, body);
	const { kind, columns, missing } = recognise({ header, rows: body.filter(({ length }) => length === width), width }, settings);

	const startsAt = prefaceLength + (hasHeader ? readable[0].end : 0);
	const format: Format = { compression, encoding, dialect, hasHeader, kind, columns, ...(settings.fillsUp && { fillsUp: true }) };
	return {
		format,
		start: {
			offset: markBytes + startsAt * bytesPerCharacter(encoding),
			row: 0,
			line: countLines(text, 0, startsAt),
			badRows: 0,
		},
		header,
		readAs: describeReading(format, { encoding: isCertain, delimiter: delimiterIsCertain, isOneColumn, header: decision, missing }),
	};
}

/** Without what may be half a line end, or is the end of a file as DOS writes it. */
function textOf(text: string, whole: boolean): string {
	if (whole) return text.slice(0, text.length - dosEndOf(text));
	return text.endsWith('\r') ? text.slice(0, -1) : text;
}

/** The header's, unless the rows have another one, and what that is more or less holds nothing: some end in delimiters that others leave out. */
function tableWidth(header: readonly string[] | undefined, rows: ReadonlyArray<readonly string[]>): number {
	const usual = usualWidth(rows);
	if (header === undefined) return usual;
	const { length } = header;
	if (usual === 0 || rows.some((row) => row.length === length)) return length;
	const surplus = usual < length ? [header.slice(usual)] : rows.filter((row) => row.length === usual).map((row) => row.slice(length));
	return surplus.every((cells) => cells.every((cell) => cell.trim() === '')) ? usual : length;
}
