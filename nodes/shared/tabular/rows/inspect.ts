import type { Dialect } from '../dialect/dialect';
import type { FieldDecoder } from '../text/fieldDecoder';
import { hasForeignLineEnd } from './bulk';
import { countLines, type BadRow, type Position } from './position';
import type { TracedRecord } from './trace';

export interface Inspection {
	/** The good rows, not yet decoded. */
	readonly rows: string[][];
	/** For each good row: its number, its line, and the position behind it. */
	readonly places: ReadonlyArray<{ readonly row: number; readonly line: number; readonly after: Position }>;
	readonly badRows: BadRow[];
	/** Behind the last record. */
	readonly end: Position;
}

export interface InspectionSettings {
	readonly dialect: Dialect;
	readonly width: number;
	readonly decoder: FieldDecoder;
	readonly bytesPerCharacter: number;
}

const shownCharacters = 200;

/** Sorts the records of a text into good and bad rows, and says where each stands. */
export function inspect(
	text: string,
	records: readonly TracedRecord[],
	consumed: number,
	start: Position,
	settings: InspectionSettings,
): Inspection {
	const { dialect, bytesPerCharacter, decoder } = settings;
	const rows: string[][] = [];
	const places: Array<Inspection['places'][number]> = [];
	const badRows: BadRow[] = [];
	let line = start.line;
	let counted = 0;
	let row = start.row;
	for (const record of records) {
		line += countLines(text, dialect.lineEnd, counted, record.start);
		counted = record.start;
		row++;
		const reason = record.problem ?? problemOf(text, record, settings);
		if (reason === undefined && record.fields !== undefined) {
			rows.push(record.fields);
			const lines = countLines(text, dialect.lineEnd, record.start, record.end);
			const offset = start.offset + record.end * bytesPerCharacter;
			places.push({ row, line: line + 1, after: { offset, row, line: line + lines, badRows: start.badRows + badRows.length } });
		} else {
			const shown = decoder.decode(text.slice(record.start, Math.min(record.end, record.start + shownCharacters)));
			badRows.push({ row, line: line + 1, reason: reason ?? 'cannot be read', text: shown.replace(/[\r\n]+$/, '') });
		}
	}
	line += countLines(text, dialect.lineEnd, counted, consumed);
	const offset = start.offset + consumed * bytesPerCharacter;
	return { rows, places, badRows, end: { offset, row, line, badRows: start.badRows + badRows.length } };
}

/** What is wrong with a record that could be split; a carriage return that belongs to its line end is taken off. */
function problemOf(text: string, record: TracedRecord, { dialect, width, decoder }: InspectionSettings): string | undefined {
	const { fields = [] } = record;
	const raw = text.slice(record.start, record.end);
	if (dialect.lineEnd === '\n') dropCarriageReturn(raw, fields, dialect.quote);
	else if (!isQuoted(raw, dialect.quote) && hasForeignLineEnd(raw, dialect.lineEnd)) return 'has a line end of another kind in it';
	if (fields.length !== width) return `has ${fields.length} ${fields.length === 1 ? 'field' : 'fields'} instead of ${width}`;
	if (fields.some((field) => field.includes('\0'))) return 'holds a NUL character';
	return decoder.isValid(raw) ? undefined : 'is not valid in the encoding of the file: set Encoding if it is another';
}

function isQuoted(raw: string, quote: string): boolean {
	return quote !== '' && raw.includes(quote);
}

/** A quoted value may end in a carriage return of its own: only one outside the quotes belongs to the line end. */
function dropCarriageReturn(raw: string, fields: string[], quote: string): void {
	const last = fields.length - 1;
	if (!raw.endsWith('\r\n') || !fields[last]?.endsWith('\r')) return;
	if (quote !== '' && raw.endsWith(`\r${quote}\r\n`)) return;
	fields[last] = fields[last].slice(0, -1);
}
