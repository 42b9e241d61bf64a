import { Bounded } from '../../../bounded';
import { columnsOf } from '../../../tabular/rows/bulkColumns';
import type { BadRow } from '../../../tabular/rows/position';
import type { Table } from '../../../tabular/rows/table';
import { TabularError } from '../../../tabular/failure';
import { knownName } from '../../../tabular/columns/knownNames';
import { findColumn } from './column';
import { looksHashed, mayBeHashed, readId, type IdCase } from './memberId';
import { PlainIds } from './plainIds';
import type { Spool } from './spool';

/** What is done with the members that a file names. */
export type LineAction = 'add' | 'remove';

/** Behind an id in the spool, where its line says that the member goes. One that says nothing else is added. */
export const removeTail = '-';

/** A column whose words say something of a line, in lower case. */
export interface WordColumn<Meaning> {
	readonly column: string;
	/** What the field that names the column is called. */
	readonly field: string;
	readonly meanings: ReadonlyMap<string, Meaning>;
}

/** What further columns say of a member, made ready to be sent. */
export interface ExtraColumns {
	readonly columns: readonly string[];
	readonly field: string;
	/** @returns JSON without line breaks, empty for nothing; or why the line cannot be taken */
	read(cells: readonly string[]): string | { readonly rule: string; readonly value: string };
}

/** How the lines of a file are to be understood. */
export interface LineSettings {
	readonly idColumn: string;
	/** What the field that names it is called. */
	readonly idField: string;
	readonly idCase: IdCase;
	/** Lines with other words are of other kinds of ids, and left out. */
	readonly kind?: WordColumn<true>;
	readonly action?: WordColumn<LineAction>;
	readonly extras?: ExtraColumns;
}

/** A line that is not taken. */
export interface RefusedLine {
	readonly file: string;
	/** Of the file, from 1; undefined where it was not asked for. */
	readonly line?: number;
	readonly value: string;
	readonly reason: string;
}

/** What one reading of a file, or of all parts of a set, found. */
export class Figures {
	/** Lines that are rows, good or bad; the header is none. */
	lines = 0;
	/** Lines with an id that is taken: the same one may stand in several. */
	ids = 0;
	/** Lines without an id: blanks, NULL and the like, the advertising id that is all zeros. */
	withoutId = 0;
	/** Lines whose id is of another kind. */
	ofOtherKind = 0;
	/** Lines that cannot be taken. */
	refused = 0;
	/** Ids that look like a hash of one. */
	hashed = 0;
	firstId: string | undefined;
	readonly examples: RefusedLine[] = [];

	/** @param kept so many of the refused lines are kept, with their number in the file */
	constructor(readonly kept: number) {}
}

/** Of refused lines that nobody asked for, the first few are told. */
const shownExamples = 5;

/** How one file was read. */
export interface FileReading {
	readonly readAs: readonly string[];
	readonly header: readonly string[] | undefined;
	readonly lines: number;
	readonly warnings: readonly string[];
}

/** A column that a setting names and the file has not. */
export class ColumnMissing extends Error {
	override readonly name = 'ColumnMissing';

	constructor(
		readonly field: string,
		readonly column: string,
		readonly rule: string,
	) {
		super(`${field} (${column}) ${rule}`);
	}
}

/** Where what is read goes; files of a set share it. */
export interface Reading {
	readonly spool: Spool;
	readonly figures: Figures;
	/** Called now and then. */
	told(): void;
}

/**
 * Reads a whole file once: judges every line and spools what it says. Nothing is decided by it.
 * @throws ColumnMissing; TabularError, also when the file is cut off, or none of its lines can be read
 */
export async function readLines(table: Table, name: string, settings: LineSettings, { spool, figures, told }: Reading): Promise<FileReading> {
	const { readAs = [], header, format } = table;
	const reading = { readAs, header };
	// A file without any line has no columns either.
	if (format.columns.length === 0) {
		for await (const portion of table.columnPortions([])) figures.lines += portion.count;
		return { ...reading, lines: 0, warnings: [] };
	}
	const lines = new Lines(table, name, settings, spool, figures);
	const loop = new Bounded('The file', {});
	for await (const portion of portionsOf(table, lines.only, figures.kept > shownExamples)) {
		lines.take(portion);
		told();
		if (spool.isFull) await spool.write();
		if (loop.isDue) await loop.breathe();
	}
	return { ...reading, ...lines.end() };
}

interface LinesPortion {
	readonly count: number;
	readonly columns: ReadonlyArray<readonly string[]>;
	readonly text?: string;
	readonly badRows: readonly BadRow[];
	readonly lineNumber?: (index: number) => number;
}

/** Lines are numbered where somebody asks: it takes whole rows, and so longer. */
async function* portionsOf(table: Table, only: readonly number[], isNumbered: boolean): AsyncGenerator<LinesPortion> {
	if (!isNumbered) {
		yield* table.columnPortions(only);
		return;
	}
	for await (const portion of table.portions()) {
		const { rows, badRows } = portion;
		yield { count: rows.length, columns: columnsOf(rows, only), badRows, lineNumber: (index) => portion.lineNumber(index) };
	}
}

class Lines {
	/** Columns that are looked at, ascending. */
	readonly only: readonly number[];
	private readonly id: number;
	private readonly kind: number | undefined;
	private readonly action: number | undefined;
	private readonly extras: readonly number[];
	private lines = 0;
	private badLines = 0;
	private firstId: string | undefined;
	private readonly plainIds: PlainIds | undefined;

	constructor(
		private readonly table: Table,
		private readonly name: string,
		private readonly settings: LineSettings,
		private readonly spool: Spool,
		private readonly figures: Figures,
	) {
		const { idColumn, idField, idCase, kind, action, extras } = settings;
		const id = this.find(idColumn, idField);
		const ofKind = kind && this.find(kind.column, kind.field);
		const ofAction = action && this.find(action.column, action.field);
		const ofExtras = (extras?.columns ?? []).map((column) => this.find(column, extras?.field ?? ''));
		this.only = [...new Set([id, ...ofExtras, ...[ofKind, ofAction].filter((one) => one !== undefined)])].sort((one, other) => one - other);
		const place = (column: number) => this.only.indexOf(column);
		this.id = place(id);
		this.kind = ofKind === undefined ? undefined : place(ofKind);
		this.action = ofAction === undefined ? undefined : place(ofAction);
		this.extras = ofExtras.map(place);
		const isIdAlone = this.only.length === 1 && kind === undefined && action === undefined && extras === undefined;
		if (isIdAlone && idCase === 'asIs') this.plainIds = new PlainIds();
	}

	take(portion: LinesPortion): void {
		const { figures } = this;
		const { count, badRows } = portion;
		if (this.plainIds === undefined) for (let index = 0; index < count; index++) this.takeLine(portion, index);
		else this.takePlain(this.plainIds, portion);
		for (const { line, reason, text } of badRows) this.refuse(text, reason, line);
		this.lines += count + badRows.length;
		this.badLines += badRows.length;
		figures.lines += count + badRows.length;
	}

	/** Where the portion is one text, its cells are made only where they need a second look. */
	private takePlain(plainIds: PlainIds, portion: LinesPortion): void {
		const { figures, spool } = this;
		const { count, text } = portion;
		let cells: readonly string[] | undefined;
		if (text === undefined) plainIds.begin((cells = portion.columns[this.id]));
		else plainIds.beginText(text);
		for (let index = 0; index < count; index++) {
			if (!plainIds.next(cells?.[index].length)) {
				this.takeLine(portion, index);
				continue;
			}
			const { bytes, start, end } = plainIds;
			if (this.firstId === undefined || mayBeHashed(end - start)) this.accept(bytes.toString('latin1', start, end));
			else figures.ids++;
			spool.addBytes(bytes, start, end);
		}
	}

	/** @throws TabularError when what was read cannot be all there was */
	end(): Pick<FileReading, 'lines' | 'warnings'> {
		const { lines, badLines } = this;
		const end = this.table.end();
		if (end?.truncation === 'certain') throw new TabularError('truncated', 'The last line is not complete: the file is cut off, or is still being written.');
		if (lines > 0 && lines === badLines) throw new TabularError('badRows', 'None of its lines can be read. Look at Delimiter, Quote Character and Header.');
		return { lines, warnings: this.warnings(end?.truncation === 'possible') };
	}

	private warnings(endsOpen: boolean): string[] {
		const { firstId, table } = this;
		const isName = table.header === undefined && firstId !== undefined && knownName(firstId) === 'listed';
		return [
			...(isName ? [`Its first line was taken for an id and reads like a header: ${firstId}`] : []),
			...(endsOpen ? ['Its last line has no line end: some programs write files so, and some files that are cut off look so'] : []),
		];
	}

	private find(column: string, field: string): number {
		const found = findColumn(this.table, column);
		if ('rule' in found) throw new ColumnMissing(field, column, found.rule);
		return found.index;
	}

	private accept(id: string): void {
		const { figures } = this;
		figures.ids++;
		if (looksHashed(id)) figures.hashed++;
		this.firstId ??= id;
		figures.firstId ??= id;
	}

	private takeLine({ columns, lineNumber }: LinesPortion, index: number): void {
		const { figures } = this;
		const cell = columns[this.id][index];
		const id = readId(cell, this.settings.idCase);
		if (id === '') {
			figures.withoutId++;
			return;
		}
		if (typeof id !== 'string') {
			this.refuse(cell, id.rule, lineNumber?.(index));
			return;
		}
		const tail = this.tailOf(columns, index, lineNumber);
		if (tail === undefined) return;
		this.accept(id);
		this.spool.add(id, tail);
	}

	/** What the other columns of a line say of its id; undefined where they say that it is not taken. */
	private tailOf(columns: LinesPortion['columns'], index: number, lineNumber: LinesPortion['lineNumber']): string | undefined {
		const { figures } = this;
		const { kind, action, extras } = this.settings;
		if (kind !== undefined && this.kind !== undefined && !kind.meanings.has(wordIn(columns[this.kind][index]))) {
			figures.ofOtherKind++;
			return undefined;
		}
		let meant: LineAction | undefined = 'add';
		if (action !== undefined && this.action !== undefined) {
			const word = columns[this.action][index];
			meant = action.meanings.get(wordIn(word));
			if (meant === undefined) {
				this.refuse(word, `is none of the words of ${action.field}: ${[...action.meanings.keys()].join(', ')}`, lineNumber?.(index));
				return undefined;
			}
		}
		if (meant === 'remove') return removeTail;
		const tail = extras?.read(this.extras.map((column) => columns[column][index])) ?? '';
		if (typeof tail === 'string') return tail;
		this.refuse(tail.value, tail.rule, lineNumber?.(index));
		return undefined;
	}

	private refuse(value: string, reason: string, line: number | undefined): void {
		const { figures, name } = this;
		figures.refused++;
		if (figures.examples.length < Math.max(figures.kept, shownExamples)) {
			figures.examples.push({ file: name, ...(line !== undefined && { line }), value: value.slice(0, 200), reason });
		}
	}
}

function wordIn(cell: string): string {
	return cell.trim().toLowerCase();
}
