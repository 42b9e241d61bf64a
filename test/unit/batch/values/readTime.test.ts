import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { DateTime, Duration } from 'luxon';
import { describe, expect, it } from 'vitest';

import { readTime } from '../../../../nodes/shared/batch/values/readTime';
import { DateTime as BundledDateTime } from '../../../../nodes/shared/vendor/luxon';

/** The copy that n8n's expressions make their dates with, which is not the one of this package. */
const { DateTime: DateTimeOfN8n } = createRequire(createRequire(import.meta.url).resolve('n8n-workflow'))('luxon') as typeof import('luxon');

const winter = Date.UTC(2026, 0, 10, 9, 30);
const read = (value: unknown, timezone = 'Europe/Paris') => {
	const reading = readTime(value, timezone);
	return reading.ok ? reading.value : 'refused';
};

describe('readTime', () => {
	it('reads the form that JSON has for a date as the calendar would, days that are none included', () => {
		const two = (most: number) => fc.integer({ min: 0, max: most }).map((number) => String(number).padStart(2, '0'));
		const text = fc
			.tuple(fc.integer({ min: 0, max: 9999 }), two(13), two(32), two(25), two(61), two(61), fc.constantFrom('', '.000', '.999'))
			.map(([year, month, day, hour, minute, second, fraction]) => `${String(year).padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}${fraction}Z`);
		fc.assert(
			fc.property(text, (value) => {
				const moment = BundledDateTime.fromISO(value, { zone: 'utc' });
				const expected = moment.isValid && moment.year >= 1 && moment.year <= 9999 ? moment.toMillis() : 'refused';
				expect(read(value)).toBe(expected);
			}),
			{ numRuns: 2_000 },
		);
	});

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
		// As databases write it.
		['2026-01-10 10:30:00', winter],
		['2026-01-10 10:30', winter],
		['2026-01-10 10:30:00.000000', winter],
		['2026-01-10 10:30:00+01', winter],
		['2026-01-10 10:30:00 +0100', winter],
		['2026-01-10 09:30:00 Z', winter],
	])('reads %s, in the zone of the workflow where it names none', (text, expected) => {
		expect(read(text)).toBe(expected);
	});

	it.each(['2026-01-10', '20260110', '2026-W02-6', '2026-010'])('takes the date alone %s for midnight UTC in every zone', (text) => {
		for (const zone of ['Europe/Paris', 'America/Los_Angeles', 'Pacific/Kiritimati', 'UTC']) {
			expect(read(text, zone)).toBe(Date.UTC(2026, 0, 10));
		}
	});

	it('reads a date of any zone and of any realm alike', () => {
		fc.assert(
			fc.property(fc.date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') }), (date) => {
				expect(read(date)).toBe(date.getTime());
				expect(read(date.toISOString())).toBe(date.getTime());
				expect(read(date.toISOString().replace('T', ' '))).toBe(date.getTime());
				expect(read(DateTime.fromJSDate(date, { zone: 'UTC+9' }).toISO())).toBe(date.getTime());
			}),
		);
		expect(read(runInNewContext(`new Date(${winter})`))).toBe(winter);
	});

	it('reads 10 digits as seconds and 13 as milliseconds, as number, text and bigint', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }), (seconds) => {
				for (const given of [seconds, String(seconds), BigInt(seconds)]) expect(read(given)).toBe(seconds * 1_000);
				const milliseconds = seconds * 1_000 + 7;
				for (const given of [milliseconds, String(milliseconds), BigInt(milliseconds)]) expect(read(given)).toBe(milliseconds);
			}),
		);
	});

	it('reads no number of another length', () => {
		fc.assert(
			fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), (number) => {
				fc.pre(![10, 13].includes(String(number).length));
				expect(read(Number(number))).toBe('refused');
				if (String(number).length !== 8) expect(read(String(number))).toBe('refused');
			}),
		);
	});

	it('reads a DateTime of its own copy of Luxon and of the one in n8n', () => {
		for (const library of [DateTime, BundledDateTime, DateTimeOfN8n]) {
			expect(read(library.fromISO('2026-01-10T10:30:00', { zone: 'Europe/Paris' }), 'UTC')).toBe(winter);
			expect(read(library.invalid('broken'), 'UTC')).toBe('refused');
		}
	});

	it.each<[string, unknown]>([
		['an impossible day', '2026-02-30'],
		['an impossible hour', '2026-01-10T25:00:00Z'],
		['a time alone, which is another moment each day', '12:30'],
		['an hour alone', '12'],
		['a year alone', '2026'],
		['a month alone', '2026-01'],
		['words', 'tomorrow'],
		['American order', '01/10/2026'],
		['a day with dots', '10.01.2026'],
		['a date as a number', 20260110],
		['seconds with a fraction', 1_767_000_000.5],
		['a negative number', -1_767_000_000],
		['no number', Number.NaN],
		['more than there is', Number.MAX_VALUE],
		['an invalid Date', new Date(Number.NaN)],
		['a year RFC 3339 cannot write', new Date(8.64e15)],
		['a duration, which counts milliseconds, too', Duration.fromMillis(winter)],
		['something that only counts milliseconds', { toMillis: () => winter }],
		['true', true],
		['an object', { year: 2026 }],
		['a list', [winter]],
	])('refuses %s', (_name, value) => {
		expect(read(value)).toBe('refused');
	});
});
