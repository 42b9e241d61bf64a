import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { markOf } from '../../../nodes/shared/rowFile/fileMark.ts';
import { identityOf } from '../../../nodes/shared/rowFile/identity.ts';
import type { Progress, ReadResult } from '../../../nodes/shared/rowFile/reading.ts';
import { readTable } from '../../../nodes/shared/rowFile/readTable.ts';
import { sinkOf } from '../../../nodes/shared/rowFile/sinkOf.ts';
import type { TableSettings } from '../../../nodes/shared/tabular/rows/settings.ts';
import { inChunks, toBytes } from './support.ts';

interface ReadInParts {
	readonly items: IDataObject[];
	readonly setAside: IDataObject[];
	readonly end: ReadResult['end'];
}

/** Reads a file in as many goes as it takes, each from where the last one stopped, as JSON keeps it. */
async function readInParts(text: string, output: 'rows' | 'batches' | 'summary', room: number, settings: TableSettings = {}): Promise<ReadInParts> {
	const bytes = toBytes(text);
	const file = { path: 'some.csv', size: bytes.length, modifiedAt: 0 };
	const identity = identityOf(file);
	const storage = {
		open: async (_: unknown, offset = 0) => ({ stream: inChunks(bytes.subarray(offset), [7, 100, 65_536]), size: bytes.length, close: async () => undefined }),
	};
	const sink = sinkOf(output, 3)!;
	const items: IDataObject[] = [];
	const setAside: IDataObject[] = [];
	let progress: Progress | undefined;
	for (;;) {
		let tick = 0;
		// A clock that runs out behind the first portion, where nothing else stops the reading.
		const reading = { storage, settings, sink, mark: markOf(file, identity, undefined), acceptsOpenEnd: true, now: () => tick++ };
		const result = await readTable(reading, { file, identity, progress, attempts: 0, room, deadline: output === 'summary' ? 1 : Infinity });
		items.push(...result.items.map(({ json }) => json));
		setAside.push(...result.setAside.map(({ json }) => json));
		progress = JSON.parse(JSON.stringify(result.progress)) as Progress;
		if (result.end !== 'paused') return { items, setAside, end: result.end };
	}
}

/** How many rows these items stand for. */
function rowsIn(items: readonly IDataObject[], output: 'rows' | 'batches' | 'summary'): number {
	if (output === 'rows') return items.length;
	if (output === 'batches') return items.reduce((sum, { rows }) => sum + (rows as unknown[]).length, 0);
	return items.reduce((sum, { rows }) => sum + (rows as number), 0);
}

const goodLine = fc.constantFrom('1;2', 'a;b', '"q;1";x', '"";é');
const badLine = fc.constantFrom('lonely', '1;2;3', '1;"2" 3', '\0;1', '"x" y;2');
const line = fc.oneof({ weight: 3, arbitrary: goodLine }, { weight: 3, arbitrary: badLine }, { weight: 1, arbitrary: fc.constant('') });
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const outputs = fc.constantFrom('rows' as const, 'batches' as const, 'summary' as const);

describe('every line of a file', () => {
	const settings: TableSettings = { badRowLimit: 1_000, hasHeader: true, encoding: 'utf-8', dialect: { delimiter: ';', quote: '"' } };

	it('is a row, a bad row or blank, in every output, however much is read at once', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(line, lineEnd), { maxLength: 30 }), outputs, fc.integer({ min: 1, max: 9 }), async (entries, output, room) => {
				const lines = entries.map(([text]) => text);
				// An empty line between a return and a feed would make one line end of the two.
				const text = entries.map(([text, end], index) => text + (text === '' && entries[index - 1]?.[1] === '\r' ? '\r' : end)).join('');
				const read = await readInParts(`x;y\n${text}`, output, room, settings);
				expect(read.end).toBe('finished');
				const blank = lines.filter((text) => text === '').length;
				expect(rowsIn(read.items, output) + read.setAside.length + blank).toBe(lines.length);
				if (output === 'summary') expect(read.items).toMatchObject([{ badRows: read.setAside.length }]);
			}),
			{ numRuns: 300 },
		);
	});

	it('comes out although none of them is a row', async () => {
		const bad = Array.from({ length: 20 }, (_, index) => `0000000a-0000-4000-8000-0000000000${index + 10}`);
		for (const output of ['rows', 'batches', 'summary'] as const) {
			const { items, setAside } = await readInParts(`advertising_id;custom_user_id\n${bad.join('\n')}\n`, output, 5);
			expect(rowsIn(items, output)).toBe(0);
			expect(setAside.map(({ text }) => text)).toEqual(bad);
		}
	});

	it('up to the one that is a bad row too many comes out, once, and then the file fails', async () => {
		const lines = Array.from({ length: 60 }, (_, index) => (index % 3 === 2 ? 'bad' : `${index};1`));
		for (const output of ['rows', 'batches'] as const) {
			const { items, setAside, end } = await readInParts(`x;y\n${lines.join('\n')}\n`, output, 4, { badRowLimit: 10 });
			expect(rowsIn(items, output)).toBe(22);
			expect(setAside).toHaveLength(10);
			expect(end).toMatchObject({ reason: expect.stringContaining('11 bad rows, 10 are allowed') });
		}
	});
});
