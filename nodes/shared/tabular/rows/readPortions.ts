import { Bounded } from '../../bounded';
import type { TabularError } from '../failure';
import { fieldDecoder, type FieldDecoder } from '../text/fieldDecoder';
import { countLines, endOfLine, lineEndOf, type LineEnd } from '../text/lineEnds';
import { mayHaveBlanks } from '../text/blanks';
import { bytesPerCharacter, toStructuralText } from '../text/structure';
import { BadRowLimit } from './badRowLimit';
import { splitInBulk } from './bulk';
import type { CsvParser, NewCsvParser } from './csvLibrary';
import { dosEndOf } from './dosEnd';
import type { Format } from './format';
import { inspect, wrongWidth, type InspectionSettings } from './inspect';
import { columnsOf, cutColumns } from './bulkColumns';
import { bulkPortion, inspectedPortion, OnlyColumnPortion, type ColumnPortion, type Portion } from './portion';
import type { Position } from './position';
import { trace, unclosedQuote, type TracedRecord } from './trace';
import { wideLine, type WideLine } from './wideLine';

export interface ReadingSettings {
	readonly format: Format;
	readonly start: Position;
	readonly badRowLimit: number;
	readonly maxRecordLength: number;
}

/** How a file ended. */
export interface ReadingEnd {
	readonly position: Position;
	/**
	 * Whether the file seems cut off. `possible`: the last line has no line end, which some writers leave out.
	 * `certain`: it also has too few fields, an open quote or half a character.
	 */
	readonly truncation: 'none' | 'possible' | 'certain';
	/** Whether it ends within a value: a quote is open, or half a character is there. */
	readonly endsWithinValue: boolean;
}

/**
 * Reads pieces of a file into portions of rows. What comes out does not depend on how the file was cut into
 * pieces, and memory holds a piece and the longest record allowed.
 */
export async function* readPortions(
	pieces: AsyncIterable<Uint8Array>,
	settings: ReadingSettings,
	newParser: NewCsvParser,
): AsyncGenerator<Portion, ReadingEnd> {
	const reading = new Reading(settings, newParser);
	const loop = new Bounded('The file', {});
	for await (const piece of pieces) {
		const portion = reading.take(piece);
		if (portion !== undefined && holdsAny(portion)) yield portion;
		reading.expectFewBadRows();
		if (loop.isDue) await loop.breathe();
	}
	for (const portion of reading.finish()) {
		if (holdsAny(portion)) yield portion;
		reading.expectFewBadRows();
	}
	return reading.end();
}

function holdsAny({ rows, badRows }: Portion): boolean {
	return rows.length > 0 || badRows.length > 0;
}

/**
 * The same for somebody who looks at a few columns only: the rows are not made where that can be spared.
 * @param only columns by index, ascending
 */
export async function* readColumns(
	pieces: AsyncIterable<Uint8Array>,
	only: readonly number[],
	settings: ReadingSettings,
	newParser: NewCsvParser,
): AsyncGenerator<ColumnPortion, ReadingEnd> {
	const reading = new Reading(settings, newParser, only);
	const loop = new Bounded('The file', {});
	for await (const piece of pieces) {
		const portion = reading.takeColumns(piece);
		if (portion !== undefined && (portion.count > 0 || portion.badRows.length > 0)) yield portion;
		reading.expectFewBadRows();
		if (loop.isDue) await loop.breathe();
	}
	for (const portion of reading.finish()) {
		if (holdsAny(portion)) yield toColumns(portion, only);
		reading.expectFewBadRows();
	}
	return reading.end();
}

function toColumns({ rows, badRows, firstBad, unterminated, end }: Portion, only: readonly number[]): ColumnPortion {
	return { count: rows.length, columns: columnsOf(rows, only), badRows, firstBad, unterminated, end };
}

class Reading {
	private carried = '';
	/** A carriage return at the end of what was read: perhaps half a line end. */
	private heldBack = '';
	private position: Position;
	/** Set while the line of a bad row is let go: why it is one, how it begins, and how much of it is gone. */
	private skipping: { readonly problem: string; readonly start: string; length: number } | undefined;
	private enough = 0;
	private halfCharacter = false;
	private lastLineOpen = false;
	private lastRowBad = false;
	private openQuote = false;
	private failure: TabularError | undefined;
	private readonly parsers = new Map<LineEnd, CsvParser>();
	private readonly decoder: FieldDecoder;
	private readonly inspection: InspectionSettings;
	private readonly limit: BadRowLimit;
	private readonly unit: number;
	private readonly decoded: readonly number[];

	constructor(
		private readonly settings: ReadingSettings,
		private readonly newParser: NewCsvParser,
		only?: readonly number[],
	) {
		const { format, start, badRowLimit } = settings;
		this.position = start;
		this.decoder = fieldDecoder(format.encoding);
		this.unit = bytesPerCharacter(format.encoding);
		const width = format.columns.length;
		this.inspection = { width, fillsUp: format.fillsUp === true, decoder: this.decoder, bytesPerCharacter: this.unit };
		this.limit = new BadRowLimit(badRowLimit, start.badRows);
		this.decoded = only ?? format.columns.map((_, index) => index);
	}

	take(piece: Uint8Array): Portion | undefined {
		const text = this.textWith(piece);
		return text === undefined ? undefined : this.read(text);
	}

	takeColumns(piece: Uint8Array): ColumnPortion | undefined {
		const text = this.textWith(piece);
		if (text === undefined) return undefined;
		const cut = this.skipping === undefined ? this.cutInBulk(text) : undefined;
		if (cut !== undefined) return cut;
		const portion = this.read(text);
		return portion === undefined ? undefined : toColumns(portion, this.decoded);
	}

	/** @throws TabularError `badRows` when what was taken ended before a bad row that is one too many */
	expectFewBadRows(): void {
		if (this.failure !== undefined) throw this.failure;
	}

	/** What is to be read with this piece; undefined when a long record needs more before it is worth a look. */
	private textWith(piece: Uint8Array): string | undefined {
		this.halfCharacter = piece.length % this.unit !== 0;
		const all = this.carried + this.heldBack + toStructuralText(piece, this.settings.format.encoding);
		this.heldBack = all.endsWith('\r') ? '\r' : '';
		const text = this.heldBack === '' ? all : all.slice(0, -1);
		const worthALook = this.skipping !== undefined || text.length >= Math.min(this.enough, this.settings.maxRecordLength);
		if (!worthALook) this.carried = text;
		return worthALook ? text : undefined;
	}

	private read(text: string): Portion | undefined {
		if (this.skipping !== undefined) return this.skip(text);
		const wide = wideLine(text, this.settings.format.dialect);
		if (wide !== undefined && (wide.end ?? text.length + 1) <= this.settings.maxRecordLength) return this.takeWide(text, wide);
		const tooLong = text.length > this.settings.maxRecordLength;
		const portion = tooLong ? this.readExactly(text) : (this.readInBulk(text) ?? this.readExactly(text));
		// A long record is looked at again when there is twice as much of it, not with every piece.
		this.enough = 2 * this.carried.length;
		return portion;
	}

	private takeWide(text: string, { fields, end }: WideLine): Portion | undefined {
		this.carried = text.slice(end ?? 0);
		this.enough = end === undefined ? 2 * text.length : 0;
		if (end === undefined) return undefined;
		const record = { start: 0, end, problem: wrongWidth(fields, this.inspection.width) };
		return this.portionOf(text.slice(0, end), [record], end, false);
	}

	*finish(): Generator<Portion> {
		let text = this.carried + this.heldBack;
		this.carried = '';
		if (this.skipping !== undefined) {
			const end = endOfLine(text, 0);
			yield this.endSkipping(text, end ?? text.length);
			this.lastLineOpen = end === undefined;
			this.lastRowBad = true;
			text = text.slice(end ?? text.length);
		}
		const dosEnd = dosEndOf(text);
		const whole = text.slice(0, text.length - dosEnd);
		if (whole !== '') yield* this.finishText(whole, dosEnd > 0);
		if (dosEnd > 0 && this.failure === undefined) this.advance(dosEnd, 0, 0);
	}

	private *finishText(text: string, isClosed: boolean): Generator<Portion> {
		const { records } = trace(text, { ...this.traceSettings(), last: true }, this.newParser);
		const last = records.at(-1);
		this.lastLineOpen = !isClosed && !/[\r\n]$/.test(text);
		const open = this.lastLineOpen && last?.end === text.length ? last : undefined;
		const closed = open === undefined ? records : records.slice(0, -1);
		const closedLength = open?.start ?? text.length;
		if (closedLength > 0) yield this.portionOf(text, closed, closedLength, false);
		if (open !== undefined && this.failure === undefined) yield* this.finishOpenRecord(text.slice(closedLength), open, closedLength);
		this.openQuote = last?.problem === unclosedQuote;
	}

	end(): ReadingEnd {
		const endsWithinValue = this.halfCharacter || this.openQuote;
		const certain = endsWithinValue || (this.lastLineOpen && this.lastRowBad);
		return { position: this.position, truncation: certain ? 'certain' : this.lastLineOpen ? 'possible' : 'none', endsWithinValue };
	}

	private *finishOpenRecord(text: string, open: TracedRecord, base: number): Generator<Portion> {
		const portion = this.portionOf(text, [{ ...open, start: 0, end: open.end - base }], text.length, true);
		this.lastRowBad = portion.badRows.length > 0;
		yield portion;
	}

	private parserOf(lineEnd: LineEnd): CsvParser {
		let parser = this.parsers.get(lineEnd);
		if (parser === undefined) this.parsers.set(lineEnd, (parser = this.newParser(this.settings.format.dialect, lineEnd)));
		return parser;
	}

	/** @returns undefined when the text is not one of good rows only; nothing has changed then */
	private readInBulk(text: string): Portion | undefined {
		const { dialect } = this.settings.format;
		const { width, fillsUp } = this.inspection;
		const lineEnd = lineEndOf(text);
		if (lineEnd === 'mixed') return undefined;
		const split = splitInBulk(text, dialect, width, fillsUp, lineEnd, this.parserOf(lineEnd));
		if (split === undefined) return undefined;
		const { rows, consumed } = split;
		const taken = text.slice(0, consumed);
		const plain = this.decoder.isPlain(taken);
		if (!plain && !this.decoder.isValid(taken)) return undefined;
		const start = this.position;
		const oneLineEach = dialect.quote === '' || !taken.includes(dialect.quote);
		const lines = oneLineEach ? rows.length : countLines(taken, 0, consumed);
		this.carried = text.slice(consumed);
		this.advance(consumed, rows.length, lines);
		if (!plain) this.decode(rows);
		return bulkPortion(rows, start, this.position, lines === rows.length, !oneLineEach || mayHaveBlanks(taken, dialect), () => {
			const { records } = trace(taken, this.traceSettings(), this.newParser);
			return inspect(taken, records, consumed, start, this.inspection).places;
		});
	}

	/** @returns undefined when rows must be made; nothing has changed then */
	private cutInBulk(text: string): ColumnPortion | undefined {
		const lineEnd = text.length > this.settings.maxRecordLength ? 'mixed' : lineEndOf(text);
		if (lineEnd === 'mixed') return undefined;
		const { dialect } = this.settings.format;
		const cut = cutColumns(text, dialect, this.inspection.width, this.decoded, lineEnd, this.parserOf(lineEnd));
		if (cut === undefined) return undefined;
		const { count, consumed } = cut;
		const taken = text.slice(0, consumed);
		const plain = this.decoder.isPlain(taken);
		if (!plain && !this.decoder.isValid(taken)) return undefined;
		this.carried = text.slice(consumed);
		this.enough = 2 * this.carried.length;
		this.advance(consumed, count, count);
		if (plain && cut.text !== undefined) return new OnlyColumnPortion(cut.text, count, this.position);
		const columns = plain ? cut.columns : cut.columns.map((values) => values.map((value) => this.decoder.decode(value)));
		return { count, columns, badRows: [], unterminated: false, end: this.position };
	}

	private advance(characters: number, rows: number, lines: number): void {
		const { offset, row, line, badRows } = this.position;
		this.position = { offset: offset + characters * this.unit, row: row + rows, line: line + lines, badRows };
	}

	private readExactly(text: string): Portion {
		const { records, consumed, hopeless } = trace(text, this.traceSettings(), this.newParser);
		const portion = this.portionOf(text, records, consumed, false);
		this.carried = text.slice(consumed);
		if (hopeless !== undefined) {
			this.skipping = { problem: hopeless, start: this.carried.slice(0, 1000), length: 0 };
			this.letGo(this.carried);
		}
		return portion;
	}

	private portionOf(text: string, records: readonly TracedRecord[], consumed: number, unterminated: boolean): Portion {
		const start = this.position;
		const inspection = inspect(text, records, consumed, start, this.inspection, this.limit.left);
		this.position = inspection.end;
		this.decode(inspection.rows);
		this.limit.add(inspection.badRows);
		if (inspection.excess !== undefined) this.failure = this.limit.failure(inspection.excess);
		return inspectedPortion(inspection, start, unterminated);
	}

	private skip(text: string): Portion | undefined {
		const end = endOfLine(text, 0);
		if (end === undefined) {
			this.letGo(text);
			return undefined;
		}
		const portion = this.endSkipping(text, end);
		this.carried = text.slice(end);
		return portion;
	}

	/** Lets a text of the long line go. */
	private letGo(text: string): void {
		if (this.skipping !== undefined) this.skipping.length += text.length;
		this.carried = '';
	}

	private endSkipping(text: string, end: number): Portion {
		const { problem = '', start: shown = '', length = 0 } = this.skipping ?? {};
		this.skipping = undefined;
		const start = this.position;
		const record = { start: 0, end: shown.length, problem };
		const { badRows, firstBad, excess } = inspect(shown, [record], shown.length, start, this.inspection, this.limit.left);
		if (excess !== undefined) throw this.limit.failure(excess);
		this.limit.add(badRows);
		this.position = {
			offset: start.offset + (length + end) * this.unit,
			row: start.row + 1,
			line: start.line + (/[\r\n]/.test(text.slice(0, end)) ? 1 : 0),
			badRows: start.badRows + 1,
		};
		return inspectedPortion({ rows: [], places: [], badRows, firstBad, end: this.position }, start, false);
	}

	private decode(rows: string[][]): void {
		const { decoder, decoded } = this;
		for (const row of rows) for (const column of decoded) row[column] = decoder.decode(row[column]);
	}

	private traceSettings() {
		const { format, maxRecordLength } = this.settings;
		return { dialect: format.dialect, maxRecordLength, last: false };
	}
}
