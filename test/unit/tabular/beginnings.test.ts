import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

import type { Encoding } from '../../../nodes/shared/tabular/text/encoding.ts';
import { readAll, toBytes } from './support.ts';

const lines = (...rows: string[]): string => rows.map((row) => `${row}\n`).join('');

describe('a text that begins as a binary format does', () => {
	it.each([
		['ORC', lines('ORCID;name', '0000-1;a', '0000-2;b')],
		['an orchestration', lines('ORCHESTRATION_a;1', 'ORCHESTRATION_b;2')],
		['WebP', lines('channel;WEBPUSH', 'channel;WEBPUSH')],
		['the header of a token', lines('user_id;WEBPUSH_TOKEN', 'u1;a')],
		['bzip2', lines('BZh1;x', 'BZh2;y')],
		['GIF', lines('GIF89a;x', 'GIF87a;y')],
		['Parquet', lines('PAR1S;x', 'LYON;y')],
		['RAR', lines('Rar!;x', 'b;y')],
		['a video', lines('abc;ftype', 'x;y')],
		['a folder of macOS', lines('uid,Bud1', 'x,y')],
		['tar', lines('n'.repeat(257 - 2) + ';ustar', 'x;y').replace('n;', 'nn;')],
		['SQLite', lines('SQLite format 3;x', 'SQLite format 4;y')],
	])('is a table: %s', async (_what, text) => {
		const { rows, table } = await readAll(text);
		const wanted = text.trim().split('\n').length - (table.format.hasHeader ? 1 : 0);
		expect(rows).toHaveLength(wanted);
	});
});

describe('a text in UTF-16', () => {
	const letters: Readonly<Record<string, string>> = {
		Cyrillic: 'Иван Петрович Сидоров',
		Greek: 'Γιώργος',
		Hebrew: 'שלום לכולם',
		Arabic: 'مرحبا بالعالم',
		Thai: 'สวัสดีครับสวัสดี',
		Chinese: '王小明上海',
		Japanese: 'ひらがな、カタカナ',
		Korean: '안녕하세요',
		Latin: 'Zoë Łukasz',
		emoji: '🎉🎉 fête',
	};
	const bytesOf = (text: string, encoding: Encoding): Uint8Array => {
		const little = Buffer.from(text, 'utf16le');
		return new Uint8Array(encoding === 'utf-16le' ? little : little.swap16());
	};

	describe.each(Object.keys(letters))('with %s letters', (name) => {
		const value = letters[name]!;
		const text = lines('custom_id;name', ...Array.from({ length: 60 }, (_, row) => `u${row};${value}`));

		it.each<Encoding>(['utf-16le', 'utf-16be'])('is read as %s: by its mark, told, or by the signs of the table', async (encoding) => {
			const files: Array<[Uint8Array, Parameters<typeof readAll>[1]]> = [
				[bytesOf(`\ufeff${text}`, encoding), {}],
				[bytesOf(text, encoding), { encoding }],
				[bytesOf(text, encoding), {}],
				[new Uint8Array(gzipSync(bytesOf(text, encoding))), {}],
			];
			for (const [file, settings] of files) {
				const { rows, badRows, table } = await readAll(file, settings);
				expect(table.format).toMatchObject({ encoding, hasHeader: true });
				expect(badRows).toEqual([]);
				expect(rows).toHaveLength(60);
				expect(rows.at(-1)).toEqual(['u59', value]);
			}
		});
	});

	it('is not what a text of bytes with NULs is taken for', async () => {
		for (const text of [lines('custom_id;n', 'u1;a\0b', 'u2;c'), 'custom_id;nn\n\0u1;aaaaaa\n\0u2;aaaaaa\n\0', `custom_id;n\nu1;b\n\x1a\0\0\0`]) {
			expect((await readAll(toBytes(text))).table.format.encoding).toBe('utf-8');
		}
	});
});
