import { violation } from '../../../shared/batch/violation';
import type { Item } from '../../run/item';
import { rowsPerRunAtMost } from './download.fields';

/** What is to be made of the files of an export. */
export type DownloadSettings = {
	/** From 1. */
	readonly startPart: number;
} & ({ readonly output: 'binary'; readonly binaryField: string } | { readonly output: 'rows'; readonly rows: number; readonly startRow: number });

export function readDownloadSettings(item: Item, output: 'binary' | 'rows'): DownloadSettings {
	const startPart = readStart(item, 'options.startPart');
	if (output === 'rows') {
		const rows = readCount(item, 'rowsPerRun', rowsPerRunAtMost);
		return { output, startPart, startRow: readStart(item, 'options.startRow'), rows };
	}
	const binaryField = item.text('binaryField');
	if (binaryField === '') item.refuse(violation(item.label('binaryField'), '', 'must not be empty'));
	return { output, startPart, binaryField };
}

function readStart(item: Item, name: string): number {
	return item.has(name) ? readCount(item, name, Number.MAX_SAFE_INTEGER) : 1;
}

function readCount(item: Item, name: string, most: number): number {
	const value = item.integer(name);
	if (value !== undefined && value >= 1 && value <= most) return value;
	const rule = most === Number.MAX_SAFE_INTEGER ? 'must be a whole number of at least 1' : `must be a whole number from 1 to ${most}`;
	return item.refuse(violation(item.label(name), value ?? '', rule));
}
