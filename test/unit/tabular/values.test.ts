import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Column, Kind, TimeFormat } from '../../../nodes/shared/tabular/columns/field';
import { detectTimeFormat, readTime } from '../../../nodes/shared/tabular/columns/time';
import { rowTyper } from '../../../nodes/shared/tabular/columns/typedRow';
import { dateOfFileName } from '../../../nodes/shared/tabular/fileDate';
import { timeSpellings } from './samples';

describe('times', () => {
	it.each<[string, TimeFormat, string]>([
		['2026-11-21T10:11:12Z', 'iso', '2026-11-21T10:11:12.000Z'],
		['2026-11-21 10:11:12.123456', 'iso', '2026-11-21T10:11:12.123Z'],
		['2026-11-21 10:11:12 UTC', 'iso', '2026-11-21T10:11:12.000Z'],
		['2026-11-21T10:11:12+02:00', 'iso', '2026-11-21T08:11:12.000Z'],
		['2026-11-21T10:11:12-0530', 'iso', '2026-11-21T15:41:12.000Z'],
		['2026-11-21', 'iso', '2026-11-21T00:00:00.000Z'],
		['20261121T101112Z', 'compact', '2026-11-21T10:11:12.000Z'],
		['20261121', 'compact', '2026-11-21T00:00:00.000Z'],
		['1795255872', 'seconds', '2026-11-21T10:11:12.000Z'],
		['1795255872.5', 'seconds', '2026-11-21T10:11:12.500Z'],
		['1795255872000', 'milliseconds', '2026-11-21T10:11:12.000Z'],
		['1795255872000000', 'microseconds', '2026-11-21T10:11:12.000Z'],
		['21/11/2026 10:11:12', 'dayFirst', '2026-11-21T10:11:12.000Z'],
		['11/21/2026 10:11', 'monthFirst', '2026-11-21T10:11:00.000Z'],
	])('%s (%s)', (value, format, expected) => {
		expect(readTime(value, format)).toBe(expected);
		expect(detectTimeFormat([value])).toBe(format);
	});

	it.each(['', 'soon', '2026-13-01', '2026-02-30', '2026-11-21T25:00:00Z', '12', '0000000000', '99999999999', '32/01/2026'])('%j is none', (value) => {
		expect(detectTimeFormat([value])).toBeUndefined();
	});

	it('of which nobody can tell day from month stay as they stand', () => {
		expect(detectTimeFormat(['03/04/2026', '05/06/2026'])).toBeUndefined();
		expect(detectTimeFormat(['03/04/2026', '25/06/2026'])).toBe('dayFirst');
		expect(detectTimeFormat(['03/04/2026', '05/26/2026'])).toBe('monthFirst');
	});

	it('survive every spelling to the second', () => {
		const days = fc.date({ min: new Date('2001-09-10T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true });
		fc.assert(
			fc.property(fc.array(days, { minLength: 40, maxLength: 40 }), fc.constantFrom(...Object.keys(timeSpellings)), (dates, name) => {
				const values = dates.map(timeSpellings[name]);
				const format = detectTimeFormat(values);
				const read = values.map((value) => readTime(value, format ?? 'iso')?.slice(0, 19));
				expect(read).toEqual(dates.map((date) => date.toISOString().slice(0, 19)));
			}),
		);
	});
});

describe('typed rows', () => {
	/** Values without blanks read alike, whether their file may have some or not. */
	const typer = (columns: Column[], kind: Kind = 'pushEvents', hasHeader = true) => {
		const type = rowTyper({ kind, hasHeader, columns });
		return (fields: string[]) => {
			const row = type(fields, true);
			expect(type(fields, false)).toEqual(row);
			return row;
		};
	};

	it('of any other CSV keep the names and texts of their header, but for what the user says of a column', () => {
		const columns: Column[] = [
			{ name: 'id', field: 'customId', by: 'header' },
			{ name: 'Subscribed', field: 'optIn', by: 'header' },
			{ name: 'since', field: 'time', by: 'content', timeFormat: 'iso' },
			{ name: 'until', field: 'time', by: 'setting', timeFormat: 'iso' },
		];
		const row = ['7', 'yes', '2026-11-21', '2026-11-22'];
		const until = { time: '2026-11-22T00:00:00.000Z' };
		expect(typer(columns, 'other')(row)).toEqual({ id: '7', Subscribed: 'yes', since: '2026-11-21', ...until });
		// Without a header there are no names to keep.
		expect(typer([{ name: 'column_1', field: 'customId', by: 'content' }], 'other', false)(['7'])).toEqual({ customId: '7' });
	});

	it('carry recognised columns under their field and the others as they stand', () => {
		const type = typer([
			{ name: 'Date', field: 'time', timeFormat: 'iso' },
			{ name: 'Type', field: 'event' },
			{ name: 'User', field: 'customId' },
			{ name: 'event_var_2', field: 'buttonPosition' },
			{ name: 'opt', field: 'optIn' },
			{ name: 'event' },
			{ name: 'note' },
		]);
		expect(type(['2026-11-21 10:11:12', 'PUSH_OPEN', '', '2', 'yes', 'own', ''])).toEqual({
			time: '2026-11-21T10:11:12.000Z',
			event: 'push_opened',
			customId: null,
			buttonPosition: 2,
			optIn: true,
			event_2: 'own',
			note: '',
		});
		expect(type(['never', 'mine', 'u', 'left', 'maybe', '', 'x'])).toEqual({
			time: 'never',
			event: 'mine',
			customId: 'u',
			buttonPosition: 'left',
			optIn: 'maybe',
			event_2: '',
			note: 'x',
		});
	});

	it('keep every campaign and platform, however many there are', () => {
		const read = typer([
			{ name: 'a', field: 'campaignToken' },
			{ name: 'b', field: 'platform' },
		]);
		for (let round = 0; round < 2; round++) {
			for (let index = 0; index < 3_000; index++) {
				const token = index % 7 === 0 ? '' : `campaign-${index}`;
				const expected = { campaignToken: token === '' ? null : token, platform: index % 2 === 0 ? 'ios' : 'Android' };
				expect(read([token, index % 2 === 0 ? 'ios' : 'Android'])).toEqual(expected);
			}
		}
	});

	it('keep ids as text, leading zeros and all', () => {
		expect(typer([{ name: 'id', field: 'customId' }])(['00123'])).toEqual({ customId: '00123' });
	});

	it('take any header name, __proto__ too', () => {
		const row = typer([{ name: '__proto__' }, { name: 'a' }])(['x', 'y']);
		expect(Object.entries(row)).toEqual([['__proto___2', 'x'], ['a', 'y']]);
	});
});

describe('dates of file names', () => {
	it.each([
		['push_events_2026-11-21.csv', '2026-11-21'],
		['push_events_20261121.csv.gz', '2026-11-21'],
		['APPKEY-20261121T020314Z-events.csv', '2026-11-21'],
		['export20261121020314.csv', '2026-11-21'],
		['2026_11_21-inapp.csv', '2026-11-21'],
		['events.2026.11.21.csv', '2026-11-21'],
		['21-11-2026.csv', '2026-11-21'],
		['21-nov-2026.csv', '2026-11-21'],
		['optin 21 November 2026.csv', '2026-11-21'],
		['2026Nov21.csv', '2026-11-21'],
		['/drop/2026/11/21/events.csv', '2026-11-21'],
		['/drop/2026/11/20/events-2026-11-21.csv', '2026-11-21'],
		['2026-11-20_2026-11-21.csv', '2026-11-20'],
		['03-03-2026.csv', '2026-03-03'],
	])('%s', (name, date) => expect(dateOfFileName(name)).toBe(date));

	it.each(['events.csv', '03-04-2026.csv', '2026-13-45.csv', '1795255872000.csv', 'app-20269999.csv', 'v2026112.csv', ''])('%j has none', (name) =>
		expect(dateOfFileName(name)).toBeUndefined(),
	);
});
