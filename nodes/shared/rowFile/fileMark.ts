import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { linearPattern, type LinearPattern } from '../linearPattern';
import type { StoredFile } from '../storage/storage';
import { dateOfFileName } from '../tabular/fileDate';
import { expressionOf } from './namePattern';

/** Under this name an item carries its mark. */
export const fileField = '_file';

/** Where an item comes from: enough to tell a repetition from a new row, whatever happens downstream. */
export interface FileMark extends IDataObject {
	name: string;
	path: string;
	/** Changes with the file: path, version and row together name a row once and for all. */
	version: string;
	/** Day the name of the file tells, yyyy-mm-dd. */
	date: string | null;
	app: string | null;
	/** With the first item of a file alone: what was assumed of its form and what is certain, a short text each. */
	readAs?: string[];
}

/** The mark that everything from one version of a file carries. */
export function markOf({ path }: StoredFile, version: string, appPattern: LinearPattern | undefined): FileMark {
	const name = path.slice(path.lastIndexOf('/') + 1);
	return {
		name,
		path,
		version,
		date: dateOfFileName(path) ?? null,
		app: appPattern?.firstGroup(name) ?? null,
	};
}

/** The mark of one row. Spelled out: a copy with one more field takes 32 bytes more. */
export function markOfRow({ name, path, version, date, app }: FileMark, row: number): FileMark {
	return { name, path, version, date, app, row };
}

/** Says, with the first of the items of a file, how it is read. */
export function tellReading(items: readonly INodeExecutionData[], readAs: readonly string[]): void {
	const mark = items[0]?.json[fileField] as FileMark | undefined;
	if (mark !== undefined) mark.readAs = [...readAs];
}

/**
 * Reads a pattern like `{app}_push_*`: `{app}` is the app's name, `*` anything.
 * @returns undefined for an empty pattern, and for one without `{app}`
 * @throws for a pattern that is too long
 */
export async function readAppPattern(pattern: string): Promise<LinearPattern | undefined> {
	const [before, after, ...more] = pattern.trim().split('{app}');
	if (before === undefined || after === undefined || more.length > 0) return undefined;
	const compiled = await linearPattern(`^${expressionOf(before)}(.+?)${expressionOf(after)}$`, { ignoreCase: true });
	if ('unusable' in compiled) throw new Error(`App in File Name cannot be "${pattern}": ${compiled.unusable}`);
	return compiled;
}
