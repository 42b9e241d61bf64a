import { describe, expect, it } from 'vitest';

import { readEventNotation } from '../../../nodes/shared/batch/eventNotation';

const settings = { timezone: 'Europe/Paris', family: 'project' } as const;

describe('an event in the notation of Batch', () => {
	it('has its label and tags among the attributes', () => {
		expect(readEventNotation({ $label: 'web', $tags: ['sale', 'new'], amount: 39.9 }, settings)).toEqual({
			attributes: new Map([['amount', { type: 'number', value: 39.9 }]]),
			label: 'web',
			tags: ['sale', 'new'],
			violations: [],
		});
	});

	it('takes them from fields of their own, too, and refuses two that differ', () => {
		expect(readEventNotation({}, settings, { label: 'web', tags: 'a, b' })).toMatchObject({ label: 'web', tags: ['a', 'b'], violations: [] });
		expect(readEventNotation({ $label: 'web', $tags: ['a'] }, settings, { label: 'web', tags: 'a' }).violations).toEqual([]);
		expect(readEventNotation({ $label: 'app', $tags: ['b'] }, settings, { label: 'web', tags: 'a' }).violations.map(({ field }) => field)).toEqual(['Label', 'Tags']);
	});

	it.each([
		[{ $label: { a: 1 } }, 'Attribute $label'],
		[{ $label: true }, 'Attribute $label'],
		[{ $tags: ['a', {}] }, 'Attribute $tags'],
		[{ $tags: 'a' }, undefined],
		[{ $label: null, $tags: null }, undefined],
		[{ 'date(paid)': 'soon' }, 'Attribute date(paid)'],
	])('%j', (json, field) => {
		expect(readEventNotation(json, settings).violations.map((violation) => violation.field)).toEqual(field ? [field] : []);
	});
});
