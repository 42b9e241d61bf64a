import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Format } from '../tabular/rows/format';
import type { ColumnPortion } from '../tabular/rows/portion';
import type { BadRow } from '../tabular/rows/position';
import type { FileMark } from './fileMark';

/** Rows of one file that lie next to each other. */
export interface RowsTaken {
	/** Shared with the reader: as many as `count` are this taking's. */
	readonly rows: ReadonlyArray<readonly string[]>;
	readonly count: number;
	/** As in `Portion`. */
	readonly mayHaveBlanks: boolean;
	/** Number of a row in its file, from 1. */
	rowNumber(index: number): number;
}

interface SinkBase {
	/** The items, when reading stops here. */
	items(atEnd: boolean): INodeExecutionData[];
	/** What it must be given to go on, where it keeps anything. */
	carried(): IDataObject | undefined;
}

/** Makes items of rows: they count against the rows of a run. */
export interface RowSink extends SinkBase {
	readonly looksAt: 'rows';
	take(rows: RowsTaken): void;
}

/** Counts, and looks at some columns for it: its items do not grow with the rows. */
export interface ColumnSink extends SinkBase {
	readonly looksAt: 'columns';
	/** By index, ascending. */
	readonly only: readonly number[];
	add(portion: ColumnPortion): void;
}

/** What an output makes of one file, from where it was left to where this run stops. */
export type Sink = RowSink | ColumnSink;

/** Makes the sink for a file whose format is known. */
export type SinkMaker = (format: Format, mark: FileMark, carried: IDataObject | undefined) => Sink;

export function badRowItem(mark: FileMark, { row, line, reason, text }: BadRow): INodeExecutionData {
	return { json: { problem: `Line ${line} ${reason}`, text, _file: { ...mark, row, line } } };
}
