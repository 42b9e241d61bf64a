import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readExport } from '../../../nodes/shared/batch/exports/exportState';
import { fileRows } from '../../../nodes/shared/batch/exports/fileRows';
import { jsonPieces } from '../../../nodes/shared/batch/exports/jsonPieces';
import { jsonRows, type FileRow } from '../../../nodes/shared/batch/exports/jsonRows';

async function* cut(text: string | Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
	const bytes = typeof text === 'string' ? Buffer.from(text) : text;
	for (let at = 0, index = 0; at < bytes.length; index++) {
		const size = sizes[index % sizes.length];
		yield bytes.subarray(at, at + size);
		at += size;
	}
}

async function collect<Value>(source: AsyncIterable<Value>): Promise<Value[]> {
	const all: Value[] = [];
	for await (const value of source) all.push(value);
	return all;
}

const rowsOf = async (text: string | Uint8Array, sizes = [65_536]) => await collect(jsonRows(cut(text, sizes)));
const jsonOf = (rows: readonly FileRow[]) => rows.map(({ json }) => json);

const someObjects = fc.array(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 3 })), { maxLength: 12 });
const someSizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

describe('a file of JSON', () => {
	it('gives the same rows however it is written and however it is cut', async () => {
		await fc.assert(
			fc.asyncProperty(someObjects, someSizes, fc.constantFrom('', ' ', '\t', '\n'), fc.boolean(), async (objects, sizes, indent, hasMark) => {
				const mark = hasMark ? '\uFEFF' : '';
				const lines = objects.map((row) => JSON.stringify(row)).join('\n');
				for (const text of [lines, `${lines}\n`, `${lines.replaceAll('\n', '\r\n')}\r\n\r\n`, JSON.stringify(objects), `${JSON.stringify(objects, undefined, indent)}\n`]) {
					const rows = await rowsOf(mark + text, sizes);
					expect(jsonOf(rows)).toEqual(objects.map((row) => JSON.parse(JSON.stringify(row)) as unknown));
					expect(rows.map(({ row }) => row)).toEqual(objects.map((_object, index) => index + 1));
				}
			}),
		);
	});

	it('never takes a part of a file for the whole', async () => {
		const objects = [{ a: 1 }, { b: ['x,]', '"', '\\'] }, { c: { d: 'é' } }];
		const list = Buffer.from(JSON.stringify(objects));
		for (let end = 1; end < list.length; end++) await expect(rowsOf(list.subarray(0, end)), String(end)).rejects.toThrow('cut off');
		const lines = Buffer.from(objects.map((row) => JSON.stringify(row)).join('\n'));
		for (let end = 1; end < lines.length; end++) {
			const rows = await rowsOf(lines.subarray(0, end)).catch((error: unknown) => String(error));
			if (typeof rows === 'string') expect(rows).toContain('cut off');
			else expect(jsonOf(rows)).toEqual(objects.slice(0, rows.length));
		}
	});

	it('says which rows are none, and ends when there are too many', async () => {
		const rows = await rowsOf('{"a":1}\nnonsense\n5\n{"b":2}\n');
		expect(jsonOf(rows)).toEqual([{ a: 1 }, { problem: 'Row 2 is no JSON', text: 'nonsense' }, { value: 5 }, { b: 2 }]);
		await expect(rowsOf('nonsense\n'.repeat(101))).rejects.toThrow('More than 100 rows are no JSON');
		await expect(rowsOf('[1] [2]')).rejects.toThrow('followed by something else');
		const broken = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}\n{"b":1}\n')]);
		expect(jsonOf(await rowsOf(broken))).toMatchObject([{ problem: 'Row 1 is not UTF-8' }, { b: 1 }]);
	});

	it.each([['lines', (row: string) => `${row}\n{"a":1}\n`], ['list', (row: string) => `[${row},{"a":1}]`]] as const)('holds no more than a value may have (%s)', async (_words, fileOf) => {
		const long = JSON.stringify({ text: 'x'.repeat(5_000) });
		const pieces = await collect(jsonPieces(cut(fileOf(long), [100]), 1_000));
		expect(pieces).toMatchObject([{ row: 1, problem: 'is longer than 1000 bytes' }, { row: 2, text: '{"a":1}' }]);
		const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
		expect(jsonOf(await rowsOf(fileOf(`{"x":${deep}}`)))).toMatchObject([{ problem: 'Row 1 is no JSON' }, { a: 1 }]);
	});

	it('keeps a key that JavaScript has a meaning for a key', async () => {
		const [{ json }] = await rowsOf('{"__proto__":{"polluted":true},"a":1}\n');
		expect(Object.keys(json)).toEqual(['__proto__', 'a']);
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});
});

describe('the files of an export', () => {
	it('may be compressed', async () => {
		const project = await collect(fileRows('project', cut(gzipSync('{"a":1}\n{"a":2}\n'), [7])));
		expect(jsonOf(project)).toEqual([{ a: 1 }, { a: 2 }]);
		const app = await collect(fileRows('app', cut(gzipSync('custom_id;event_type\nreader-1;push_sent\n'), [7])));
		expect(app).toHaveLength(1);
	});

	it('go on at a row', async () => {
		const lines = '{"a":1}\nnonsense\n{"a":3}\n{"a":4}\n';
		const csv = 'custom_id;plan\nreader-1;gold\nreader-2\nreader-3;free\n';
		for (let firstRow = 1; firstRow <= 5; firstRow++) {
			for (const [family, text] of [['project', lines], ['app', csv]] as const) {
				const all = await collect(fileRows(family, cut(text, [5])));
				const rest = await collect(fileRows(family, cut(text, [5]), { firstRow }));
				expect(rest).toEqual(all.slice(firstRow - 1));
			}
		}
	});

	it('end a bomb by its size, with flat memory', async () => {
		const zeros = gzipSync(Buffer.alloc(16 * 1024 * 1024));
		async function* endless(): AsyncGenerator<Uint8Array> {
			for (;;) yield zeros;
		}
		const before = process.memoryUsage().rss;
		const limited = fileRows('project', endless(), { most: 200 * 1024 * 1024 });
		await expect(collect(limited)).rejects.toThrow('once it is decompressed, is larger than 200 MB');
		expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
	});
});

describe('readExport', () => {
	it('takes what is documented, and ends by nothing else', () => {
		expect(readExport('project', { status: 'SUCCESS', files: [{ id: 'b', part: 2, size: 5 }, { id: 'a', part: 1 }, { part: 3 }, null] })).toMatchObject({
			end: 'success',
			files: [{ part: 1, fileId: 'a' }, { part: 2, fileId: 'b', size: 5 }],
		});
		expect(readExport('app', { status: 'EXPIRED', file_url: 'https://x' })).toMatchObject({ end: 'failure', files: [{ part: 1, address: 'https://x' }] });
		fc.assert(
			fc.property(fc.constantFrom('project', 'app'), fc.anything(), (family, body) => {
				expect(readExport(family as 'project', body).end).toBe('none');
			}),
		);
	});
});
