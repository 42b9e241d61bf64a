import { recognise } from '../columns/recognise';
import { detectDialect, usualWidth } from '../dialect/detectDialect';
import { detectHeader } from '../dialect/detectHeader';
import { checkDialect } from '../dialect/dialect';
import { TabularError } from '../failure';
import type { Compression } from '../source/compression';
import { detectEncoding } from '../text/encoding';
import { fieldDecoder } from '../text/fieldDecoder';
import { bytesPerCharacter, toStructuralText, toStructure } from '../text/structure';
import type { NewCsvParser } from './csvLibrary';
import type { Format } from './format';
import { countLines, type Position } from './position';
import { defaultMaxRecordLength, type TableSettings } from './settings';
import { trace } from './trace';

export interface DetectedFormat {
	readonly format: Format;
	/** Where the rows begin: behind byte order mark, preface and header. */
	readonly start: Position;
}

/**
 * Finds out how a file is to be read from its first bytes.
 * @param sample the first piece of the (decompressed) content
 * @param whole true when there is no more
 * @throws TabularError `refused` when the sample holds no row, `settings` when what the user set cannot be
 */
export function detectFormat(
	sample: Uint8Array,
	whole: boolean,
	compression: Compression,
	settings: TableSettings,
	newParser: NewCsvParser,
): DetectedFormat {
	checkDialect(settings.dialect ?? {});
	const { encoding, markBytes } = detectEncoding(sample, settings.encoding);
	const text = toStructuralText(sample.subarray(markBytes), encoding);
	const chosen = { ...settings.dialect };
	if (chosen.delimiter !== undefined) chosen.delimiter = toStructure(chosen.delimiter, encoding);
	const { prefaceLength, ...dialect } = detectDialect(text, whole, chosen, newParser);

	const table = text.slice(prefaceLength);
	const maxRecordLength = settings.maxRecordLength ?? defaultMaxRecordLength;
	const { records } = trace(table, { dialect, maxRecordLength, last: whole }, newParser);
	const readable = records.filter((record) => record.fields !== undefined);
	if (readable.length === 0 && !whole) {
		throw new TabularError('refused', 'The beginning of the file holds no complete row: it is not CSV, or its quotes are not as set.');
	}
	const decoder = fieldDecoder(encoding);
	const rows = readable.map(({ fields = [] }) => fields.map((field) => decoder.decode(withoutCarriageReturn(field, dialect.lineEnd))));

	const hasHeader = rows.length > 0 && (settings.hasHeader ?? detectHeader(rows));
	const header = hasHeader ? rows[0] : undefined;
	const body = hasHeader ? rows.slice(1) : rows;
	const width = tableWidth(header, body);
	const { kind, columns } = recognise({ header, rows: body.filter(({ length }) => length === width), width }, settings);

	const startsAt = prefaceLength + (hasHeader ? readable[0].end : 0);
	return {
		format: { compression, encoding, dialect, hasHeader, kind, columns },
		start: {
			offset: markBytes + startsAt * bytesPerCharacter(encoding),
			row: 0,
			line: countLines(text, dialect.lineEnd, 0, startsAt),
			badRows: 0,
		},
	};
}

/** The header's, unless every row ends in one more delimiter than the header. */
function tableWidth(header: readonly string[] | undefined, rows: ReadonlyArray<readonly string[]>): number {
	if (header === undefined) return usualWidth(rows);
	const oneMore = rows.length > 0 && rows.every((row) => row.length === header.length + 1 && row.at(-1) === '');
	return oneMore ? header.length + 1 : header.length;
}

/** Only a sample's values are cleaned this way; rows are, exactly, where they are read. */
function withoutCarriageReturn(field: string, lineEnd: string): string {
	return lineEnd === '\n' && field.endsWith('\r') ? field.slice(0, -1) : field;
}
