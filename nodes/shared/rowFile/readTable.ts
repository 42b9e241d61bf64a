import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Storage } from '../storage/storage';
import { dateOfFileName } from '../tabular/fileDate';
import { TabularError } from '../tabular/failure';
import type { ColumnPortion, Portion } from '../tabular/rows/portion';
import type { BadRow, Position } from '../tabular/rows/position';
import type { ResumeToken, TableSettings } from '../tabular/rows/settings';
import type { Table } from '../tabular/rows/table';
import { expectTableName } from '../tabular/source/notATable';
import { failureOf } from './failureOf';
import { tellReading, type FileMark } from './fileMark';
import { goOnFrom, hasOtherForm } from './otherForm';
import { openTableOf, type OpenTable } from './openTableOf';
import type { Progress, ReadRequest, ReadResult } from './reading';
import { badRowItem, type ColumnSink, type RowSink, type Sink, type SinkMaker } from './sink';

export interface TableReading {
	readonly storage: Pick<Storage, 'open'>;
	readonly settings: TableSettings;
	readonly sink: SinkMaker;
	readonly mark: FileMark;
	/** Whether a last line without a line end is taken for whole. It may be one that is still being written. */
	readonly acceptsOpenEnd: boolean;
	/** Whether files are asked for whose name says that a program has not finished them. */
	readonly takesUnfinished?: boolean;
	now(): number;
}

/** Reads a file on, through a sink, until it ends, the room is full or the time is up. Throws nothing. */
export async function readTable(reading: TableReading, request: ReadRequest): Promise<ReadResult> {
	const run = new Run(reading, request);
	try {
		return run.result(await run.read());
	} catch (error) {
		return run.result(failureOf(error));
	}
}

class Run {
	private sink: Sink | undefined;
	private readonly setAside: INodeExecutionData[] = [];
	private table: Table | undefined;
	/** Behind the last row that was taken; undefined when none was. */
	private position: Position | undefined;
	private taken = 0;
	/** What was known before; nothing, where it is read anew. */
	private before: Progress | undefined;
	private firstBad: IDataObject | undefined;
	private wentBack = false;
	private holdsNoRow: string | undefined;

	constructor(
		private readonly reading: TableReading,
		private readonly request: ReadRequest,
	) {
		this.before = request.progress;
		this.firstBad = request.progress?.firstBad;
	}

	async read(): Promise<ReadResult['end']> {
		expectTableName(this.request.file.path, this.reading.takesUnfinished === true);
		const settings = { ...this.reading.settings, fileDate: dateOfFileName(this.request.file.path) };
		const resume = this.before?.resume as unknown as ResumeToken | undefined;
		if (resume === undefined || !hasOtherForm(resume, settings)) return await this.readFrom(settings, resume);
		return await this.readInOtherForm(settings, resume);
	}

	result(end: ReadResult['end']): ReadResult {
		const { sink, setAside, taken, table, wentBack, holdsNoRow } = this;
		const items = sink?.items(end === 'finished') ?? [];
		// With a summary the first item is the only one, at the end.
		const isFirst = this.before === undefined || (sink?.looksAt === 'columns' && items.length > 0);
		const readAs = table?.readAs ?? (this.before?.carried?.readAs as string[] | undefined);
		if (isFirst && readAs !== undefined) tellReading(items.length > 0 ? items : setAside, readAs);
		return {
			items,
			setAside,
			progress: this.progress(),
			taken,
			...(wentBack && { wentBack }),
			...(items.length + setAside.length === 0 && readAs !== undefined && { readAs }),
			...(holdsNoRow !== undefined && { holdsNoRow }),
			end,
		};
	}

	private progress(): Progress {
		const { table, sink, position, firstBad } = this;
		if (table === undefined || position === undefined) return this.before ?? { rows: 0 };
		const carried = sink?.carried();
		const readAs = table.readAs ?? (this.before?.carried?.readAs as string[] | undefined);
		return {
			rows: position.row,
			resume: table.resumeAt(position) as unknown as IDataObject,
			...(carried !== undefined && { carried: { ...carried, ...(readAs && { readAs: [...readAs] }) } }),
			...(firstBad !== undefined && { firstBad }),
		};
	}

	/**
	 * Other settings take effect on a file that was begun: it goes on where it was, or before the first row that could not
	 * be read, if its rows stand where they stood; else it begins anew.
	 */
	private async readInOtherForm(settings: TableSettings, resume: ResumeToken): Promise<ReadResult['end']> {
		const fresh = await this.open(settings, undefined);
		const token = fresh.table.resumeAt({ offset: fresh.table.begins ?? 0, row: 0, line: 0, badRows: 0 });
		await fresh.close();
		const isCounting = this.before?.carried !== undefined;
		const goOn = isCounting ? undefined : goOnFrom(resume, token, this.firstBad as Position | undefined);
		this.wentBack = goOn === undefined || goOn.row < resume.row;
		this.firstBad = undefined;
		this.before = goOn === undefined ? undefined : { rows: goOn.row, resume: goOn as unknown as IDataObject };
		return await this.readFrom(settings, goOn);
	}

	private async readFrom(settings: TableSettings, resume: ResumeToken | undefined): Promise<ReadResult['end']> {
		const { table, close } = await this.open(settings, resume);
		try {
			this.table = table;
			this.sink = this.reading.sink(table.format, this.reading.mark, this.before?.carried);
			return await this.readAll(table, this.sink);
		} finally {
			await close();
		}
	}

	private async open(settings: TableSettings, resume: ResumeToken | undefined): Promise<OpenTable> {
		return await openTableOf(this.reading.storage, this.request.file, { ...settings, resume });
	}

	private async readAll(table: Table, sink: Sink): Promise<ReadResult['end']> {
		const isOver = sink.looksAt === 'rows' ? await this.readRows(table, sink) : await this.readColumns(table, sink);
		if (!isOver) return 'paused';
		const end = table.end();
		if (end?.endsWithinValue) throw cutOff('The last line is not complete');
		const { row = 0, badRows = 0 } = end?.position ?? {};
		if (row > 0 && row === badRows) this.holdsNoRow = sayNoRow(row);
		return 'finished';
	}

	/** False when it stops before the end. */
	private async readRows(table: Table, sink: RowSink): Promise<boolean> {
		for await (const portion of table.portions()) {
			this.check(portion);
			const isWhole = this.take(portion, sink);
			if (!isWhole || this.taken >= this.request.room || this.isTimeUp()) return false;
		}
		return true;
	}

	private async readColumns(table: Table, sink: ColumnSink): Promise<boolean> {
		for await (const portion of table.columnPortions(sink.only)) {
			this.check(portion);
			sink.add(portion);
			this.setBadRowsAside(portion.badRows, portion.firstBad);
			this.position = portion.end;
			if (this.isTimeUp()) return false;
		}
		return true;
	}

	/** Takes as many rows as there is room for; false when some are left. */
	private take(portion: Portion, sink: RowSink): boolean {
		const { rows, mayHaveBlanks, badRows } = portion;
		const count = Math.min(rows.length, this.request.room - this.taken);
		const position = portion.positionAfter(count);
		sink.take({ rows, count, mayHaveBlanks, rowNumber: (index) => portion.rowNumber(index) });
		this.setBadRowsAside(
			badRows.filter(({ row }) => row <= position.row),
			portion.firstBad,
		);
		this.taken += count;
		this.position = position;
		return count === rows.length;
	}

	private check({ unterminated }: Pick<Portion | ColumnPortion, 'unterminated'>): void {
		if (unterminated && !this.reading.acceptsOpenEnd) throw cutOff('The last line has no line end');
	}

	private setBadRowsAside(rows: readonly BadRow[], first: Position | undefined): void {
		if (rows.length > 0 && first !== undefined) this.firstBad ??= { ...first };
		for (const row of rows) this.setAside.push(badRowItem(this.reading.mark, row));
	}

	private isTimeUp(): boolean {
		return this.reading.now() >= this.request.deadline;
	}
}

function sayNoRow(count: number): string {
	const what = count === 1 ? 'Its only row cannot be read' : `None of its ${count.toLocaleString('en')} rows can be read`;
	return `${what}, and so it does not count as read. Look at the problems of its rows, then correct the options about the form of the file.`;
}

function cutOff(what: string): TabularError {
	return new TabularError('truncated', `${what}: the file is cut off, or is still being written.`);
}
