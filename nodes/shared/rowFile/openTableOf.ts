import type { Storage, StoredFile } from '../storage/storage';
import { StorageError } from '../storage/storageError';
import type { TableSettings } from '../tabular/rows/settings';
import { openTable, type Table } from '../tabular/rows/table';
import { readEndOf } from './readEnd';

/** A table, and what lets go of it and of the connection it is read over. */
export interface OpenTable {
	readonly table: Table;
	close(): Promise<void>;
}

/**
 * Opens a file of a storage as a table.
 * @throws StorageError, also when the file is no longer as long as it was listed; TabularError when it is no table
 */
export async function openTableOf(storage: Pick<Storage, 'open'>, file: StoredFile, settings: TableSettings): Promise<OpenTable> {
	const opened = await storage.open(file, settings.resume?.openAt ?? 0);
	let table: Table | undefined;
	try {
		checkSize(file, opened.size);
		const readEnd = async (most: number) => await readEndOf(file, opened, storage, most);
		table = await openTable(opened.stream, settings, readEnd);
	} finally {
		if (table === undefined) await opened.close();
	}
	const whole = table;
	return {
		table,
		close: async () => {
			await whole.close();
			await opened.close();
		},
	};
}

/** A server lists a file while it is being written; between listing and opening it may have grown. */
function checkSize({ size, isApproximate, path }: StoredFile, openedSize: number | undefined): void {
	if (isApproximate || size === undefined || openedSize === undefined || size === openedSize) return;
	throw new StorageError('changed', `"${path}" has ${openedSize} bytes now, and had ${size} when it was listed`);
}
