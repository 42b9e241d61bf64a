import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { describeViolations, violation } from '../../../nodes/shared/batch/violation';

describe('violation', () => {
	it.each([
		['\uFEFFid', '\\uFEFFid'],
		['plan\n', 'plan\\n'],
		['a\tb\r', 'a\\tb\\r'],
		['a\u00A0b', 'a\\u00A0b'],
		['a\u200Bb', 'a\\u200Bb'],
		['\u0000', '\\u0000'],
		['\uD83D', '\\uD83D'],
		['\u{E0001}', '\\uDB40\\uDC01'],
		['Zoë 🚀 – “yes”', 'Zoë 🚀 – “yes”'],
	])('shows what cannot be seen in %j', (value, shown) => {
		expect(violation('Attribute name', value, 'must be')).toEqual({ field: 'Attribute name', value: shown, rule: 'must be' });
		expect(violation(value, 'x', 'must be').field).toBe(shown);
	});

	it('shows whatever an expression gives, and throws at nothing', () => {
		const circle: Record<string, unknown> = {};
		circle.self = circle;
		for (const [value, shown] of [
			[12n, '"12"'],
			[undefined, 'undefined'],
			[null, 'null'],
			[Symbol('x'), 'Symbol(x)'],
			[circle, '[object Object]'],
			[{ id: 1n }, '{"id":"1"}'],
		] as const) {
			expect(violation('Field', value, 'must be').value).toBe(shown);
		}
		fc.assert(
			fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withMap: true }), (value) => {
				expect(typeof describeViolations([violation('Field', value, 'must be')])).toBe('string');
			}),
		);
	});
});
