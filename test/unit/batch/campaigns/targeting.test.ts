import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStated, names } from '../../../../nodes/shared/batch/campaigns/write/targeting.ts';

describe('a targeting', () => {
	it.each([undefined, null, 'everybody', 7, [], {}, { languages: [] }, { query: {} }, { languages: null, regions: '' }])('%j says nothing', (targeting) => {
		expect(isStated(targeting)).toBe(false);
	});

	it.each([{ languages: ['en'] }, { query: { a: 1 } }, { anything: true }])('%j says something', (targeting) => {
		expect(isStated(targeting)).toBe(true);
	});

	it('names what stands in it, as a value or as a key, and nothing else', () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 4 }), (rest) => {
				const name = 'an-audience-of-this-test';
				expect(names({ rest }, name)).toBe(false);
				expect(names({ rest, query: { $in: [name] } }, name)).toBe(true);
				expect(names({ rest, query: [{ [name]: true }] }, name)).toBe(true);
				expect(names({ rest, query: `not ${name}` }, name)).toBe(false);
			}),
		);
	});

	it('is not looked through for ever', () => {
		const round: Record<string, unknown> = {};
		round.again = round;
		expect(names(round, 'vip')).toBe(false);
		const list: unknown[] = [];
		list.push(list);
		expect(isStated({ segments: list, query: round })).toBe(true);
	});
});
