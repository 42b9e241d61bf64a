import type { FieldDecoder } from '../text/fieldDecoder';
import { countLines } from '../text/lineEnds';
import { fillUp } from './bulk';
import type { BadRow, Position } from './position';
import type { TracedRecord } from './trace';

export interface Inspection {
	/** The good rows, not yet decoded. */
	readonly rows: string[][];
	/** For each good row: its number, its line, and the position behind it. */
	readonly places: ReadonlyArray<{ readonly row: number; readonly line: number; readonly after: Position }>;
	readonly badRows: BadRow[];
	/** Before the first of the bad rows. */
	readonly firstBad?: Position;
	/** The bad row that is one too many; neither it nor what follows it is part of this. */
	readonly excess?: BadRow;
	/** Behind the last record. */
	readonly end: Position;
}

export interface InspectionSettings {
	readonly width: number;
	/** Rows with too few values are filled up with empty ones. */
	readonly fillsUp: boolean;
	readonly decoder: FieldDecoder;
	readonly bytesPerCharacter: number;
}

const shownCharacters = 200;

/**
 * Sorts the records of a text into good and bad rows, and says where each stands.
 * @param badRowsAtMost with one more it ends, before that one
 */
export function inspect(
	text: string,
	records: readonly TracedRecord[],
	consumed: number,
	start: Position,
	settings: InspectionSettings,
	badRowsAtMost = Infinity,
): Inspection {
	const { bytesPerCharacter, decoder } = settings;
	const rows: string[][] = [];
	const places: Array<Inspection['places'][number]> = [];
	const badRows: BadRow[] = [];
	let firstBad: Position | undefined;
	let line = start.line;
	let counted = 0;
	let row = start.row;
	const positionAt = (characters: number, lines: number): Position => ({
		offset: start.offset + characters * bytesPerCharacter,
		row,
		line: lines,
		badRows: start.badRows + badRows.length,
	});
	for (const record of records) {
		line += countLines(text, counted, record.start);
		counted = record.start;
		const reason = record.problem ?? problemOf(text, record, settings);
		if (reason === undefined && record.fields !== undefined) {
			row++;
			rows.push(record.fields);
			places.push({ row, line: line + 1, after: positionAt(record.end, line + countLines(text, record.start, record.end)) });
			continue;
		}
		const before = positionAt(record.start, line);
		const shown = decoder.decode(text.slice(record.start, Math.min(record.end, record.start + shownCharacters)));
		const bad = { row: row + 1, line: line + 1, reason: reason ?? 'cannot be read', text: shown.replace(/[\r\n]+$/, '') };
		if (badRows.length >= badRowsAtMost) return { rows, places, badRows, firstBad, excess: bad, end: before };
		firstBad ??= before;
		row++;
		badRows.push(bad);
	}
	line += countLines(text, counted, consumed);
	return { rows, places, badRows, firstBad, end: positionAt(consumed, line) };
}

/** What is wrong with a record that could be split. */
function problemOf(text: string, record: TracedRecord, { width, fillsUp, decoder }: InspectionSettings): string | undefined {
	const { fields = [] } = record;
	if (fillsUp) fillUp(fields, width);
	if (fields.length !== width) return wrongWidth(fields.length, width);
	if (fields.some((field) => field.includes('\0'))) return 'holds a NUL character';
	const raw = text.slice(record.start, record.end);
	return decoder.isValid(raw) ? undefined : 'is not valid in the encoding of the file: set Encoding if it is another';
}

export function wrongWidth(fields: number, width: number): string {
	return `has ${fields} ${fields === 1 ? 'field' : 'fields'} instead of ${width}`;
}
