import { describe, expect, it } from 'vitest';

import type { Attribute } from '../../../nodes/shared/batch/attributes/attribute';
import { checkPlatforms, checkProject } from '../../../nodes/shared/batch/client/connection';
import { checkCustomId, checkEvent } from '../../../nodes/shared/batch/contract/checks';
import { writeAppEvent, writeProjectEvent, type TrackedEvent } from '../../../nodes/shared/batch/event';
import { newConnection } from './support/connection';

const event = (fields: Partial<TrackedEvent> = {}): TrackedEvent => ({ name: 'order_paid', attributes: new Map(), tags: [], ...fields });

describe.each(['project', 'app'] as const)('an event of the %s family', (family) => {
	it.each<[string, Partial<TrackedEvent>, Partial<TrackedEvent>, object]>([
		['a name of 30', { name: 'x'.repeat(30) }, { name: 'x'.repeat(31) }, { field: 'Event Name', value: 'x'.repeat(31) }],
		['a label of 200', { label: '🚀'.repeat(100) }, { label: '🚀'.repeat(101) }, { field: 'Label', rule: 'must be at most 200 characters' }],
		['a label of 1', { label: 'x' }, { label: '' }, { field: 'Label', value: '', rule: 'must be 1 to 200 characters' }],
		['10 tags', { tags: Array<string>(10).fill('x') }, { tags: Array<string>(11).fill('x') }, { field: 'Tags', value: '11', rule: 'must be at most 10' }],
		['a tag of 64', { tags: ['🚀'.repeat(32)] }, { tags: ['x', 'x'.repeat(65)] }, { field: 'Tag', rule: 'must be at most 64 characters' }],
		['a tag of 1', { tags: ['x'] }, { tags: [''] }, { field: 'Tag', rule: 'must be 1 to 64 characters' }],
	])('takes %s', (_name, at, above, violation) => {
		expect(checkEvent(family, event(at))).toEqual([]);
		expect(checkEvent(family, event(above))).toEqual([expect.objectContaining(violation)]);
	});

	it.each(['', 'Order', 'ue.order', 'order-paid', 'order paid', 'commandé', '$order'])('refuses the name %j', (name) => {
		expect(checkEvent(family, event({ name }))).toEqual([
			{ field: 'Event Name', value: name, rule: 'must be 1 to 30 lowercase letters, digits or underscores' },
		]);
	});

	it('checks its attributes', () => {
		expect(checkEvent(family, event({ attributes: new Map([['plan', { type: 'text', value: '' }]]) }))).toHaveLength(1);
	});
});

describe('an event as it is sent', () => {
	const full = event({
		time: Date.UTC(2026, 0, 10, 9, 30, 15, 250),
		label: 'web',
		tags: ['sale'],
		attributes: new Map<string, Attribute>([['paid', { type: 'date', value: Date.UTC(2026, 0, 10) }]]),
	});

	it('has label and tags among its attributes in the project family', () => {
		expect(writeProjectEvent(full)).toEqual({
			name: 'order_paid',
			time: '2026-01-10T09:30:15.250Z',
			attributes: { 'date(paid)': '2026-01-10T00:00:00.000Z', $label: 'web', $tags: ['sale'] },
		});
	});

	it('has a prefix, and label and tags beside its attributes, in the app family', () => {
		expect(writeAppEvent(full)).toEqual({
			name: 'ue.order_paid',
			time: '2026-01-10T09:30:15',
			attributes: { 'date(paid)': '2026-01-10T00:00:00' },
			label: 'web',
			tags: ['sale'],
		});
	});

	it('has nothing but its name when there is no more', () => {
		expect(writeProjectEvent(event())).toEqual({ name: 'order_paid' });
		expect(writeAppEvent(event())).toEqual({ name: 'ue.order_paid' });
	});
});

describe('checkCustomId', () => {
	it.each(['crm-42', 'x'.repeat(512), 'Ada@Example.org', '0', 'nullable', 'élan'])('takes %s', (customId) => {
		expect(checkCustomId(customId)).toEqual([]);
	});

	it('refuses more than 512 characters, and none', () => {
		expect(checkCustomId('x'.repeat(513))).toEqual([expect.objectContaining({ field: 'Custom ID', rule: 'must be at most 512 characters' })]);
		for (const empty of ['', '  ', '\n']) expect(checkCustomId(empty)).toEqual([expect.objectContaining({ rule: 'must not be empty' })]);
	});

	it.each(['undefined', 'null', 'NULL', 'nil', '(null)', '[object Object]', 'True', 'false', 'NaN', 'Infinity', '-Infinity'])(
		'refuses %s, which a broken expression leaves behind',
		(customId) => {
			expect(checkCustomId(customId)).toEqual([expect.objectContaining({ field: 'Custom ID', value: customId })]);
		},
	);
});

describe('checkPlatforms', () => {
	const connection = newConnection();

	it('wants one platform, and an app key for each', () => {
		expect(checkPlatforms(['ios', 'android'], connection)).toEqual([]);
		expect(checkPlatforms([], connection)).toHaveLength(1);
		expect(checkPlatforms(['ios', 'web'], connection)).toMatchObject([
			{ field: 'Platforms', value: 'Web', rule: 'needs the Web App Key, which the Batch credential does not hold' },
		]);
	});
});

describe('checkProject', () => {
	it('wants the project key', () => {
		expect(checkProject(newConnection())).toEqual([]);
		expect(checkProject({ ...newConnection(), projectKey: '' })).toEqual([expect.objectContaining({ field: 'Project Key' })]);
	});
});
