import type { IDataObject } from 'n8n-workflow';

import { Bounded } from '../../bounded';
import { rowTyper } from '../../tabular/columns/typedRow';
import { TabularError } from '../../tabular/failure';
import { openTable } from '../../tabular/rows/table';
import { ByteReader } from '../../tabular/source/byteReader';
import { compressionSampleBytes, detectCompression } from '../../tabular/source/compression';
import { decompress } from '../../tabular/source/decompress';
import type { Family } from '../family';
import { jsonRows, type FileRow } from './jsonRows';

/** Bytes a file may have once it is decompressed: parts have 100 MB (batch-api-2x.md §7.1), and text shrinks to a tenth. */
const contentAtMost = 4 * 1024 * 1024 * 1024;

/**
 * The rows of a file of an export, as they come: JSON in the project family, CSV in the app family. Whether
 * files are compressed is unknown, so their first bytes say it.
 * @param firstRow what stands before it is passed over
 * @param most bytes it may have once it is decompressed
 * @throws TabularError, TooMuch
 */
export function fileRows(
	family: Family,
	source: AsyncIterable<Uint8Array>,
	{ firstRow = 1, most = contentAtMost }: { readonly firstRow?: number; readonly most?: number } = {},
): AsyncGenerator<FileRow> {
	const content = contentOf(source, most);
	return family === 'project' ? jsonRows(content, firstRow) : csvRows(content, firstRow);
}

async function* contentOf(source: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
	const reader = new ByteReader(source);
	try {
		const compression = detectCompression(await reader.peek(compressionSampleBytes));
		const bounded = new Bounded('The file, once it is decompressed,', { bytes: most });
		yield* bounded.stream(await decompress(reader, compression));
	} finally {
		await reader.close();
	}
}

/** Semicolons and a header line (batch-api-1x.md §9.1). */
async function* csvRows(source: AsyncIterable<Uint8Array>, firstRow: number): AsyncGenerator<FileRow> {
	const table = await openTable(source, { hasHeader: true, dialect: { delimiter: ';' } });
	const typed = rowTyper(table.format);
	for await (const { rows, badRows, rowNumber, mayHaveBlanks } of table.portions()) {
		const found = rows.map((fields, index): FileRow => ({
			row: rowNumber(index),
			json: typed(fields, mayHaveBlanks) as IDataObject,
			characters: fields.reduce((sum, field) => sum + field.length, 0),
		}));
		const bad = badRows.map(({ row, line, reason, text }): FileRow => ({ row, json: { problem: `Line ${line} ${reason}`, text }, characters: text.length }));
		const all = bad.length === 0 ? found : [...found, ...bad].sort((first, second) => first.row - second.row);
		for (const row of all) if (row.row >= firstRow) yield row;
	}
	if (table.end()?.truncation === 'certain') throw new TabularError('truncated', 'The last line is not complete: the file is cut off.');
}
