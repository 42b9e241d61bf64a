import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../isRecord';
import type { Family } from '../family';

/** A file of an export. */
export interface ExportFile {
	/** From 1, in the order of the export. */
	readonly part: number;
	/** Project family: what the download route asks for. */
	readonly fileId?: string;
	/** App family: where the API gives the file. */
	readonly address?: string;
	/** Bytes, as Batch says. */
	readonly size?: number;
}

/** What Batch tells of an export, in one form for both families. */
export interface ExportState {
	/** Batch's own word. */
	readonly status: string;
	readonly end: 'none' | 'success' | 'failure';
	/** Why it failed, where Batch says. */
	readonly reason?: string;
	readonly files: readonly ExportFile[];
	/** Of an export that is ready: whether Batch names all of its files in a form that can be asked for. */
	readonly namesFiles: boolean;
	/** Batch's answer as it is. */
	readonly body: IDataObject;
}

/** More parts of 100 MB than anybody's export has. */
export const partsAtMost = 10_000;

/**
 * Reads an export as `exports/view` or `export/request/{id}` gives it (batch-api-2x.md §7.1, batch-api-1x.md §9.1).
 * A status that is not documented is none of an end: whoever waits asks again.
 */
export function readExport(family: Family, answer: unknown): ExportState {
	const body = (isRecord(answer) ? answer : {}) as IDataObject;
	const status = typeof body.status === 'string' ? body.status : '';
	const files = family === 'project' ? filesOf(body.files) : fileOf(body.file_url);
	return {
		status,
		end: endOf(status.toUpperCase()),
		...(typeof body.error_msg === 'string' && body.error_msg !== '' && { reason: body.error_msg }),
		files,
		namesFiles: family === 'project' ? Array.isArray(body.files) && body.files.length === files.length : files.length > 0,
		body,
	};
}

function endOf(status: string): ExportState['end'] {
	if (status === 'SUCCESS') return 'success';
	return status === 'ERROR' || status === 'EXPIRED' ? 'failure' : 'none';
}

function filesOf(files: unknown): ExportFile[] {
	const list: unknown[] = Array.isArray(files) ? files.slice(0, partsAtMost) : [];
	return list
		.flatMap((file, index): ExportFile[] => {
			if (!isRecord(file) || typeof file.id !== 'string') return [];
			return [{ part: wholeNumber(file.part) ?? index + 1, fileId: file.id, size: wholeNumber(file.size) }];
		})
		.sort((first, second) => first.part - second.part);
}

function fileOf(address: unknown): ExportFile[] {
	return typeof address === 'string' && address !== '' ? [{ part: 1, address }] : [];
}

function wholeNumber(value: unknown): number | undefined {
	return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}
