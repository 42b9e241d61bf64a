import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatAppTime, formatProjectTime, readTime } from '../../../nodes/shared/batch/attributes/readTime';
import { DateTime } from '../../../nodes/shared/vendor/luxon';

/** The copy that n8n's expressions make their dates with, which is not the one of this package. */
const { DateTime: DateTimeOfN8n } = createRequire(createRequire(import.meta.url).resolve('n8n-workflow'))('luxon') as typeof import('luxon');

const winter = Date.UTC(2026, 0, 10, 9, 30);

describe('readTime', () => {
	it.each([
		['2026-01-10T09:30:00Z', winter],
		['2026-01-10T09:30:00.000Z', winter],
		['2026-01-10T10:30:00+01:00', winter],
		['2026-01-10T04:30:00-0500', winter],
		['  2026-01-10T09:30:00Z ', winter],
		['2026-01-10T10:30:00', winter],
		['2026-01-10T10:30', winter],
		['20260110T103000', winter],
		['2026-07-10T11:30:00', Date.UTC(2026, 6, 10, 9, 30)],
	])('reads %s, in the zone of the workflow where it names none', (text, expected) => {
		expect(readTime(text, 'Europe/Paris')).toBe(expected);
	});

	it.each(['2026-01-10', '20260110', '2026-W02-6', '2026-010'])('takes the date alone %s for midnight UTC in every zone', (text) => {
		for (const zone of ['Europe/Paris', 'America/Los_Angeles', 'Pacific/Kiritimati', 'UTC']) {
			expect(readTime(text, zone)).toBe(Date.UTC(2026, 0, 10));
		}
	});

	it('reads a date of any zone, a Date and epoch milliseconds alike', () => {
		fc.assert(
			fc.property(fc.date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') }), (date) => {
				const expected = date.getTime();
				expect(readTime(date, 'Asia/Tokyo')).toBe(expected);
				expect(readTime(expected, 'Asia/Tokyo')).toBe(expected);
				expect(readTime(date.toISOString(), 'Asia/Tokyo')).toBe(expected);
				expect(readTime(formatProjectTime(expected), 'Asia/Tokyo')).toBe(expected);
				expect(readTime(formatAppTime(expected), 'UTC')).toBe(Math.floor(expected / 1_000) * 1_000);
			}),
		);
	});

	it('reads a DateTime of its own copy of Luxon and of the one in n8n', () => {
		for (const library of [DateTime, DateTimeOfN8n]) {
			expect(readTime(library.fromISO('2026-01-10T10:30:00', { zone: 'Europe/Paris' }), 'UTC')).toBe(winter);
			expect(readTime(library.invalid('broken'), 'UTC')).toBeUndefined();
		}
	});

	it.each<[string, unknown]>([
		['an impossible day', '2026-02-30'],
		['an impossible hour', '2026-01-10T25:00:00Z'],
		['a time alone, which is another moment each day', '12:30'],
		['an hour alone', '12'],
		['words', 'tomorrow'],
		['American order', '01/10/2026'],
		['an empty text', ''],
		['epoch milliseconds as a text', String(winter)],
		['no number', Number.NaN],
		['more than there is', Number.MAX_VALUE],
		['an invalid Date', new Date(Number.NaN)],
		['true', true],
		['null', null],
		['undefined', undefined],
		['an object', { year: 2026 }],
	])('refuses %s', (_name, value) => {
		expect(readTime(value, 'Europe/Paris')).toBeUndefined();
	});
});
