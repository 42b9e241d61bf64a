import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TabularError } from '../../../nodes/shared/tabular/failure';
import { openTable } from '../../../nodes/shared/tabular/rows/table';
import { join, zip, zipEntry, type ZipEntry } from '../../fixtures/zip';
import { inChunks, readAll, toBytes } from './support';

const csv = 'a;b\n' + Array.from({ length: 6_000 }, (_, index) => `value ${(index * 7919) % 10_007};${index}\n`).join('');
const rowCount = 6_000;

async function failureOf(reading: Promise<unknown>): Promise<TabularError> {
	const error = await reading.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(TabularError);
	return error as TabularError;
}

describe('gzip', () => {
	it('is read, whatever the file is called', async () => {
		const { rows, table } = await readAll(gzipSync(csv));
		expect(table.format.compression).toBe('gzip');
		expect(rows).toHaveLength(rowCount);
	});

	it('of several members is read through, wherever the members and the chunks are cut', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.integer({ min: 0, max: csv.length }), { maxLength: 4 }),
				fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 3 }),
				fc.boolean(),
				async (cuts, sizes, padded) => {
					const places = [0, ...cuts.sort((one, other) => one - other), csv.length];
					const members = places.slice(1).map((end, index) => gzipSync(csv.slice(places[index], end)));
					const { rows, end } = await readAll(join(...members, new Uint8Array(padded ? 512 : 0)), {}, { sizes });
					expect(rows).toHaveLength(rowCount);
					expect(end).toMatchObject({ truncation: 'none', position: { offset: csv.length } });
				},
			),
			{ numRuns: 25 },
		);
	});

	it('that ends exactly where a chunk does is read on with the next chunk', async () => {
		const first = gzipSync(csv.slice(0, 1000));
		const second = gzipSync(csv.slice(1000));
		const { rows } = await readAll(join(first, second), {}, { sizes: [first.length, second.length] });
		expect(rows).toHaveLength(rowCount);
	});

	it('cut anywhere, even within its trailer, is truncated', async () => {
		const bytes = gzipSync(csv);
		for (const length of [12, 200, bytes.length >> 1, bytes.length - 8, bytes.length - 4, bytes.length - 1]) {
			expect((await failureOf(readAll(bytes.subarray(0, length)))).failure).toBe('truncated');
		}
	});

	it('with a wrong checksum, a wrong length or rubbish behind it is damaged', async () => {
		const bytes = gzipSync(csv);
		for (const place of [bytes.length - 8, bytes.length - 1]) {
			const wrong = Uint8Array.from(bytes);
			wrong[place] ^= 1;
			expect((await failureOf(readAll(wrong))).failure).toBe('damaged');
		}
		for (const rubbish of ['rubbish', '\n', 'x', '\0\0x', '\x1fx']) {
			const { failure, message } = await failureOf(readAll(join(bytes, toBytes(rubbish))));
			expect(failure).toBe('damaged');
			expect(message).toBe('The gzip file is followed by data that is not gzip.');
		}
	});

	it('reads on from any row', async () => {
		const bytes = gzipSync(csv);
		const { table, rows, places } = await readAll(bytes, {}, { withPlaces: true });
		for (const index of [0, 1, 777, rowCount - 1]) {
			const resume = table.resumeAt(places[index].after);
			expect(resume.openAt).toBe(0);
			expect((await readAll(bytes, { resume })).rows).toEqual(rows.slice(index + 1));
		}
	});
});

describe('zip', () => {
	const one = { content: csv };

	it.each<[string, Omit<ZipEntry, 'content'>]>([
		['deflated', {}],
		['stored', { stored: true }],
		['with its sizes behind it', { describedAfter: true }],
		['zip64', { zip64: true }],
		['zip64 with its sizes behind it', { zip64: true, describedAfter: true }],
	])('with one file, %s, is read', async (_, options) => {
		const { rows, table } = await readAll(zip({ ...one, ...options }), {}, { sizes: [1, 7, 1000] });
		expect(table.format.compression).toBe('zip');
		expect(rows).toHaveLength(rowCount);
	});

	it('may hold folders and what macOS adds', async () => {
		const bytes = zip(
			{ name: 'daily/', content: '', stored: true },
			{ name: 'daily/export.csv', content: csv },
			{ name: '__MACOSX/daily/._export.csv', content: 'resource fork', describedAfter: true },
		);
		expect((await readAll(bytes)).rows).toHaveLength(rowCount);
		expect(await rowsBefore(bytes)).toBe(rowCount);
	});

	const several = 'The zip holds several files (one.csv, two.csv). Only a zip with one file can be read.';

	it('with several files is refused by name', async () => {
		const { failure, message } = await failureOf(readAll(zip({ ...one, name: 'one.csv' }, { ...one, name: 'two.csv' })));
		expect(failure).toBe('refused');
		expect(message).toBe(several);
	});

	/** Reads it with its end in sight, and gives how many rows there were. */
	async function rowsBefore(bytes: Uint8Array): Promise<number> {
		let rows = 0;
		const table = await openTable(inChunks(bytes), {}, async (most) => bytes.subarray(Math.max(0, bytes.length - most)));
		for await (const portion of table.portions()) rows += portion.rows.length;
		return rows;
	}

	it.each<[string, Omit<ZipEntry, 'content'>]>([
		['deflated', {}],
		['zip64', { zip64: true }],
	])('with several files, %s, is refused before its first row where its end can be seen', async (_, options) => {
		const bytes = zip({ ...one, ...options, name: 'one.csv' }, { ...one, ...options, name: 'two.csv' });
		const { failure, message } = await failureOf(rowsBefore(bytes));
		expect([failure, message]).toEqual(['refused', several]);
		const commented = join(bytes.subarray(0, -2), new Uint8Array([3, 0]), toBytes('end'));
		expect((await failureOf(rowsBefore(commented))).message).toBe(several);
	});

	it('is not judged by an end that means nothing', async () => {
		const bytes = zip(one);
		for (const end of [new Uint8Array(0), toBytes('no directory'), bytes.subarray(-22), bytes.subarray(-10), bytes.subarray(0, 500)]) {
			const table = await openTable(inChunks(bytes), {}, async () => end);
			expect(table.format.compression).toBe('zip');
			await table.close();
		}
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (noise) => {
				const table = await openTable(inChunks(bytes), {}, async () => join(noise, bytes.subarray(-22), noise));
				await table.close();
			}),
		);
	});

	it('that is encrypted is refused', async () => {
		expect((await failureOf(readAll(zip({ ...one, encrypted: true })))).failure).toBe('refused');
	});

	it('cut off is truncated, with a wrong checksum damaged', async () => {
		const bytes = zip(one);
		for (const length of [20, 200, zipEntry(one).length, bytes.length - 20]) {
			expect((await failureOf(readAll(bytes.subarray(0, length)))).failure).toBe('truncated');
		}
		const wrong = Uint8Array.from(bytes);
		wrong[14] ^= 1;
		expect((await failureOf(readAll(wrong))).failure).toBe('damaged');
	});
});

describe('other formats', () => {
	it.each([
		['bzip2', 'BZh91AY&SY'],
		['an empty zip archive', 'PK\x05\x06\0\0\0\0'],
		['a Parquet file', 'PAR1\x15\x04'],
	])('%s is refused by name', async (name, start) => {
		const { failure, message } = await failureOf(readAll(toBytes(start, 'latin1')));
		expect(failure).toBe('refused');
		expect(message).toContain(name);
	});
});
