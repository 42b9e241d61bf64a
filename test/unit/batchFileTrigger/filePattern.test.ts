import fastCheck from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';

import { glob } from '../../../nodes/shared/rowFile/glob.ts';
import { filePattern, namesOf } from '../../../nodes/BatchFileTrigger/source/filePattern.ts';
import { readAppPattern } from '../../../nodes/shared/rowFile/fileMark.ts';

/** Names in which no character is a wildcard. */
const plainName = fastCheck
	.oneof(
		fastCheck.string({ unit: fastCheck.constantFrom(...'aAb()|+!@^$.,-\\ 1') }),
		fastCheck.string({ unit: 'grapheme' }),
		fastCheck.string({ unit: 'binary' }),
	)
	.filter((name) => name !== '' && !/[*?[\]{}/]/.test(name));

/** Patterns of all that may stand in one; without dots, with which picomatch has ways of its own. */
const { anyPattern } = fastCheck.letrec<{ anyPattern: string; part: string }>((tie) => ({
	anyPattern: fastCheck.array(tie('part'), { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
	part: fastCheck.oneof(
		{ weight: 8, arbitrary: fastCheck.constantFrom('a', 'b', '-', '(1)', '+', '@', '|', '*', '?', '[ab]', '[^a]', '/') },
		{ weight: 1, arbitrary: fastCheck.tuple(tie('anyPattern'), tie('anyPattern')).map(([one, other]) => `{${one},${other}}`) },
	),
}));

const alike = (text: string) => text.normalize('NFC').toLowerCase();

describe('a file name pattern', () => {
	it.each([
		['', 'push.csv', true],
		['', 'deep/push.csv', true],
		['', 'push.csv.part', false],
		['', '.push.csv.swp', false],
		['*.csv', 'push.csv', true],
		['*.csv', 'PUSH.CSV', true],
		['*.csv', 'push.csv.gz', false],
		['*.csv*', 'push.csv.gz', true],
		['*.csv*', 'push.csv.filepart', false],
		['*.part', 'push.csv.part', true],
		['push_{yyyy-MM-dd}.csv', 'push_2026-03-01.csv', true],
		['push_{yyyy-MM-dd}.csv', 'push_2026-3-1.csv', false],
		['push_{YYYY-MM-DD}.csv', 'push_2026-03-01.csv', true],
		['./*.csv', 'push.csv', true],
		['./2026/*.csv', '2026/push.csv', true],
		['abonnés_*.csv', 'abonne\u0301s_1.csv', true],
		['abonne\u0301s_?.csv', 'abonnés_1.csv', true],
		['push_{yyyyMMdd}*', 'push_20260301_shop.csv.gz', true],
		['{push,inapp}_*.csv', 'inapp_1.csv', true],
		['{push,inapp}_*.csv', 'optin_1.csv', false],
		['2026/*.csv', '2026/push.csv', true],
		['2026/*.csv', '2025/push.csv', false],
		['*.csv', '2026/push.csv', true],
		['!*.csv', 'push.txt', false],
		['!*.csv', '!push.csv', true],
		['export (1).csv', 'export (1).csv', true],
		['export (1).csv', 'Export (1).CSV', true],
		['export (1).csv', 'export 1.csv', false],
		['export (*).csv', 'export (12).csv', true],
		['(a|b).csv', '(a|b).csv', true],
		['(a|b).csv', 'a.csv', false],
		['+(a).csv', '+(a).csv', true],
		['+(a).csv', 'aa.csv', false],
		['@(a).csv', 'a.csv', false],
		['!(a).csv', 'b.csv', false],
		['{export (1),export (2)}.csv', 'export (2).csv', true],
		['push_{a,{b,c}*}.csv', 'push_c3.csv', true],
		['push_{a,{b,c}*}.csv', 'push_d3.csv', false],
		['{push.csv', '{push.csv', true],
		['{push}.csv', '{push}.csv', true],
		['a,b.csv', 'a,b.csv', true],
		['[push.csv', '[push.csv', true],
		['[0-9]?.csv', '12.csv', true],
		['[!0-9]*.csv', 'push.csv', true],
		['[!0-9]*.csv', '1.csv', false],
		['[]a-].csv', '].csv', true],
		['[]a-].csv', '-.csv', true],
		['\\[1\\].csv', '[1].csv', true],
		['a\\b.csv', 'a\\b.csv', true],
		['*', '.hidden', false],
		['.*', '.hidden', true],
		['?.csv', '☂.csv', true],
		['?.csv', '😀.csv', true],
		['2026/*.csv', '2026/deep/push.csv', false],
		['2026/**', '2026/deep/push.csv', true],
		['**/push.csv', 'push.csv', true],
		['**/push.csv', 'a/b/push.csv', true],
		['**/push.csv', 'a/.b/push.csv', false],
		['/2026/*.csv', '2026/push.csv', true],
		['{yyyy}/{MM}/*.csv', '2026/11/push.csv', true],
	])('%j and %j: %s', (pattern, path, expected) => {
		expect(filePattern(pattern).fits(path)).toBe(expected);
	});

	it('without a wildcard fits the file of that name, and no other', () => {
		fastCheck.assert(
			fastCheck.property(plainName, plainName, (pattern, other) => {
				expect(filePattern(pattern).fits(pattern)).toBe(true);
				expect(filePattern(pattern).fits(other)).toBe(alike(pattern) === alike(other));
			}),
		);
	});

	it('fits what picomatch says it does, where that can be told what is no wildcard', () => {
		const path = fastCheck.string({ unit: fastCheck.constantFrom(...'ab-(1)+@|/'), minLength: 1, maxLength: 8 });
		fastCheck.assert(
			fastCheck.property(anyPattern, path, (pattern, name) => {
				fastCheck.pre(![pattern, name].some((text) => /\/\/|^\/|\/$|\*\*|\{\/|\/\}|,\/|\/,/.test(text)));
				const escaped = pattern.replace(/[()|+@]/g, '\\$&');
				expect(glob(pattern)(name)).toBe(picomatch(escaped, { nocase: true })(name));
			}),
			{ numRuns: 2_000 },
		);
	});

	it.each([
		['*a*a*a*a*a*a*b', 'a'.repeat(5_000)],
		['*'.repeat(200) + 'b', 'a'.repeat(2_000)],
		['{a,aa}'.repeat(100) + 'b', 'a'.repeat(2_000)],
		['{a*,*a}'.repeat(20) + 'b', 'a'.repeat(1_000)],
		['**/a/**/a/**/a/**/a/**/b', 'a/'.repeat(1_000) + 'a'],
		['{'.repeat(2_000) + '[', '{'.repeat(2_000)],
	])('%.30s takes no time to find that a long name does not fit', (pattern, name) => {
		const startedAt = performance.now();
		expect(glob(pattern)(name)).toBe(false);
		expect(performance.now() - startedAt).toBeLessThan(1_000);
	});

	it('names a file a day, in UTC, when there is no index', () => {
		const now = Date.parse('2026-03-02T00:30:00+01:00');
		const names = namesOf('exports/push_{yyyy-MM-dd}.csv', now);
		expect(names).toHaveLength(8);
		expect(names.at(-1)).toBe('exports/push_2026-03-01.csv');
		expect(names[0]).toBe('exports/push_2026-02-22.csv');
		expect(namesOf('exports/push_{YYYY-MM-DD}.csv', now)).toEqual(names);
		expect(namesOf('push.csv', now)).toEqual(['push.csv']);
		expect(namesOf('export (1).csv', now)).toEqual(['export (1).csv']);
	});

	it.each(['', '*.csv', 'push_?.csv', '{push,inapp}.csv'])('%j names nothing', (pattern) => {
		expect(() => namesOf(pattern, 0)).toThrow('must name the file');
	});
});

describe('the app in a file name', () => {
	it.each([
		['{app}_push_*', 'shop_push_2026-03-01.csv', 'shop'],
		['push-*-{app}.csv', 'push-2026-my.app.csv', 'my.app'],
		['{app}_push_*', 'shop_inapp.csv', undefined],
		['({app}]+*.{csv}', '(Shop]+1.{CSV}', 'Shop'],
	])('%j finds in %j: %s', async (pattern, name, app) => {
		expect((await readAppPattern(pattern))?.firstGroup(name)).toBe(app);
	});

	it.each(['', 'push', '{app}{app}'])('%j finds nothing', async (pattern) => {
		expect(await readAppPattern(pattern)).toBeUndefined();
	});

	it('is found or not at once, whatever the name', async () => {
		const pattern = await readAppPattern('*_*_*_*_{app}_*_*_*_*x');
		const start = performance.now();
		expect(pattern?.firstGroup('_'.repeat(250))).toBeUndefined();
		// JavaScript's own engine took six seconds.
		expect(performance.now() - start).toBeLessThan(500);
	});
});
