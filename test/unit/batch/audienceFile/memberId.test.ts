import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { looksHashed, readId } from '../../../../nodes/shared/batch/audiences/file/memberId.ts';
import { fillTemplate, readFileNamePattern } from '../../../../nodes/shared/batch/audiences/file/fileName.ts';

describe('an id in a cell', () => {
	it('keeps what can be seen as it is', () => {
		const seen = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.@|:/+ é'), minLength: 1, maxLength: 40 });
		fc.assert(
			fc.property(seen, (text) => {
				const id = text.trim();
				const isWord = /^(?:null|nil|true|false|nan|undefined)$/i.test(id);
				if (!isWord) expect(readId(`\u200B${text}\u00A0`, 'asIs')).toBe(id);
			}),
		);
	});

	it.each(['', ' ', '\t', '""', "''", 'Null', '\\n', '\u2060', '\u00AD', '00000000-0000-0000-0000-000000000000'])('takes %j for none', (cell) => {
		expect(readId(cell, 'asIs')).toBe('');
	});

	it.each(['a\nb', 'a\u0000', '\uD800x', 'undefined', 'NaN', 'x'.repeat(513)])('refuses %j with the rule', (cell) => {
		expect(readId(cell, 'asIs')).toEqual({ rule: expect.any(String) });
	});

	it('tells hashes from ids', () => {
		for (const length of [32, 40, 64]) expect(looksHashed('a1'.repeat(length / 2))).toBe(true);
		for (const id of ['reader-1', 'a1'.repeat(17), 'g'.repeat(32), '6ba7b810-9dad-11d1-80b4-00c04fd430c8']) expect(looksHashed(id)).toBe(false);
	});
});

describe('a pattern over the name of a file', () => {
	const read = async (pattern: string, name: string) => {
		const made = await readFileNamePattern(pattern);
		return 'rule' in made ? made.rule : Object.fromEntries(made.read(name) ?? [['fits', 'no']]);
	};

	it.each([
		['{segment}_{date}.csv*', 'news_fr_2026-03-01.csv.gz', { segment: 'news_fr', date: '2026-03-01' }],
		['ftp_dpm_{source}_{date}.{action}.{part}.gz', 'ftp_dpm_20914_20260301.overwrite.2.gz', { source: '20914', date: '20260301', action: 'overwrite', part: '2' }],
		['VIP-{x}.csv', 'vip-1.csv', { x: '1' }],
		['a+b ({x}).csv', 'a+b (1).csv', { x: '1' }],
		['{segment}_{date}.csv', 'news_2026.csv', { fits: 'no' }],
		['{x}-{x}', 'a-b', 'has the group {x} twice'],
		['', 'a', 'must not be empty'],
	])('%s over %s', async (pattern, name, expected) => {
		expect(await read(pattern, name)).toEqual(expected);
	});

	it('fills a template, and says when it cannot', () => {
		const groups = new Map([['segment', 'fr']]);
		expect(fillTemplate('news_{segment}', groups)).toBe('news_fr');
		expect(fillTemplate('news_{date}', groups)).toBeUndefined();
	});
});
