import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { mergeAdditional } from '../../../../nodes/shared/batch/values/mergeAdditional';

const merge = (body: Record<string, unknown>, additional: Record<string, unknown>) => mergeAdditional(body, additional, 'Additional Fields (JSON)');

describe('mergeAdditional', () => {
	it('adds what no field says, inside objects, too', () => {
		expect(merge({ message: { title: 'Hello' } }, { message: { body: 'Ada' }, sandbox: true })).toEqual({
			body: { message: { title: 'Hello', body: 'Ada' }, sandbox: true },
			violations: [],
		});
	});

	it('overrides nothing without a word: the field stays, and the key is named', () => {
		const { body, violations } = merge({ group_id: 'welcome', message: { title: 'Hello' } }, { group_id: 'other', message: { title: 'Bye' } });
		expect(body).toEqual({ group_id: 'welcome', message: { title: 'Hello' } });
		expect(violations.map(({ field, value }) => [field, value])).toEqual([
			['Additional Fields (JSON)', 'group_id'],
			['Additional Fields (JSON)', 'message.title'],
		]);
	});

	it('takes nothing for what a field says already: neither the same value, nor a list in place of an object, nor null', () => {
		expect(merge({ labels: ['a'] }, { labels: ['a'] }).violations).toHaveLength(1);
		expect(merge({ labels: ['a'] }, { labels: ['b'] }).violations).toHaveLength(1);
		expect(merge({ message: { title: 'Hello' } }, { message: ['Hello'] }).violations).toHaveLength(1);
		expect(merge({ deeplink: 'app://' }, { deeplink: null }).violations).toHaveLength(1);
	});

	it('keeps everything the fields say, whatever is added, names what would set it again, and pollutes nothing', () => {
		const json = fc.dictionary(fc.oneof(fc.string({ maxLength: 2 }), fc.constant('__proto__')), fc.jsonValue({ maxDepth: 3 }));
		fc.assert(
			fc.property(json, json, (body, additional) => {
				const own = JSON.parse(JSON.stringify(body)) as typeof body;
				const added = JSON.parse(JSON.stringify(additional)) as typeof additional;
				const merged = merge(own, added);
				expect(leavesOf(merged.body)).toEqual(expect.arrayContaining(leavesOf(own)));
				// Where nothing meets, all of it is there.
				if (merged.violations.length === 0) expect(leavesOf(merged.body)).toEqual(expect.arrayContaining(leavesOf(added)));
				const meeting = Object.keys(own).filter((key) => Object.hasOwn(added, key));
				if (meeting.length === 0) expect(merged.violations).toEqual([]);
				expect(own).toEqual(JSON.parse(JSON.stringify(body)));
				expect(added).toEqual(JSON.parse(JSON.stringify(additional)));
			}),
		);
		expect(({} as Record<string, unknown>).a).toBeUndefined();
	});

	it('joins what nests deeper than the stack reaches', () => {
		const deep = () => JSON.parse(`${'{"a":'.repeat(100_000)}{}${'}'.repeat(100_000)}`) as Record<string, unknown>;
		expect(merge(deep(), deep()).violations).toHaveLength(1);
	});
});

/** Values that are no objects, by their way. */
function leavesOf(value: unknown, path: readonly string[] = []): string[] {
	const isInner = typeof value === 'object' && value !== null && !Array.isArray(value);
	return isInner ? Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key])) : [JSON.stringify([path, value])];
}
