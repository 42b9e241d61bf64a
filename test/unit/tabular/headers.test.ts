import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { knownName } from '../../../nodes/shared/tabular/columns/knownNames.ts';
import { readAll } from './support.ts';

const lines = (...rows: string[]): string => rows.map((row) => `${row}\n`).join('');

describe('the name of a column', () => {
	const names = [
		...['Straße', 'Telefonnummer', 'Handynummer', 'Correo electrónico', 'Teléfono móvil', 'Adresse de courriel', 'Indirizzo e-mail', 'Fødselsdag', 'Płeć', 'Jméno', 'Příjmení'],
		...['Keresztnév', 'Vezetéknév', 'Puhelin', 'Müşteri No', 'N° client', 'Data di nascita', 'fecha de nacimiento', 'e-mailadres', 'Sähköpostiosoite'],
		...['Имя', 'Электронная почта', "Ім'я", 'Όνομα', 'メールアドレス', '邮箱', '이메일', 'البريد الإلكتروني', 'דואר אלקטרוני', 'Ｅｍａｉｌ', 'e‑mail'],
		...['Email (work)', 'price (EUR)', 'price [€]', 'Email *', 'user.email', 'contact_email', 'email_2', 'Address 1', 'idMembre', 'SubscriberKey', 'reader_id', 'device_token'],
		...["'email'", '"email"', '\u00a0custom_id\u200b'],
	];

	it.each(names)('is known: %s, alone, beside numbers, and with delimiters at the end that rows have not', async (name) => {
		for (const text of [lines(name, 'q8', 'q9'), lines(`${name};2025`, 'q8;1', 'q9;3'), lines(`${name};;`, 'q8', 'q9'), lines(`${name},`, 'q8', 'q9')]) {
			const { table, rows, badRows } = await readAll(text);
			expect(table.format.hasHeader).toBe(true);
			expect(rows.map(([id]) => id)).toEqual(['q8', 'q9']);
			expect(badRows).toEqual([]);
		}
	});

	it.each(['marie', 'MacKey', 'jean.mail', 'anna-key', 'customer_id_42', 'a(b)', 'Ünal', 'Иван', '王小明', 'id7', '(EUR)', 'x.email', 'marie@user.id'])('is not %s', (cell) => {
		expect(knownName(cell)).toBeUndefined();
	});

	it.each([
		['welcome_email', 'birthday_email'],
		['phone1', 'phone2'],
		['promo_code_name', 'spring_sale_name'],
	])('is not a value that comes among others of its kind: %s', async (...values) => {
		expect((await readAll(lines(...values, 'other'))).rows.map(([value]) => value)).toEqual([...values, 'other']);
	});
});

describe('a header and rows of another width', () => {
	const blanks = fc.integer({ min: 0, max: 3 });

	it('are one table where nothing but delimiters is too many', async () => {
		await fc.assert(
			fc.asyncProperty(blanks, blanks, fc.constantFrom(';', ',', '\t', '|'), fc.integer({ min: 1, max: 30 }), async (ofHeader, ofRows, delimiter, count) => {
				const rowOf = (cells: string[], more: number): string => [...cells, ...Array<string>(more).fill('')].join(delimiter);
				const people = Array.from({ length: count }, (_, index) => [`p${index}`, `plan${index % 3}`]);
				const { rows, badRows, table } = await readAll(lines(rowOf(['custom_id', 'plan'], ofHeader), ...people.map((cells) => rowOf(cells, ofRows))));
				expect(badRows).toEqual([]);
				expect(rows.map((row) => row.slice(0, 2))).toEqual(people);
				expect(table.format.columns.slice(0, 2).map(({ name }) => name)).toEqual(['custom_id', 'plan']);
				expect(table.format.columns).toHaveLength(2 + ofRows);
			}),
			{ numRuns: 100 },
		);
	});

	it('are none where a name or a value is too many', async () => {
		for (const text of [lines('custom_id;plan;city', 'u1;a', 'u2;b'), lines('custom_id;plan', 'u1;a;x', 'u2;b;')]) {
			expect((await readAll(text)).badRows).toHaveLength(2);
		}
	});

	it('are told as what they were read by, behind a title', async () => {
		const { table, badRows, rows } = await readAll(lines('Report of March', '', 'custom_id;plan', 'u1;a', 'u2;b'));
		expect(rows.length + badRows.length).toBe(4);
		expect(table.readAs).toContain('delimiter assumed: ;');
	});
});
