import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { mergeAdditional } from '../../../../nodes/shared/batch/values/mergeAdditional';

describe('mergeAdditional', () => {
	it('adds what no field says, inside objects, too', () => {
		expect(mergeAdditional({ message: { title: 'Hello' } }, { message: { body: 'Ada' }, sandbox: true })).toEqual({
			body: { message: { title: 'Hello', body: 'Ada' }, sandbox: true },
			violations: [],
		});
	});

	it('overrides nothing without a word: the field stays, and the key is named', () => {
		const { body, violations } = mergeAdditional({ group_id: 'welcome', message: { title: 'Hello' } }, { group_id: 'other', message: { title: 'Bye' } });
		expect(body).toEqual({ group_id: 'welcome', message: { title: 'Hello' } });
		expect(violations.map(({ field, value }) => [field, value])).toEqual([
			['Additional Fields (JSON)', '{"group_id":"other"}'],
			['Additional Fields (JSON)', '{"message.title":"Bye"}'],
		]);
	});

	it('lets the same value stand twice, and a list be no object', () => {
		expect(mergeAdditional({ labels: ['a'] }, { labels: ['a'] }).violations).toEqual([]);
		expect(mergeAdditional({ labels: ['a'] }, { labels: ['b'] }).violations).toHaveLength(1);
		expect(mergeAdditional({ deeplink: 'app://' }, { deeplink: null }).violations).toHaveLength(1);
	});

	it('keeps everything the fields say, whatever is added, and pollutes nothing', () => {
		const json = fc.dictionary(fc.oneof(fc.string({ maxLength: 2 }), fc.constant('__proto__')), fc.jsonValue({ maxDepth: 3 }));
		fc.assert(
			fc.property(json, json, (body, additional) => {
				const own = JSON.parse(JSON.stringify(body)) as typeof body;
				const merged = mergeAdditional(own, additional);
				if (merged.violations.length === 0) {
					expect(mergeAdditional(merged.body, own)).toEqual({ body: merged.body, violations: [] });
					expect(mergeAdditional(merged.body, additional)).toEqual({ body: merged.body, violations: [] });
				}
				expect(mergeAdditional(merged.body, own).violations).toEqual([]);
				expect(own).toEqual(JSON.parse(JSON.stringify(body)));
			}),
		);
		expect(({} as Record<string, unknown>).a).toBeUndefined();
	});
});
