import { gzipSync } from 'node:zlib';
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { identityOf } from '../../../nodes/shared/rowFile/identity.ts';
import { markOf } from '../../../nodes/shared/rowFile/fileMark.ts';
import type { Progress } from '../../../nodes/shared/rowFile/reading.ts';
import { readTable } from '../../../nodes/shared/rowFile/readTable.ts';
import { rowsSink } from '../../../nodes/shared/rowFile/rows.ts';
import type { StoredFile } from '../../../nodes/shared/storage/storage.ts';
import { zip } from '../../fixtures/zip.ts';

const rowCount = 10_000;
const csv = `event,custom_user_id\n${Array.from({ length: rowCount }, (_, index) => `push_sent,user-${index}\n`).join('')}`;
const several = zip({ name: 'one.csv', content: csv }, { name: 'two.csv', content: csv });

interface Attempts {
	/** Numbers of the rows that came out at each attempt. */
	readonly rows: number[][];
	readonly reason: unknown;
	/** How often the file was opened. */
	readonly opened: number;
}

/** Tries a file three times, each time from where it was left. */
async function attempt(content: Uint8Array, isSeekable: boolean): Promise<Attempts> {
	const file: StoredFile = { path: 'export', size: content.length, modifiedAt: 0 };
	const identity = identityOf(file);
	const rows: number[][] = [];
	let progress: Progress | undefined;
	let reason: unknown;
	let opened = 0;
	const storage = {
		open: async (_file: unknown, offset = 0) => {
			opened++;
			const stream = (async function* () {
				for (let at = offset; at < content.length; at += 10_000) yield content.subarray(at, at + 10_000);
			})();
			return { stream, size: content.length, isSeekable, close: async () => undefined };
		},
	};
	const reading = { storage, settings: {}, sink: rowsSink, mark: markOf(file, identity, undefined), acceptsOpenEnd: true, now: () => 0 };
	for (let attempts = 0; attempts < 3; attempts++) {
		const result = await readTable(reading, { file, identity, progress, attempts, room: Infinity, deadline: Infinity });
		rows.push(result.items.map(({ json }) => (json._file as IDataObject).row as number));
		({ progress } = result);
		reason = result.end;
	}
	return { rows, reason, opened };
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('a file that fails behind its rows', () => {
	it.each([
		['a gzip that is cut off', (() => { const whole = gzipSync(csv, { level: 0 }); return whole.subarray(0, whole.length - 30_000); })()],
		['a zip with several files, whose end cannot be seen before', several],
	])('gives them out once: %s', async (_case, content) => {
		const { rows: [first = [], ...later], reason } = await attempt(content, false);
		expect(first.length).toBeGreaterThan(1_000);
		expect(first).toEqual(numbered(first.length));
		expect(later).toEqual([[], []]);
		expect(reason).toMatchObject({ stopsPoll: false });
	});

	it('gives out none when it is a zip with several files, whose end can be seen', async () => {
		const { rows, reason, opened } = await attempt(several, true);
		expect(rows).toEqual([[], [], []]);
		expect(reason).toMatchObject({ reason: expect.stringContaining('several files (one.csv, two.csv)') });
		expect(opened).toBe(6);
	});

	it('is opened once when it is no zip', async () => {
		expect((await attempt(gzipSync(csv), true)).opened).toBe(3);
	});
});
