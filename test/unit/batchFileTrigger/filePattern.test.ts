import { describe, expect, it } from 'vitest';

import { filePattern, namesOf } from '../../../nodes/BatchFileTrigger/source/filePattern.ts';
import { readAppPattern } from '../../../nodes/shared/exportFile/fileMark.ts';

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
		['push_{yyyyMMdd}*', 'push_20260301_shop.csv.gz', true],
		['{push,inapp}_*.csv', 'inapp_1.csv', true],
		['{push,inapp}_*.csv', 'optin_1.csv', false],
		['2026/*.csv', '2026/push.csv', true],
		['2026/*.csv', '2025/push.csv', false],
		['*.csv', '2026/push.csv', true],
		['!*.csv', 'push.txt', false],
	])('%j and %j: %s', (pattern, path, expected) => {
		expect(filePattern(pattern).fits(path)).toBe(expected);
	});

	it('names a file a day, in UTC, when there is no index', () => {
		const now = Date.parse('2026-03-02T00:30:00+01:00');
		const names = namesOf('exports/push_{yyyy-MM-dd}.csv', now);
		expect(names).toHaveLength(8);
		expect(names.at(-1)).toBe('exports/push_2026-03-01.csv');
		expect(names[0]).toBe('exports/push_2026-02-22.csv');
		expect(namesOf('push.csv', now)).toEqual(['push.csv']);
	});

	it.each(['', '*.csv', 'push_?.csv'])('%j names nothing', (pattern) => {
		expect(() => namesOf(pattern, 0)).toThrow('must name the file');
	});
});

describe('the app in a file name', () => {
	it.each([
		['{app}_push_*', 'shop_push_2026-03-01.csv', 'shop'],
		['push-*-{app}.csv', 'push-2026-my.app.csv', 'my.app'],
		['{app}_push_*', 'shop_inapp.csv', undefined],
	])('%j finds in %j: %s', (pattern, name, app) => {
		expect(readAppPattern(pattern)?.exec(name)?.[1]).toBe(app);
	});

	it.each(['', 'push', '{app}{app}'])('%j finds nothing', (pattern) => {
		expect(readAppPattern(pattern)).toBeUndefined();
	});
});
