import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../isRecord';
import { TabularError } from '../../tabular/failure';
import { parseWithExactNumbers } from '../values/readJson';
import { defaultBadRowLimit, defaultMaxRecordLength } from '../../tabular/rows/settings';
import { jsonPieces, type JsonPiece } from './jsonPieces';

/** A row of a file, or what stands in its place. */
export interface FileRow {
	/** From 1. */
	readonly row: number;
	readonly json: IDataObject;
	/** Of its text. */
	readonly characters: number;
}

/** Levels of a row: what is nested deeper, no other node of a workflow could write either. */
const depthAtMost = 100;

const shownCharacters = 1_000;

/**
 * The rows of a file of JSON. What is none comes out as `{ problem, text }`; too many of them end the reading.
 * @throws TabularError
 */
export async function* jsonRows(source: AsyncIterable<Uint8Array>, firstRow = 1): AsyncGenerator<FileRow> {
	let badRows = 0;
	for await (const piece of jsonPieces(source, defaultMaxRecordLength)) {
		const { row, text } = piece;
		if (row < firstRow) continue;
		const json = readRow(piece);
		if (json !== undefined) {
			yield { row, json, characters: text.length };
			continue;
		}
		if (++badRows > defaultBadRowLimit) {
			throw new TabularError('badRows', `More than ${defaultBadRowLimit} rows are no JSON. This is no file of an export.`);
		}
		const problem = `Row ${row} ${piece.problem ?? 'is no JSON'}`;
		yield { row, json: { problem, text: text.slice(0, shownCharacters) }, characters: text.length };
	}
}

function readRow({ text, problem }: JsonPiece): IDataObject | undefined {
	if (problem !== undefined) return undefined;
	try {
		const value = parseWithExactNumbers(text);
		if (isDeeperThan(value, depthAtMost)) return undefined;
		return isRecord(value) ? (value as IDataObject) : { value: value as IDataObject[string] };
	} catch {
		return undefined;
	}
}

function isDeeperThan(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return levels === 0 || Object.values(value).some((part) => isDeeperThan(part, levels - 1));
}
