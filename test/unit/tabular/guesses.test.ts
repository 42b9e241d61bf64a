import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readTableSettings, type TableOptions } from '../../../nodes/shared/rowFile/tableSettings.ts';
import { rowTyper } from '../../../nodes/shared/tabular/columns/typedRow.ts';
import type { TableSettings } from '../../../nodes/shared/tabular/rows/settings.ts';
import { hexadecimal, timeSpellings, uuid } from './samples.ts';
import { zip } from '../../fixtures/zip.ts';
import { readAll, toBytes } from './support.ts';

const lines = (...rows: string[]): string => rows.map((row) => `${row}\n`).join('');

async function read(text: string | Uint8Array, options: TableOptions = {}, more: TableSettings = {}) {
	const { table, rows, badRows, portions } = await readAll(text, { ...readTableSettings(options), ...more });
	const type = rowTyper(table.format);
	const typed = portions.flatMap(({ rows: some, mayHaveBlanks }) => some.map((row) => type(row, mayHaveBlanks)));
	return { table, rows, badRows, typed, names: table.format.columns.map(({ name }) => name), readAs: table.readAs ?? [] };
}

describe('the header', () => {
	const listed = ['custom_id', 'user_id', 'email', 'E-Mail', 'first_name', 'Prénom', 'idfa', 'GAID', 'msisdn', 'external_id', 'sku', 'Vorname', 'correo', 'cognome', 'Kundennummer', 'Numéro client', 'Código cliente', 'Klantnummer', 'adres e-mail', 'Imię', 'E-post', 'Efternamn', 'Sähköposti'];

	it.each(listed)('is there where a cell says %s: alone, beside numbers, before a delimiter at the end', async (name) => {
		for (const text of [lines(name, 'q8', 'q9'), lines(`${name};2025;2026`, 'q8;1;2', 'q9;3;4'), lines(`${name};`, 'q8;', 'q9;')]) {
			const { table, rows, readAs } = await read(text);
			expect(table.format.hasHeader).toBe(true);
			expect(rows).toHaveLength(2);
			expect(readAs[0]).toBe('header certain: yes');
		}
	});

	it.each([
		[lines('label;amount', 'x;12', 'y;7'), true],
		[lines('quand;qui', '2026-03-01;x', '2026-03-02;y'), true],
		[lines('marie;gold', 'paul;silver'), false],
		[lines('u1;gold', 'u2;silver', 'u3;gold'), false],
		[lines('customer_id_42', 'customer_id_43'), false],
		[lines('wort', '12', '13'), false],
		[lines('u1;12', 'u2;13'), false],
		[lines('u1;unknown', 'u2;34', 'u3;29'), false],
		[lines('user_7;email', 'user_8;push', 'user_9;email'), false],
		[lines(`${uuid(1)};email`, `${uuid(2)};push`), false],
	])('of %j: %s', async (text, isHeader) => {
		const { table, readAs } = await read(text);
		expect(table.format.hasHeader).toBe(isHeader);
		expect(readAs[0]).toMatch(isHeader ? /^header (assumed|certain): yes$/ : /^header (assumed|certain): no$/);
	});

	it('swallows no person of a file without one', async () => {
		const person = fc.tuple(fc.constantFrom('u', 'client-', 'm_', 'customer_id_'), fc.integer({ min: 1, max: 99_999 })).map(([prefix, number]) => `${prefix}${number}`);
		const kinds = fc.constantFrom<(id: string, index: number) => string>(
			(id) => id,
			(id, index) => `${id};${['gold', 'silver', 'bronze'][index % 3]}`,
			(id, index) => `${id};${index * 7}`,
			(id) => `${id},`,
		);
		await fc.assert(
			fc.asyncProperty(fc.uniqueArray(person, { minLength: 2, maxLength: 20, selector: (id) => id.replace(/\D/g, '') }), kinds, async (people, write) => {
				const prefix = people[0]!.replace(/\d+$/, '');
				const alike = people.map((id) => prefix + id.replace(/\D/g, ''));
				expect((await read(lines(...alike.map(write)))).rows).toHaveLength(alike.length);
			}),
			{ numRuns: 200 },
		);
	});
});

describe('the delimiter', () => {
	it.each([
		['ids of a log-in service', ['custom_id', 'auth0|5f7c8e', 'auth0|5f7c8f']],
		['the same without a header', ['auth0|5f7c8e', 'google-oauth2|1179', 'auth0|5f7c8f']],
		['decimal commas', ['price', '48,85', '45,76']],
		['the same without a header', ['48,85', '45,76']],
		['numbers as Excel spoils them', ['id', '1,23457E+12', '1,23458E+12']],
		['lists in a cell', ['tags', 'red,blue', 'green,red']],
	])('is none in %s', async (_what, rows) => {
		const { table } = await read(lines(...rows));
		expect(table.format.columns).toHaveLength(1);
	});

	it('is not the comma of decimals', async () => {
		for (const rows of [['latitude;longitude', '48,85;2,35', '45,76;4,83'], ['48,85;2,35', '45,76;4,83']]) {
			const { table } = await read(lines(...rows));
			expect(table.format.dialect.delimiter).toBe(';');
		}
	});

	it.each(['^', '\u0001', '\u001f', '|', '\t'])('%j is found, with a header and without, however short the values', async (delimiter) => {
		const cells = Array.from({ length: 60 }, (_, row) => [`u${row}`, 'a', String(row), 'b'].join(delimiter));
		const withHeader = await read(lines(['custom_id', 'plan', 'n', 'city'].join(delimiter), ...cells));
		expect(withHeader.typed[0]).toEqual({ custom_id: 'u0', plan: 'a', n: '0', city: 'b' });
		const { table, rows } = await read(lines(...cells));
		expect(table.format.dialect.delimiter).toBe(delimiter);
		expect(rows).toHaveLength(60);
		// What has no such sign within stays one column.
		expect((await read(lines('custom_id', 'u1', 'u2'))).table.format.columns).toHaveLength(1);
	});

	it.each([['tab', '\t'], ['TAB', '\t'], ['\\t', '\t'], ['\\u0001', '\u0001'], ['\\x1f', '\u001f'], ['semicolon', ';'], ['¦', '¦']])('may be told as %s', async (told, delimiter) => {
		const { typed } = await read(lines(`custom_id${delimiter}plan`, `u1${delimiter}a`), { delimiter: told });
		expect(typed).toEqual([{ custom_id: 'u1', plan: 'a' }]);
	});

	it.each(['sep=;', '"sep=;"', 'SEP=;', 'sep=;;;'])('stands in a line %s, whatever is told', async (line) => {
		for (const delimiter of ['', ';']) {
			expect((await read(lines(line, 'custom_id;plan', 'u1;a'), { delimiter })).typed).toEqual([{ custom_id: 'u1', plan: 'a' }]);
		}
	});
});

describe('exports without a header', () => {
	interface Made {
		readonly device: string;
		readonly person: string;
		readonly time: string;
		readonly token: string;
	}
	const made = (count: number, spell: (date: Date) => string): Made[] =>
		Array.from({ length: count }, (_, index) => ({
			device: uuid(index % 40),
			person: String(1000 + (index % 40)),
			time: spell(new Date(Date.UTC(2026, 2, 1) + index * 1000)),
			token: hexadecimal(index % 2, 32),
		}));
	const spellings = fc.constantFrom(...Object.values(timeSpellings));
	const orders = fc.shuffledSubarray(['person', 'time', 'event', 'token'] as const, { minLength: 4 });

	it('give ids that come again to the column of ids, and a token never to a custom id', async () => {
		await fc.assert(
			fc.asyncProperty(orders, spellings, fc.boolean(), async (order, spell, hashes) => {
				const rows = made(200, spell).map((row) => ({ ...row, event: 'push_sent', person: hashes ? hexadecimal(Number(row.person), 32) : row.person }));
				const { table } = await read(lines(...rows.map((row) => order.map((name) => row[name]).join(';'))));
				const fields = table.format.columns.map(({ field }) => field);
				expect(fields[order.indexOf('event')]).toBe('event');
				expect(fields[order.indexOf('time')]).toBe('time');
				expect(fields[order.indexOf('token')]).toBe('campaignToken');
				// A hash may be anybody's: the column keeps its number.
				expect(fields[order.indexOf('person')]).toBe(hashes ? undefined : 'customId');
			}),
			{ numRuns: 100 },
		);
	});

	it('leave ids as long as a time alone, and say so', async () => {
		const rows = made(100, timeSpellings.iso!).map(({ time, token }, index) => `${1_700_000_000 + (index % 30)};${time};push_sent;${token}`);
		const { table } = await read(lines(...rows));
		expect(table.format.columns[1]?.field).toBe('time');
		const counted = made(100, timeSpellings.seconds!).map(({ time, token }, index) => `${1_700_000_000 + (index % 30)};${time};push_sent;${token}`);
		const open = await read(lines(...counted));
		expect(open.table.format.columns.slice(0, 2).map(({ field }) => field)).toEqual([undefined, undefined]);
		expect(open.readAs).toContain('not recognized: column 1, which keeps its number');
	});

	it('leave a token of its own in each row alone', async () => {
		const rows = made(60, timeSpellings.iso!).map(({ device, time }, index) => `${device};${time};push_sent;;${hexadecimal(index, 24)}`);
		const { table } = await read(lines(...rows));
		expect(table.format.columns.map(({ field }) => field)).toEqual(['installationId', 'time', 'event', undefined, undefined]);
	});

	it('know advertising ids in small letters, beside those in capitals and under their name', async () => {
		const ids = Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? uuid(index) : uuid(index).toUpperCase()));
		const mixed = await read(lines(...ids.map((id, index) => `${id};2026-03-01T00:00:${index + 10}Z;push_sent`)));
		expect(mixed.table.format.columns[0]?.field).toBe('advertisingId');
	});
});

describe('values', () => {
	it.each([
		['1772359200.123', '2026-03-01T10:00:00.123Z'],
		['1772359200.1', '2026-03-01T10:00:00.100Z'],
		['1772359200.0009', '2026-03-01T10:00:00.000Z'],
		['1772359200123.7', '2026-03-01T10:00:00.123Z'],
		['1772359200,25', '2026-03-01T10:00:00.250Z'],
	])('of a time %s are exact', async (value, time) => {
		expect((await read(lines('event;ts;custom_id', `push_sent;${value};u1`))).typed[0]?.time).toBe(time);
	});

	it('lose the blanks around them, wherever they are padded', async () => {
		const padded = await read(lines('event;timestamp      ;custom_id ', 'push_sent ;2026-03-01T10:00:00Z ; u1  '));
		expect(padded.typed).toEqual([{ event: 'push_sent', time: '2026-03-01T10:00:00.000Z', customId: 'u1' }]);
		const other = lines('custom_id;plan  ', 'u1   ;gold', 'u22  ;silver ');
		expect((await read(other)).typed).toEqual([{ custom_id: 'u1', plan: 'gold' }, { custom_id: 'u22', plan: 'silver ' }]);
		expect((await read(other, { blanks: 'cut' })).typed).toEqual([{ custom_id: 'u1', plan: 'gold' }, { custom_id: 'u22', plan: 'silver' }]);
	});

	it('of days and months are read by the option, else by the date of the file', async () => {
		const text = lines('event;timestamp;custom_id', 'push_sent;01/03/2026 00:00:00;u1', 'push_sent;01/03/2026 00:00:01;u2');
		expect((await read(text)).typed[0]?.time).toBe('01/03/2026 00:00:00');
		expect((await read(text, {}, { fileDate: '2026-03-01' })).typed[0]?.time).toBe('2026-03-01T00:00:00.000Z');
		expect((await read(text, {}, { fileDate: '2026-01-03' })).typed[0]?.time).toBe('2026-01-03T00:00:00.000Z');
		expect((await read(text, { dateOrder: 'monthFirst' }, { fileDate: '2026-03-01' })).typed[0]?.time).toBe('2026-01-03T00:00:00.000Z');
	});

	it('of a time that have another form stay text, and spoil none of the others', async () => {
		const times = ['2026-03-01 10:00:00', '2026-02-30 10:00:00', '2026-03-01T10:00:01Z'];
		const { typed, table } = await read(lines('event;timestamp;custom_id', ...times.map((time) => `push_sent;${time};u1`)));
		expect(typed.map(({ time }) => time)).toEqual(['2026-03-01T10:00:00.000Z', '2026-02-30 10:00:00', '2026-03-01T10:00:01.000Z']);
		expect(table.format.columns[1]?.timeFormat).toBe('iso');
		const open = await read(lines('event;timestamp;custom_id', 'push_sent;1772359200;u1', 'push_sent;1772359200123;u2'));
		expect(open.typed.map(({ time }) => time)).toEqual(['1772359200', '1772359200123']);
	});

	it('keep their column, whatever it is called', async () => {
		expect((await read(lines('custom_id,_file,__proto__', 'u1,mine.pdf,x'))).typed).toEqual([{ custom_id: 'u1', _file_2: 'mine.pdf', __proto___2: 'x' }]);
	});

	it('come without a second byte order mark', async () => {
		expect((await read('\ufeff\ufeffcustom_id;plan\nu1;a\n')).typed).toEqual([{ custom_id: 'u1', plan: 'a' }]);
		expect((await read('\ufeffcustom_id;plan\nu1;a\n\ufeffu2;b\n')).typed[1]).toEqual({ custom_id: 'u2', plan: 'b' });
	});
});

describe('options', () => {
	it('escape: values come out as they went in', async () => {
		const value = fc.array(fc.constantFrom('a', 'é', '"', '\\', ';', '\n', '\r\n', ' '), { maxLength: 8 }).map((parts) => parts.join(''));
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 12 }), async (rows) => {
				const write = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`;
				const text = `custom_id;title\n${rows.map((row) => `${row.map(write).join(';')}\n`).join('')}`;
				const result = await read(text, { escape: '\\' });
				expect(result.rows).toEqual(rows);
				expect(result.badRows).toEqual([]);
			}),
			{ numRuns: 200 },
		);
	});

	it('lines to skip, comments, short rows, quotes that mean nothing, the longest row', async () => {
		const text = lines('Export of March', '', '# made by hand', 'custom_id;plan;city', 'u1;gold;Paris', '#u0;x;y', 'u2', '"u3;a;b');
		const { typed, badRows } = await read(text, { skipLines: 2, comment: '#', shortRows: true, quote: 'none' });
		expect(typed).toEqual([
			{ custom_id: 'u1', plan: 'gold', city: 'Paris' },
			{ custom_id: 'u2', plan: '', city: '' },
			{ custom_id: '"u3', plan: 'a', city: 'b' },
		]);
		expect(badRows).toEqual([]);
		const long = lines('custom_id;plan', `u1;${'x'.repeat(3_000)}`, 'u2;a');
		expect((await read(long, { longestRow: 2_000 })).badRows).toMatchObject([{ line: 2, reason: expect.stringContaining('too long') }]);
		expect((await read(long, { longestRow: 4_000 })).badRows).toEqual([]);
	});

	it('that are none are refused', () => {
		expect(() => readTableSettings({ skipLines: -1 })).toThrow('Lines to Skip must be a number');
		expect(() => readTableSettings({ longestRow: 'many' as unknown as number })).toThrow('Longest Row must be a number');
	});
});

describe('what is no table', () => {
	const tar = Buffer.alloc(1024);
	tar.write('export.csv', 0);
	tar.write('ustar', 257);
	const cases: ReadonlyArray<readonly [string, Uint8Array | string, string]> = [
		['a page', '<!DOCTYPE html>\n<html><body>Please log in</body></html>\n', 'HTML'],
		['a page in capitals, behind blanks', '\n  <HTML>\n<body>x</body>\n', 'HTML'],
		['XML', '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>\n', 'XML'],
		['an encrypted message', '-----BEGIN PGP MESSAGE-----\n\nhQEMA1\n-----END PGP MESSAGE-----\n', 'encrypted with PGP'],
		['an object', '{"error":"not found"}\n', 'JSON'],
		['a list of objects', '[\n  {"a": 1}\n]\n', 'JSON'],
		['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]), 'PNG'],
		['a tar', tar, 'tar archive'],
		['zlib', Uint8Array.from([0x78, 0x9c, 0x4b, 0x4c, 0x4a, 0x06, 0x00]), 'zlib'],
		['Parquet', 'PAR1\u0015\u0004', 'Parquet'],
		['a picture of the web', Buffer.concat([Buffer.from('RIFF'), Buffer.from([0x24, 0, 0, 0]), Buffer.from('WEBPVP8 ')]), 'WebP'],
		['a picture of a scanner', Uint8Array.from([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0]), 'TIFF'],
		['a video', Buffer.concat([Buffer.from([0, 0, 0, 0x18]), Buffer.from('ftypmp42')]), 'video'],
		['lzip', Buffer.from('LZIP\x01\x0c'), 'lzip'],
		['LZMA', Uint8Array.from([0x5d, 0, 0, 0x80, 0, 255, 255, 255, 255]), 'LZMA'],
		['Snappy', Buffer.from('\xff\x06\0\0sNaPpY', 'latin1'), 'Snappy'],
		['Arrow', Buffer.from('ARROW1\0\0'), 'Arrow'],
		['a program', Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1'), 'program'],
		['what macOS leaves', Buffer.from('\0\0\0\x01Bud1\0\0', 'latin1'), 'macOS'],
		['a vCard', 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nEND:VCARD\r\n', 'vCard'],
		['a dump', "-- MySQL dump 10.13\n\nINSERT INTO users VALUES (1,'a');\n", 'SQL'],
		['statements', "insert into users values (1,'a');\ninsert into users values (2,'b');\n", 'SQL'],
		['checksums', 'd41d8cd98f00b204e9800998ecf8427e  export.csv\n', 'checksums'],
		['noise', Uint8Array.from({ length: 4_096 }, (_, index) => (index * index * 31 + index * 7) % 256), 'binary data'],
	];

	it.each(cases)('%s, is refused by name, compressed or not', async (_what, content, name) => {
		const bytes = typeof content === 'string' ? toBytes(content) : content;
		for (const file of [bytes, new Uint8Array(gzipSync(bytes))]) {
			await expect(readAll(file)).rejects.toMatchObject({ failure: 'refused', message: expect.stringContaining(name) });
		}
	});
});

describe('what is compressed twice', () => {
	const text = toBytes(lines('custom_id;plan', 'u1;a'));

	it.each([
		['gzip in gzip', gzipSync(gzipSync(text)), 'compressed twice'],
		['zip in gzip', gzipSync(zip({ name: 'people.csv', content: lines('custom_id;plan', 'u1;a') })), 'a zip archive in a compressed file'],
	])('%s, is refused by name', async (_what, file, name) => {
		await expect(readAll(new Uint8Array(file))).rejects.toMatchObject({ failure: 'refused', message: expect.stringContaining(name) });
	});
});

describe('a zip', () => {
	it.each(['.DS_Store', 'folder/Thumbs.db', '__MACOSX/._people.csv', '._people.csv', 'desktop.ini'])('with %s beside it is one file', async (name) => {
		const file = zip({ name, content: 'Bud1' }, { name: 'people.csv', content: lines('custom_id;plan', 'u1;a') });
		expect((await read(new Uint8Array(file))).typed).toEqual([{ custom_id: 'u1', plan: 'a' }]);
	});

	it('that is a workbook is called one', async () => {
		const file = zip({ name: '[Content_Types].xml', content: '<x/>' }, { name: 'xl/workbook.xml', content: '<x/>' });
		await expect(readAll(new Uint8Array(file))).rejects.toThrow('Excel workbook');
	});
});

describe('the end of a file', () => {
	it.each(['\x1a', '\x1a\x1a', '\x1a\0\0\0'])('as DOS writes it (%j) is no row, and ends the last one', async (end) => {
		for (const text of [`custom_id;n\r\nu1;b\r\nu2;b\r\n${end}`, `custom_id;n\nu1;b\nu2;b${end}`]) {
			const { rows, badRows, table } = await read(text, {}, { encoding: 'utf-8' });
			expect(rows).toEqual([['u1', 'b'], ['u2', 'b']]);
			expect(badRows).toEqual([]);
			expect(table.end()).toMatchObject({ truncation: 'none', position: { offset: text.length } });
		}
	});
});
