import type { Portion } from '../../../nodes/shared/tabular/rows/portion';
import type { BadRow, Position } from '../../../nodes/shared/tabular/rows/position';
import type { ReadingEnd } from '../../../nodes/shared/tabular/rows/readPortions';
import type { TableSettings } from '../../../nodes/shared/tabular/rows/settings';
import { openTable, type Table } from '../../../nodes/shared/tabular/rows/table';

export interface Read {
	readonly table: Table;
	readonly rows: string[][];
	readonly badRows: BadRow[];
	readonly end: ReadingEnd | undefined;
	/** For each good row: number, line, and the position behind it. */
	readonly places: Array<{ row: number; line: number; after: Position }>;
	readonly portions: Portion[];
}

/** Cuts bytes into chunks of these sizes, over and over. */
export async function* inChunks(bytes: Uint8Array, sizes: readonly number[] = [65_536]): AsyncGenerator<Uint8Array> {
	for (let at = 0, turn = 0; at < bytes.length; turn++) {
		const size = Math.max(1, sizes[turn % sizes.length]);
		yield bytes.subarray(at, at + size);
		at += size;
	}
}

export function toBytes(text: string, encoding: BufferEncoding = 'utf8'): Uint8Array {
	return new Uint8Array(Buffer.from(text, encoding));
}

/** Reads a whole file; `places` only when asked for, as that makes the reader look for them. */
export async function readAll(
	file: Uint8Array | string,
	settings: TableSettings = {},
	{ sizes, withPlaces = false }: { sizes?: readonly number[]; withPlaces?: boolean } = {},
): Promise<Read> {
	const bytes = typeof file === 'string' ? toBytes(file) : file;
	const table = await openTable(inChunks(bytes.subarray(settings.resume?.openAt ?? 0), sizes), settings);
	const read: Read = { table, rows: [], badRows: [], end: undefined, places: [], portions: [] };
	for await (const portion of table.portions()) {
		read.portions.push(portion);
		read.rows.push(...portion.rows);
		read.badRows.push(...portion.badRows);
		if (withPlaces) {
			portion.rows.forEach((_, index) =>
				read.places.push({
					row: portion.rowNumber(index),
					line: portion.lineNumber(index),
					after: portion.positionAfter(index + 1),
				}),
			);
		}
	}
	return { ...read, end: table.end() };
}
