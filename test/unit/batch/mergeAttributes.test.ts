import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Attribute, Attributes } from '../../../nodes/shared/batch/attributes/attribute';
import { mergeAttributes } from '../../../nodes/shared/batch/attributes/mergeAttributes';

/** A profile as Batch keeps it: one value for each name; a list has no order that counts. */
type Profile = ReadonlyMap<string, ReadonlySet<string> | Exclude<Attribute, { type: 'textList' | 'listEdit' | 'delete' }>>;

/** Which of the two parts of an edit Batch carries out first is not documented. */
type Order = 'addFirst' | 'removeFirst';

function apply(profile: Profile, attributes: Attributes, order: Order = 'addFirst'): Profile {
	const after = new Map(profile);
	for (const [name, attribute] of attributes) {
		if (attribute.type === 'delete') after.delete(name);
		else if (attribute.type === 'textList') after.set(name, new Set(attribute.value));
		else if (attribute.type === 'listEdit') {
			const before = profile.get(name);
			const kept = new Set(before instanceof Set ? before : []);
			if (order === 'addFirst') for (const entry of attribute.add) kept.add(entry);
			for (const entry of attribute.remove) kept.delete(entry);
			if (order === 'removeFirst') for (const entry of attribute.add) kept.add(entry);
			// An empty list and none are one to Batch, which takes no empty lists.
			if (kept.size > 0) after.set(name, kept);
			else after.delete(name);
		} else after.set(name, attribute);
	}
	return after;
}

const texts = ['a', 'b', 'c', 'd'];
const textsOf = (parts: readonly string[], wanted: string): string[] => texts.filter((_text, index) => parts[index] === wanted);
const deletion = fc.constantFrom<Attribute>({ type: 'delete' }, { type: 'delete', ofList: true });
const single: fc.Arbitrary<Attribute> = fc.oneof(
	deletion,
	fc.record({ type: fc.constantFrom('text' as const, 'url' as const), value: fc.string() }),
	fc.record({ type: fc.constantFrom('integer' as const, 'date' as const), value: fc.integer() }),
	fc.record({ type: fc.constant('boolean' as const), value: fc.boolean() }),
);
const list: fc.Arbitrary<Attribute> = fc.oneof(
	deletion,
	fc.record({ type: fc.constant('textList' as const), value: fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 4 }) }),
	// No text is both added and removed: that says nothing.
	fc
		.array(fc.constantFrom<'add' | 'remove' | 'neither'>('add', 'remove', 'neither'), { minLength: 4, maxLength: 4 })
		.map((parts): Attribute => ({ type: 'listEdit', add: textsOf(parts, 'add'), remove: textsOf(parts, 'remove') })),
);

/** What a name holds is a list or a single value, and stays that. */
const someAttributes: fc.Arbitrary<Attributes> = fc
	.record({ plan: single, city: single, topics: list, programs: list }, { requiredKeys: [] })
	.map((fields) => new Map(Object.entries(fields)));

/** Where names keep their kind, everything can be merged. */
function mergeWhole(earlier: Attributes, later: Attributes): Attributes {
	const merged = mergeAttributes(earlier, later);
	if (merged === undefined) throw new Error('These could not be merged');
	return merged;
}

describe('mergeAttributes', () => {
	it.each(['addFirst', 'removeFirst'] as const)('does in one update what two do one after the other (%s)', (order) => {
		fc.assert(
			fc.property(someAttributes, someAttributes, someAttributes, (state, earlier, later) => {
				const profile = apply(new Map(), state);
				const oneAfterTheOther = apply(apply(profile, earlier, order), later, order);
				expect(apply(profile, mergeWhole(earlier, later), order)).toEqual(oneAfterTheOther);
			}),
			{ numRuns: 1_000 },
		);
	});

	it('does the same whichever two of three are merged first', () => {
		fc.assert(
			fc.property(someAttributes, fc.tuple(someAttributes, someAttributes, someAttributes), (state, [first, second, third]) => {
				const profile = apply(new Map(), state);
				const fromLeft = mergeWhole(mergeWhole(first, second), third);
				const fromRight = mergeWhole(first, mergeWhole(second, third));
				expect(apply(profile, fromLeft)).toEqual(apply(profile, fromRight));
			}),
		);
	});

	it('leaves what it was given as it is, and never makes an empty list of one that was set', () => {
		fc.assert(
			fc.property(someAttributes, someAttributes, (earlier, later) => {
				const copies = [structuredClone(earlier), structuredClone(later)];
				const merged = mergeWhole(earlier, later);
				expect([earlier, later]).toEqual(copies);
				for (const attribute of merged.values()) {
					if (attribute.type === 'textList') expect(attribute.value.length).toBeGreaterThan(0);
				}
			}),
		);
	});

	it('keeps a removal that a later row adds to', () => {
		const edit = (add: string[], remove: string[]): Attributes => new Map([['topics', { type: 'listEdit', add, remove }]]);
		expect(mergeWhole(edit(['wine'], ['beer']), edit(['tea'], ['wine'])).get('topics')).toEqual({
			type: 'listEdit',
			add: ['tea'],
			remove: ['beer', 'wine'],
		});
	});

	it('does not merge the edit of a list into a single value: what Batch makes of that is unknown', () => {
		const text: Attributes = new Map([['topics', { type: 'text', value: 'wine' }]]);
		const edit: Attributes = new Map([['topics', { type: 'listEdit', add: ['tea'], remove: [] }]]);
		expect(mergeAttributes(text, edit)).toBeUndefined();
		expect(mergeAttributes(edit, text)).toEqual(text);
	});
});
