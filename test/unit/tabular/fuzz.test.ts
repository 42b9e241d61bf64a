import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { describe, expect, it, vi } from 'vitest';
import type { Dialect } from '../../../nodes/shared/tabular/dialect/dialect';
import { TabularError } from '../../../nodes/shared/tabular/failure';
import { openTable } from '../../../nodes/shared/tabular/rows/table';
import { inChunks, readAll, toBytes } from './support';

// Hundreds of files each, in turns with other tests: what ends them is the number of runs, not the clock.
vi.setConfig({ testTimeout: 240_000 });

const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 300) };
const dialects = fc.record({
	delimiter: fc.constantFrom(';', ',', '\t', '|', '¦'),
	quote: fc.constantFrom('"', "'"),
});
/** Each line may end as it likes. */
const lineEnds = fc.array(fc.constantFrom('\n', '\r\n', '\r'), { minLength: 1, maxLength: 4 });
const joined = (lines: readonly string[], ends: readonly string[], closed = true): string =>
	lines.map((line, index) => line + (closed || index < lines.length - 1 ? ends[index % ends.length] : '')).join('');
const piece = fc.constantFrom('a', 'é', '日', '🦊', '"', "'", ';', ',', '\t', '|', '\n', '\r', '\r\n', ' ', '0', '\\', '\u00a0');
const anyValue = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(''));
const chunkSizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
const encodings = fc.constantFrom<BufferEncoding>('utf8', 'utf16le');

/** Writes a value as RFC 4180 asks, quoted when it must be or when `always`. */
function write(value: string, { delimiter, quote }: Dialect, always: boolean): string {
	const must = always || value.includes(delimiter) || value.includes(quote) || /[\r\n]/.test(value);
	return must ? quote + value.replaceAll(quote, quote + quote) + quote : value;
}

const tables = fc.tuple(fc.integer({ min: 2, max: 5 }), dialects, lineEnds).chain(([width, dialect, ends]) =>
	fc
		.array(fc.tuple(fc.array(anyValue, { minLength: width, maxLength: width }), fc.boolean()), { minLength: 1, maxLength: 25 })
		.map((rows) => ({
			dialect,
			ends,
			rows: rows.map(([values]) => values),
			lines: rows.map(([values, always]) => values.map((value) => write(value, dialect, always)).join(dialect.delimiter)),
		})),
);

describe('well-formed files', () => {
	it('come out as they went in, however they are written, encoded and cut', async () => {
		await fc.assert(
			fc.asyncProperty(tables, encodings, chunkSizes, fc.boolean(), fc.boolean(), async ({ dialect, ends, rows, lines }, encoding, sizes, mark, closed) => {
				const text = (mark ? '\ufeff' : '') + joined(lines, ends, closed);
				const settings = { dialect, hasHeader: false, encoding: encoding === 'utf8' ? ('utf-8' as const) : ('utf-16le' as const) };
				const read = await readAll(toBytes(text, encoding), settings, { sizes });
				expect(read.rows).toEqual(rows);
				expect(read.badRows).toEqual([]);
				expect(read.end?.truncation).toBe(closed ? 'none' : 'possible');
			}),
			runs,
		);
	});

	it('have every row where it says, and read on from there to the same rest', async () => {
		await fc.assert(
			fc.asyncProperty(tables, encodings, chunkSizes, async ({ dialect, ends, rows, lines }, encoding, sizes) => {
				const bytes = toBytes(joined(lines, ends), encoding);
				const settings = { dialect, hasHeader: false, encoding: encoding === 'utf8' ? ('utf-8' as const) : ('utf-16le' as const) };
				const { table, places } = await readAll(bytes, settings, { withPlaces: true });
				let line = 1;
				for (const [index, place] of places.entries()) {
					expect(place.row).toBe(index + 1);
					expect(place.line).toBe(line);
					const before = joined(lines.slice(0, index + 1), ends);
					line = before.split(/\r\n|\n|\r/).length;
					expect(place.after.offset).toBe(toBytes(before, encoding).length);
					const resume = JSON.parse(JSON.stringify(table.resumeAt(place.after)));
					const rest = await readAll(bytes, { ...settings, resume }, { sizes, withPlaces: true });
					expect(rest.rows).toEqual(rows.slice(index + 1));
					expect(rest.places).toEqual(places.slice(index + 1));
				}
			}),
			{ numRuns: Math.ceil(runs.numRuns / 4) },
		);
	});
});

describe('a portion that says it has no blanks', () => {
	const padding = fc.constantFrom('', '', '', ' ', '\t', '\v', '\f', '\u00a0', '\u2003', '\ufeff');
	const value = fc.tuple(padding, fc.constantFrom('a', 'b;', 'é', '"q"', '\\', ''), padding).map((parts) => parts.join(''));
	const dialect = fc.record({
		delimiter: fc.constantFrom(';', '\t', ' '),
		quote: fc.constantFrom('"', ''),
		escape: fc.constantFrom(undefined, '\\'),
	});

	it('has none around a value, in any dialect and encoding', async () => {
		const encoding = fc.constantFrom(['utf-8', 'utf8'] as const, ['utf-16le', 'utf16le'] as const, ['windows-1252', 'latin1'] as const);
		await fc.assert(
			fc.asyncProperty(fc.array(fc.array(value, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 }), dialect, encoding, async (rows, some, [name, bytes]) => {
				const text = rows.map((values) => `${values.join(some.delimiter)}\n`).join('');
				const { portions } = await readAll(toBytes(text, bytes), { dialect: some, hasHeader: false, encoding: name, badRowLimit: 1_000 });
				for (const portion of portions) if (!portion.mayHaveBlanks) expect(portion.rows.flat().filter((read) => read !== read.trim())).toEqual([]);
			}),
			runs,
		);
	});

	it.each([';', '\t', ' '])('is that of an ordinary file whose delimiter is %j', async (delimiter) => {
		const text = 'id;plan\n7;gold\n8;silver\n'.replaceAll(';', delimiter);
		const { portions } = await readAll(text, { dialect: { delimiter } });
		expect(portions.map(({ mayHaveBlanks }) => mayHaveBlanks)).toEqual([false]);
	});
});

const roughPiece = fc.constantFrom('a', 'b', 'é', '"', '"', '""', ';', ';', '\n', '\n', '\r\n', '\r', ' ', '\0', 'long'.repeat(20));
const roughTexts = fc.array(roughPiece, { maxLength: 60 }).map((parts) => parts.join(''));
const roughDialect: Dialect = { delimiter: ';', quote: '"' };

/** What csv-parse makes of it, or undefined when it refuses. */
function reference(text: string): string[][] | undefined {
	// csv-parse overlooks a NUL behind a closing quote.
	if (text.includes('"\0')) return undefined;
	try {
		return parse(text, { delimiter: ';', record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, skip_empty_lines: true });
	} catch {
		return undefined;
	}
}

/** Reads a text, or tells why it could not be read. */
async function tryReading(file: string | Uint8Array, settings: Parameters<typeof readAll>[1], sizes?: readonly number[]) {
	try {
		return { read: await readAll(file, settings, { sizes, withPlaces: true }) };
	} catch (error) {
		expect(error).toBeInstanceOf(TabularError);
		return { failure: error as TabularError };
	}
}

describe('rough files', () => {
	const settings = { dialect: roughDialect, hasHeader: false, badRowLimit: 10_000, encoding: 'utf-8' as const };

	it('give the rows of the reference parser or bad rows', async () => {
		await fc.assert(
			fc.asyncProperty(roughTexts, chunkSizes, async (text, sizes) => {
				const { read, failure } = await tryReading(text, settings, sizes);
				if (read === undefined) {
					expect(failure?.failure).toBe('refused');
					return;
				}
				const expected = reference(text);
				if (expected === undefined) return;
				const width = read.table.format.columns.length;
				const fitting = expected.filter((row) => row.length === width && !row.some((value) => value.includes('\0')));
				const bad = new Set(read.badRows.map(({ row }) => row));
				expect(read.rows.length + bad.size).toBe(expected.length);
				expect(read.rows).toEqual(fitting);
			}),
			{ numRuns: runs.numRuns * 4 },
		);
	});

	it('lose no row: each number is a good row or a bad one, and no bytes lie between', async () => {
		await fc.assert(
			fc.asyncProperty(roughTexts, async (text) => {
				const { read } = await tryReading(text, settings);
				if (read === undefined) return;
				const numbers = [...read.places.map(({ row }) => row), ...read.badRows.map(({ row }) => row)].sort((one, other) => one - other);
				expect(numbers).toEqual(numbers.map((_, index) => index + 1));
				expect(read.end?.position.row).toBe(numbers.length);
				expect(read.end?.position.badRows).toBe(read.badRows.length);
				expect(read.end?.position.offset).toBe(toBytes(text).length);
				expect(read.end?.position.line).toBe(text.split(/\r\n|\n|\r/).length - 1);
			}),
			runs,
		);
	});

	it('read the same however they are cut, with bounded records too', async () => {
		await fc.assert(
			fc.asyncProperty(roughTexts, fc.integer({ min: 4, max: 200 }), async (text, maxRecordLength) => {
				const bounded = { ...settings, maxRecordLength };
				const whole = await tryReading(text, bounded);
				// Pieces are 64 KB: what stands before moves every cut of the rough part to another place.
				for (const shift of [65_530, 65_536 - text.length]) {
					const filler = `${'x'.repeat(Math.max(1, maxRecordLength - 3))}\n`;
					const before = `${filler.repeat(Math.ceil(shift / filler.length))}`;
					const moved = await tryReading(before + text, { ...bounded, resume: whole.read?.table.resumeAt({ offset: 0, row: 0, line: 0, badRows: 0 }) });
					if (whole.read === undefined || moved.read === undefined) continue;
					const fillers = before.length / filler.length;
					const tail = moved.read.rows.filter((row) => !(row.length === 1 && /^x+$/.test(row[0])));
					expect(tail).toEqual(whole.read.rows);
					const bad = moved.read.badRows.filter(({ text: shown }) => !/^x+$/.test(shown));
					expect(bad.map(({ row, line, reason }) => ({ row: row - fillers, line: line - fillers, reason }))).toEqual(
						whole.read.badRows.map(({ row, line, reason }) => ({ row, line, reason })),
					);
					const expected = whole.read.end!.position;
					expect(moved.read.end?.position).toMatchObject({
						offset: before.length + expected.offset,
						row: fillers + expected.row,
						line: fillers + expected.line,
					});
				}
			}),
			runs,
		);
	});

	it('read on from every row to the same rest, bad rows included', async () => {
		await fc.assert(
			fc.asyncProperty(roughTexts, chunkSizes, async (text, sizes) => {
				const { read } = await tryReading(text, settings);
				if (read === undefined) return;
				const starts = read.places.map(({ row, line }) => ({ row, line }));
				for (const [index, { after }] of read.places.entries()) {
					const resume = read.table.resumeAt(after);
					const rest = await readAll(text, { ...settings, resume }, { sizes, withPlaces: true });
					expect(rest.rows).toEqual(read.rows.slice(index + 1));
					expect(rest.places.map(({ row, line }) => ({ row, line }))).toEqual(starts.slice(index + 1));
					expect(rest.badRows).toEqual(read.badRows.filter(({ row }) => row > after.row));
					expect(rest.end?.position).toMatchObject(read.end!.position);
					// A place behind the last good row of a portion lies behind the bad rows that follow it there, and where a
					// portion ends depends on where reading began: but it never passes a good row, nor a bad one it does not count.
					for (const [further, place] of rest.places.entries()) {
						const passed = read.badRows.filter(({ row }) => row <= place.after.row).length;
						expect(place.after).toMatchObject({ row: index + 2 + further + passed, badRows: passed });
					}
				}
			}),
			{ numRuns: Math.ceil(runs.numRuns / 2) },
		);
	});

	it('lose one line to one stray quote, missing field or NUL, and no other', async () => {
		const plainRow = fc.tuple(fc.array(fc.constantFrom('a', 'bc', 'é', '日本'), { minLength: 3, maxLength: 3 }), fc.boolean());
		const harm = fc.constantFrom<((line: string) => string) | undefined>(
			undefined,
			// Before a quoted value a stray quote doubles the other, which is well-formed; so it goes inside.
			(line) => (line.startsWith('"') ? line.replace('"', '"x"') : `"${line}`),
			(line) => (line.startsWith('"') ? line.replace(';', '') : line.replace(';', ';"')),
			(line) => `${line};more`,
			(line) => line.replace(';', ''),
			(line) => `\0${line}`,
		);
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(plainRow, harm), { minLength: 3, maxLength: 30 }), async (entries) => {
				const written = entries.map(([[values, quoted], change]) => {
					const line = values.map((value) => write(value, roughDialect, quoted)).join(';');
					return { values, line, harmed: change?.(line) };
				});
				// The width is what most rows have: the first two are left as they are, and lead.
				const lines = ['x;y;z', 'x;y;z', ...written.map(({ line, harmed }) => harmed ?? line)];
				const columns = Array.from({ length: 3 }, (_, index) => ({ name: `column_${index}` }));
				const format = { compression: 'none' as const, encoding: 'utf-8' as const, dialect: roughDialect, hasHeader: false, kind: 'other' as const, columns };
				const resume = { version: 1 as const, openAt: 0, offset: 0, row: 0, line: 0, badRows: 0, format };
				const { rows, badRows } = await readAll(lines.join('\n') + '\n', { ...settings, resume });
				const whole = written.filter(({ harmed, line }) => harmed === undefined || harmed === line).map(({ values }) => values);
				expect(rows.slice(2)).toEqual(whole);
				expect(rows.length + badRows.length).toBe(lines.length);
			}),
			runs,
		);
	});

	it('give the same columns as rows, whichever way they are read', async () => {
		const quoteless = roughTexts.map((text) => text.replaceAll('"', 'q'));
		await fc.assert(
			fc.asyncProperty(fc.oneof(roughTexts, quoteless), fc.constantFrom('\n', '\r\n', '\r'), chunkSizes, fc.integer({ min: 1, max: 7 }), fc.constantFrom('aé;b\n', 'abc\n', 'aéb\n'), async (text, lineEnd, sizes, asked, good) => {
				// Enough good rows in front that the bulk way is taken, and over more than one piece.
				const whole = good.repeat(12_000).replaceAll('\n', lineEnd) + text;
				const { read } = await tryReading(whole, settings);
				if (read === undefined) return;
				const only = [0, 1, 2].filter((column) => asked & (1 << column) && column < read.table.format.columns.length);
				const table = await openTable(inChunks(toBytes(whole), [65_536, ...sizes.map((size) => size * 1000)]), settings);
				const columns = only.map((): string[] => []);
				const badRows: unknown[] = [];
				let count = 0;
				for await (const portion of table.columnPortions(only)) {
					portion.columns.forEach((values, index) => columns[index].push(...values));
					badRows.push(...portion.badRows);
					count += portion.count;
				}
				expect(count).toBe(read.rows.length);
				expect(columns).toEqual(only.map((column) => read.rows.map((row) => row[column])));
				expect(badRows).toEqual(read.badRows);
				expect(table.end()).toEqual(read.end);
			}),
			{ numRuns: Math.ceil(runs.numRuns / 4) },
		);
	});

	it.each([
		['a second value', 'one;two'],
		['an empty line', ''],
		['quotes', '"one"'],
		['quotes around a line end', '"one\ntwo"'],
	])('give the same single column as rows where %s stands in it', async (_what, line) => {
		const lines = Array.from({ length: 20_000 }, (_, index) => (index % 7_000 === 6_999 ? line : `row-${index}`));
		const file = toBytes(`id\n${lines.join('\n')}\n`);
		const one = { ...settings, dialect: { delimiter: ';' }, hasHeader: true };
		const byRows = await readAll(file, one);
		const table = await openTable(inChunks(file, [65_536]), one);
		const values: string[] = [];
		const badRows: unknown[] = [];
		for await (const portion of table.columnPortions([0])) {
			values.push(...portion.columns[0]);
			badRows.push(...portion.badRows);
			if (portion.text !== undefined) expect(portion.text).toBe(portion.columns[0].map((value) => `${value}\n`).join(''));
		}
		expect(values).toEqual(byRows.rows.map(([value]) => value));
		expect(badRows).toEqual(byRows.badRows);
		expect(table.end()).toEqual(byRows.end);
	});

	it('are never a crash, whatever the bytes', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), chunkSizes, fc.boolean(), async (bytes, sizes, free) => {
				await tryReading(bytes, free ? {} : { badRowLimit: 10_000 }, sizes);
			}),
			runs,
		);
	});
});
