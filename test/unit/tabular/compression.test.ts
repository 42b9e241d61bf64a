import { deflateRawSync, gzipSync, crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TabularError } from '../../../nodes/shared/tabular/failure';
import { readAll, toBytes } from './support';

const csv = 'a;b\n' + Array.from({ length: 6_000 }, (_, index) => `value ${(index * 7919) % 10_007};${index}\n`).join('');
const rowCount = 6_000;

function join(...parts: Uint8Array[]): Uint8Array {
	return new Uint8Array(Buffer.concat(parts));
}

interface ZipOptions {
	readonly name?: string;
	readonly stored?: boolean;
	readonly describedAfter?: boolean;
	readonly encrypted?: boolean;
	readonly zip64?: boolean;
}

/** Writes one file as a zip's local entry, by hand, so that every variant can be made. */
function zipEntry(content: Uint8Array, { name = 'export.csv', stored, describedAfter, encrypted, zip64 }: ZipOptions = {}): Uint8Array {
	const data = stored ? content : deflateRawSync(content);
	const header = Buffer.alloc(30);
	header.writeUInt32LE(0x04034b50, 0);
	header.writeUInt16LE(20, 4);
	header.writeUInt16LE((describedAfter ? 8 : 0) | (encrypted ? 1 : 0), 6);
	header.writeUInt16LE(stored ? 0 : 8, 8);
	header.writeUInt32LE(describedAfter ? 0 : crc32(content), 14);
	header.writeUInt32LE(zip64 ? 0xffffffff : describedAfter ? 0 : data.length, 18);
	header.writeUInt32LE(zip64 ? 0xffffffff : describedAfter ? 0 : content.length, 22);
	header.writeUInt16LE(Buffer.byteLength(name), 26);
	const extra = Buffer.alloc(zip64 ? 20 : 0);
	if (zip64) {
		extra.writeUInt16LE(1, 0);
		extra.writeUInt16LE(16, 2);
		extra.writeBigUInt64LE(BigInt(describedAfter ? 0 : content.length), 4);
		extra.writeBigUInt64LE(BigInt(describedAfter ? 0 : data.length), 12);
	}
	header.writeUInt16LE(extra.length, 28);
	const width = zip64 ? 8 : 4;
	const descriptor = Buffer.alloc(describedAfter ? 8 + 2 * width : 0);
	if (describedAfter) {
		descriptor.writeUInt32LE(0x08074b50, 0);
		descriptor.writeUInt32LE(crc32(content), 4);
		descriptor.writeUIntLE(data.length, 8, 6 > width ? width : 6);
		descriptor.writeUIntLE(content.length, 8 + width, 6 > width ? width : 6);
	}
	return join(header, Buffer.from(name), extra, data, descriptor);
}

const directory = (() => {
	const bytes = Buffer.alloc(46 + 22);
	bytes.writeUInt32LE(0x02014b50, 0);
	bytes.writeUInt32LE(0x06054b50, 46);
	return new Uint8Array(bytes);
})();

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
		expect((await failureOf(readAll(join(bytes, toBytes('rubbish'))))).failure).toBe('damaged');
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
	it.each<[string, ZipOptions]>([
		['deflated', {}],
		['stored', { stored: true }],
		['with its sizes behind it', { describedAfter: true }],
		['zip64', { zip64: true }],
		['zip64 with its sizes behind it', { zip64: true, describedAfter: true }],
	])('with one file, %s, is read', async (_, options) => {
		const bytes = join(zipEntry(toBytes(csv), options), directory);
		const { rows, table } = await readAll(bytes, {}, { sizes: [1, 7, 1000] });
		expect(table.format.compression).toBe('zip');
		expect(rows).toHaveLength(rowCount);
	});

	it('may hold folders and what macOS adds', async () => {
		const nothing = new Uint8Array(0);
		const bytes = join(
			zipEntry(nothing, { name: 'daily/', stored: true }),
			zipEntry(toBytes(csv), { name: 'daily/export.csv' }),
			zipEntry(toBytes('resource fork'), { name: '__MACOSX/daily/._export.csv', describedAfter: true }),
			directory,
		);
		expect((await readAll(bytes)).rows).toHaveLength(rowCount);
	});

	it('with several files is refused by name', async () => {
		const bytes = join(zipEntry(toBytes(csv), { name: 'one.csv' }), zipEntry(toBytes(csv), { name: 'two.csv' }), directory);
		const { failure, message } = await failureOf(readAll(bytes));
		expect(failure).toBe('refused');
		expect(message).toBe('The zip holds several files (one.csv, two.csv). Only a zip with one file can be read.');
	});

	it('that is encrypted is refused', async () => {
		expect((await failureOf(readAll(zipEntry(toBytes(csv), { encrypted: true })))).failure).toBe('refused');
	});

	it('cut off is truncated, with a wrong checksum damaged', async () => {
		const bytes = join(zipEntry(toBytes(csv)), directory);
		for (const length of [20, 200, bytes.length - directory.length, bytes.length - 20]) {
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
