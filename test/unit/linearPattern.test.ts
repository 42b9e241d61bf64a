import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { linearPattern, type LinearPattern } from '../../nodes/shared/linearPattern';

async function compiled(source: string, settings?: { ignoreCase: boolean }): Promise<LinearPattern> {
	const pattern = await linearPattern(source, settings);
	if ('unusable' in pattern) throw new Error(pattern.unusable);
	return pattern;
}

/** Patterns of which JavaScript's engine tries every way to share a text out, with a text that fits none of them. */
const explosive: Array<[string, string]> = [
	['^(\\w+\\s?)*$', `${'a'.repeat(1_999)}!`],
	['^(a|a)*$', `${'a'.repeat(1_999)}!`],
	['^(a*)*$', `${'a'.repeat(1_999)}!`],
	['^(.*)*=(.*)*;$', 'x'.repeat(2_000)],
	['(.*a){20}$', `${'a'.repeat(1_999)}!`],
	['^([a-z]+)+@([a-z]+\\.)+$', `${'a'.repeat(1_000)}@${'a.'.repeat(499)}!`],
	['.*.*.*.*.*=', 'x'.repeat(2_000)],
];

describe('linearPattern', () => {
	it.each(explosive)('holds %j against a text without coming to a halt', async (source, text) => {
		const pattern = await compiled(source);
		const start = performance.now();
		expect(pattern.matches(text)).toBe(false);
		// JavaScript's own engine takes seconds or years.
		expect(performance.now() - start).toBeLessThan(500);
	});

	it.each([
		['(', /missing closing/],
		['a(?=b)', /\(\?=/],
		['(?<!a)b', /\(\?<!|lookbehind/i],
		['(a)\\1', /\\1/],
		['(a{500}){3}', /repeat/],
		['a{2,1}', /repeat/],
		['[z-a]', /range/],
		['(?:x{1000})y{900}', /repeats too much/],
	])('says why it cannot take %j', async (source, reason) => {
		expect(await linearPattern(source)).toEqual({ unusable: expect.stringMatching(reason) });
	});

	it('takes JavaScript’s writing', async () => {
		expect((await compiled('^\\u00e9\\/(?<word>[a-z]+)$')).firstGroup('é/abc')).toBe('abc');
		expect((await compiled('@example\\.com$')).matches('a@EXAMPLE.com')).toBe(false);
		expect((await compiled('@example\\.com$', { ignoreCase: true })).matches('a@EXAMPLE.com')).toBe(true);
		expect((await compiled('a(b)?')).firstGroup('a')).toBeUndefined();
	});

	it('matches what JavaScript matches, for patterns both have', async () => {
		const part = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', 'a*', '(?:ab)+', 'b?', '(a|b)', 'a{1,3}', '^', '$');
		const source = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
		await fc.assert(
			fc.asyncProperty(source, fc.string({ unit: fc.constantFrom('a', 'b', '1', ' '), maxLength: 12 }), async (pattern, text) => {
				expect((await compiled(pattern)).matches(text)).toBe(new RegExp(pattern, 'u').test(text));
			}),
		);
	});
});
