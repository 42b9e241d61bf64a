import { describe, expect, it } from 'vitest';
import { TabularError } from '../../../nodes/shared/tabular/failure';
import { openTable } from '../../../nodes/shared/tabular/rows/table';
import { inChunks, readAll, toBytes } from './support';

const accents = 'nom;ville\nÉloïse;Besançon\nœuvre – été;Zürich €\n';

describe('encodings', () => {
	const rows = [
		['Éloïse', 'Besançon'],
		['œuvre – été', 'Zürich €'],
	];

	it.each<[string, Uint8Array]>([
		['utf-8', toBytes(accents)],
		['utf-8', toBytes('\ufeff' + accents)],
		['utf-16le', toBytes('\ufeff' + accents, 'utf16le')],
		['utf-16le', toBytes(accents, 'utf16le')],
		['utf-16be', toBytes('\ufeff' + accents, 'utf16le').map((_, index, all) => all[index ^ 1])],
		['utf-16be', toBytes(accents, 'utf16le').map((_, index, all) => all[index ^ 1])],
		['windows-1252', Uint8Array.from(accents, (letter) => ({ 'œ': 0x9c, '–': 0x96, '€': 0x80 })[letter] ?? letter.charCodeAt(0))],
	])('%s is told from the content', async (encoding, bytes) => {
		for (const sizes of [[1], [3], [65_536]]) {
			const read = await readAll(bytes, {}, { sizes });
			expect(read.table.format.encoding).toBe(encoding);
			expect(read.table.format.columns.map(({ name }) => name)).toEqual(['nom', 'ville']);
			expect(read.rows).toEqual(rows);
		}
	});

	it('a Latin-1 letter far down in a file of plain ASCII is a bad row that says so', async () => {
		const bytes = Buffer.concat([toBytes('a;b\n' + 'x;y\n'.repeat(30_000)), Buffer.from('caf\xe9;z\n', 'latin1'), toBytes('last;one\n')]);
		const { rows, badRows } = await readAll(bytes, { hasHeader: true });
		expect(rows).toHaveLength(30_001);
		expect(badRows).toEqual([
			{ row: 30_001, line: 30_002, reason: 'is not valid in the encoding of the file: set Encoding if it is another', text: 'caf\ufffd;z' },
		]);
		const chosen = await readAll(bytes, { encoding: 'windows-1252' });
		expect(chosen.rows.at(-2)).toEqual(['café', 'z']);
	});

	it('one damaged letter does not turn a UTF-8 file into Latin-1', async () => {
		const { table, badRows } = await readAll(Buffer.concat([toBytes(accents), Buffer.from('\xe9;x\n', 'latin1')]));
		expect(table.format.encoding).toBe('utf-8');
		expect(badRows).toHaveLength(1);
	});

	it('half a surrogate pair is a bad row, half a character at the end a truncation', async () => {
		const { badRows, rows } = await readAll(toBytes('\ufeffa;b\n\ud83e;x\ny;z\n', 'utf16le'), { hasHeader: true });
		expect(badRows).toHaveLength(1);
		expect(rows).toEqual([['y', 'z']]);
		const { end } = await readAll(toBytes('\ufeffa;b\ny;z\n', 'utf16le').subarray(0, -1));
		expect(end?.truncation).toBe('certain');
	});
});

describe('dialects', () => {
	it.each([';', ',', '\t', '|'])('delimiter %j is told from the content', async (delimiter) => {
		const { table, rows } = await readAll(`name${delimiter}words\na${delimiter}"b;c,d|e\tf"\ng${delimiter}h\n`);
		expect(table.format.dialect.delimiter).toBe(delimiter);
		expect(rows[1]).toEqual(['g', 'h']);
	});

	it('decimal commas do not win over semicolons', async () => {
		const { table } = await readAll('label;price;rate\n' + 'x;1,5;2,25\n'.repeat(20));
		expect(table.format.dialect.delimiter).toBe(';');
	});

	it.each(['\n', '\r\n', '\r'] as const)('line end %j is told from the content', async (lineEnd) => {
		const { rows } = await readAll(['a;b', '1;"two\nlines"', '3;4', ''].join(lineEnd));
		expect(rows).toEqual([['1', 'two\nlines'], ['3', '4']]);
	});

	it('mixed line ends are read, and a carriage return within quotes stays', async () => {
		const { rows } = await readAll('a;b\n1;x\r\n2;"y\r"\n3;"z\r"\r\n4;"w"\r\n');
		expect(rows).toEqual([['1', 'x'], ['2', 'y\r'], ['3', 'z\r'], ['4', 'w']]);
	});

	it('single quotes, a sep= line and a delimiter at the end of the lines are understood', async () => {
		expect((await readAll("a,b\n'1,5','it''s'\n'2','3'\n")).rows).toEqual([['1,5', "it's"], ['2', '3']]);
		expect((await readAll('sep=|\na|b;c\n1|2;3\n')).rows).toEqual([['1', '2;3']]);
		expect((await readAll('a;b\n1;2;\n3;4;\n')).rows).toEqual([['1', '2', ''], ['3', '4', '']]);
	});

	it('what the user sets is taken', async () => {
		const dialect = { delimiter: '¦', quote: '' };
		const { rows } = await readAll('"a¦b\né¦"\n', { dialect, hasHeader: false });
		expect(rows).toEqual([['"a', 'b'], ['é', '"']]);
	});

	it.each([{ delimiter: '"' }, { delimiter: '' }, { quote: 'é' }, { quote: '\n' }, { delimiter: ';', quote: ';' }])(
		'%j cannot be',
		async (dialect) => {
			await expect(readAll('a;b\n', { dialect })).rejects.toMatchObject({ failure: 'settings' });
		},
	);
});

describe('the end of a file', () => {
	it.each([
		['a;b\n1;2\n', 'none'],
		['a;b\n1;2', 'possible'],
		['a;b\n1;2\n3', 'certain'],
		['a;b\n1;2\n3;"4', 'certain'],
		['a;b\n1;2\n3;"4\n', 'certain'],
		['a;b\n1;2\r\n3;4\r', 'none'],
	])('%j: truncation %s', async (text, truncation) => {
		expect((await readAll(text)).end?.truncation).toBe(truncation);
	});

	it('keeps the row that may be cut off in a portion of its own', async () => {
		const { portions } = await readAll('a;b\n1;2\n3;4');
		expect(portions.map(({ rows, unterminated }) => ({ rows, unterminated }))).toEqual([
			{ rows: [['1', '2']], unterminated: false },
			{ rows: [['3', '4']], unterminated: true },
		]);
	});

	it('an empty file and one with a header only have no rows', async () => {
		expect(await readAll('')).toMatchObject({ rows: [], end: { truncation: 'none', position: { offset: 0 } } });
		const { rows, table, end } = await readAll('install_id;event_type\r\n');
		expect(rows).toEqual([]);
		expect(table.format.columns).toMatchObject([{ field: 'installationId' }, { field: 'event' }]);
		expect(end?.position.offset).toBe(23);
	});
});

describe('bad rows', () => {
	it('are set aside with number, line and reason', async () => {
		const text = 'a;b\n1;2\n3\n\n"x\ny";4\n5;6;7\n8;"9" 10\n11;12\n\0;13\n';
		const { rows, badRows } = await readAll(text);
		expect(rows).toEqual([['1', '2'], ['x\ny', '4'], ['11', '12']]);
		expect(badRows.map(({ row, line, reason, text: shown }) => [row, line, reason, shown])).toEqual([
			[2, 3, 'has 1 field instead of 2', '3'],
			[4, 7, 'has 3 fields instead of 2', '5;6;7'],
			[5, 8, 'has a quote in the middle of a quoted value, or after it', '8;"9" 10'],
			[7, 10, 'holds a NUL character', '\0;13'],
		]);
	});

	it('above the limit fail the file, and the error says when columns drifted', async () => {
		const text = 'a;b\n' + '1;2\n'.repeat(5) + '1;2;3\n'.repeat(20);
		await expect(readAll(text, { badRowLimit: 10 })).rejects.toMatchObject({
			failure: 'badRows',
			message:
				'The file has 11 bad rows, 10 are allowed. Line 7 has 3 fields instead of 2, and so do 10 more. The columns may have changed there.',
		});
		await expect(readAll('a;b\n1\n', { badRowLimit: 0 })).rejects.toThrow('The file has 1 bad row, none is allowed. Line 2 has 1 field instead of 2.');
	});

	it('count on when reading goes on', async () => {
		const text = 'a;b\n' + '1\n2;3\n'.repeat(10);
		const { table, places } = await readAll(text, { badRowLimit: 10 }, { withPlaces: true });
		const resume = table.resumeAt(places[4].after);
		expect(resume.badRows).toBe(5);
		await expect(readAll(text, { badRowLimit: 9, resume })).rejects.toMatchObject({ failure: 'badRows' });
	});
});

describe('huge fields', () => {
	const huge = 'x'.repeat(10_000_000);

	it.each([
		['plain', huge],
		['quoted', `"${huge}"`],
		['never closed', `"${huge}`],
		['full of quotes', '"' + '""'.repeat(5_000_000) + '"'],
		['full of odd quotes', '"' + '"x'.repeat(5_000_000)],
		['full of delimiters', ';'.repeat(10_000_000)],
		['full of spaces behind a quote', '"a"' + ' '.repeat(10_000_000)],
		['NULs, as a broken upload leaves them', '\0'.repeat(10_000_000)],
	])('of 10 MB, %s, cost one row', async (_, field) => {
		for (const lineEnd of ['\n', '\r\n']) {
			const { rows, badRows, end } = await readAll(['a;b', '1;2', `3;${field}`, '5;6', ''].join(lineEnd));
			expect(rows).toEqual([['1', '2'], ['5', '6']]);
			expect(badRows).toMatchObject([{ row: 2, line: 3 }]);
			expect(badRows[0].text.length).toBeLessThanOrEqual(200);
			expect(end?.position).toMatchObject({ row: 3, line: 4 });
		}
	});

	it('at the end of a file that stops within them are one bad row', async () => {
		const { rows, badRows, end } = await readAll(`a;b\n1;2\n3;"${huge}`);
		expect(rows).toEqual([['1', '2']]);
		expect(badRows).toHaveLength(1);
		expect(end?.truncation).toBe('certain');
	});

	it('do not hide the blank lines between them and an end without a line end', async () => {
		const { badRows, end } = await readAll(`a;b\n1;2\n${huge}\n\r\n\n4;5;6`);
		expect(badRows).toMatchObject([{ row: 2, line: 3 }, { row: 3, line: 6 }]);
		expect(end?.position).toEqual({ offset: 8 + huge.length + 4 + 5, row: 3, line: 5, badRows: 2 });
	});

	it('more columns than anybody has are none of a table', async () => {
		const row = (columns: number) => `${Array.from({ length: columns }, (_, index) => `c${index}`).join(';')}\n`;
		const widest = await readAll(row(16_384) + row(16_384));
		expect(widest.table.format.columns).toHaveLength(16_384);
		await expect(readAll(row(16_385) + row(16_385))).rejects.toThrow('more than 16384 columns');
	});

	it('lines of stray quotes are set aside one by one in bounded time', async () => {
		const text = 'a;b\n1;2\n' + '3;"4\n'.repeat(20_000) + '5;6\n';
		const startedAt = performance.now();
		const { rows, badRows } = await readAll(text, { badRowLimit: 100_000 });
		expect(rows).toHaveLength(2);
		expect(badRows).toHaveLength(20_000);
		expect(performance.now() - startedAt).toBeLessThan(30_000);
	});
});

describe('the source', () => {
	it('is read only as rows are asked for, and let go when nobody asks any more', async () => {
		let pulled = 0;
		let closed = false;
		async function* source() {
			try {
				yield toBytes('a;b\n');
				for (;;) {
					pulled++;
					yield toBytes('1;2\n'.repeat(16_384));
				}
			} finally {
				closed = true;
			}
		}
		const table = await openTable(source());
		for await (const portion of table.portions()) {
			expect(portion.rows.length).toBeLessThan(70_000);
			break;
		}
		expect(pulled).toBeLessThan(5);
		expect(closed).toBe(true);
	});

	it('that breaks is let go, and its own error comes out', async () => {
		async function* source() {
			yield toBytes('a;b\n' + '1;2\n'.repeat(50_000));
			throw new Error('connection reset');
		}
		const table = await openTable(source());
		const reading = (async () => {
			for await (const portion of table.portions()) expect(portion.rows.length).toBeGreaterThan(0);
		})();
		await expect(reading).rejects.toThrow('connection reset');
	});

	it('is let go when the file cannot be opened', async () => {
		let closed = false;
		async function* source() {
			try {
				yield* inChunks(toBytes('a;b\n1;2\n'));
			} finally {
				closed = true;
			}
		}
		await expect(openTable(source(), { fields: { a: 'event', b: 'event' } })).rejects.toBeInstanceOf(TabularError);
		expect(closed).toBe(true);
	});
});

describe('a line of more fields than any table has columns', () => {
	const wide = ';'.repeat(20_000);
	/** More than is looked at before reading begins: a table that begins with such a line is refused. */
	const before = 50_000;
	const beginning = `a;b\n${'1;2\n'.repeat(before)}`;

	it.each<[string, string, number]>([
		['is a bad row', wide, 20_001],
		['is a bad row with a quote in it, too', `"a";${wide}`, 20_002],
		['is a bad row of a million fields', ';'.repeat(1_000_000), 1_000_001],
	])('%s, however the file is cut, and the rows around it are rows', async (_, line, fields) => {
		const bytes = toBytes(`${beginning}${line}\r\n3;4\n${line}\n5;6\n`);
		for (const sizes of [[bytes.length], [65_536], [1_000, 16_384, 7]]) {
			const { rows, badRows } = await readAll(bytes, { hasHeader: true, dialect: { delimiter: ';' } }, { sizes });
			expect(rows.slice(before)).toEqual([['3', '4'], ['5', '6']]);
			expect(badRows.map(({ row, line: place, reason }) => [row, place, reason])).toEqual([before + 1, before + 3].map((row) => [row, row + 1, `has ${fields} fields instead of 2`]));
		}
	});

	it('goes on where a quote hides its delimiters', async () => {
		const { rows, badRows } = await readAll(toBytes(`${beginning}1;"${wide}"\n3;4\n`), { hasHeader: true, dialect: { delimiter: ';' } });
		expect([rows.length, badRows]).toEqual([before + 2, []]);
	});

	it('is too long where it is longer than a row may be', async () => {
		const { badRows } = await readAll(toBytes(`${beginning}${wide}\n3;4\n`), { hasHeader: true, dialect: { delimiter: ';' }, maxRecordLength: 18_000 });
		expect(badRows.map(({ reason }) => reason)).toEqual(['is too long, or opens a quote that is not closed']);
	});
});
