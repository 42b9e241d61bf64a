import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Storage, StoredFile } from '../storage/storage';
import { StorageError } from '../storage/storageError';
import type { Portion } from '../tabular/rows/portion';
import type { BadRow, Position } from '../tabular/rows/position';
import type { ResumeToken, TableSettings } from '../tabular/rows/settings';
import { openTable, type Table } from '../tabular/rows/table';
import { TabularError } from '../tabular/failure';
import type { Progress, ReadRequest, ReadResult } from './reading';
import { failureOf } from './failureOf';
import type { FileMark } from './fileMark';
import { readEndOf } from './readEnd';
import { badRowItem, type ColumnSink, type RowSink, type Sink, type SinkMaker } from './sink';

export interface TableReading {
	readonly storage: Pick<Storage, 'open'>;
	readonly settings: TableSettings;
	readonly sink: SinkMaker;
	readonly mark: FileMark;
	/** Whether a last line without a line end is taken for whole. It may be one that is still being written. */
	readonly acceptsOpenEnd: boolean;
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

	constructor(
		private readonly reading: TableReading,
		private readonly request: ReadRequest,
	) {}

	async read(): Promise<ReadResult['end']> {
		const { storage, settings } = this.reading;
		const resume = this.request.progress?.resume as unknown as ResumeToken | undefined;
		const opened = await storage.open(this.request.file, resume?.openAt ?? 0);
		try {
			checkSize(this.request.file, opened.size);
			const readEnd = async (most: number) => await readEndOf(this.request.file, opened, storage, most);
			this.table = await openTable(opened.stream, { ...settings, resume }, readEnd);
			this.sink = this.reading.sink(this.table.format, this.reading.mark, this.request.progress?.carried);
			return await this.readAll(this.table, this.sink);
		} finally {
			await opened.close();
		}
	}

	result(end: ReadResult['end']): ReadResult {
		const { sink, setAside, taken } = this;
		return { items: sink?.items(end === 'finished') ?? [], setAside, progress: this.progress(), taken, end };
	}

	private progress(): Progress {
		const { table, sink, position } = this;
		if (table === undefined || position === undefined) return this.request.progress ?? { rows: 0 };
		const carried = sink?.carried();
		const resume = table.resumeAt(position) as unknown as IDataObject;
		return { rows: position.row, resume, ...(carried !== undefined && { carried }) };
	}

	private async readAll(table: Table, sink: Sink): Promise<ReadResult['end']> {
		const isOver = sink.looksAt === 'rows' ? await this.readRows(table, sink) : await this.readColumns(table, sink);
		if (!isOver) return 'paused';
		if (table.end()?.truncation === 'certain') throw cutOff('The last line is not complete');
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
			this.setBadRowsAside(portion.badRows);
			this.position = portion.end;
			if (this.isTimeUp()) return false;
		}
		return true;
	}

	/** Takes as many rows as there is room for; false when some are left. */
	private take(portion: Portion, sink: RowSink): boolean {
		const { rows, badRows } = portion;
		const count = Math.min(rows.length, this.request.room - this.taken);
		const position = portion.positionAfter(count);
		sink.take({ rows, count, rowNumber: (index) => portion.rowNumber(index) });
		this.setBadRowsAside(badRows.filter(({ row }) => row <= position.row));
		this.taken += count;
		this.position = position;
		return count === rows.length;
	}

	private check({ unterminated }: Pick<Portion, 'unterminated'>): void {
		if (unterminated && !this.reading.acceptsOpenEnd) throw cutOff('The last line has no line end');
	}

	private setBadRowsAside(rows: readonly BadRow[]): void {
		for (const row of rows) this.setAside.push(badRowItem(this.reading.mark, row));
	}

	private isTimeUp(): boolean {
		return this.reading.now() >= this.request.deadline;
	}
}

/** A server lists a file while it is being written; between listing and opening it may have grown. */
function checkSize({ size, isApproximate, path }: StoredFile, openedSize: number | undefined): void {
	if (isApproximate || size === undefined || openedSize === undefined || size === openedSize) return;
	throw new StorageError('changed', `"${path}" has ${openedSize} bytes now, and had ${size} when it was listed`);
}

function cutOff(what: string): TabularError {
	return new TabularError('truncated', `${what}: the file is cut off, or is still being written.`);
}
