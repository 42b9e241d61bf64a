import { describe, expect, it } from 'vitest';

import type { Attribute } from '../../../nodes/shared/batch/attributes/attribute';
import { checkNativeAttribute, nativeTextAttributes } from '../../../nodes/shared/batch/contract/nativeAttributes';

const email = (length: number): string => 'ada@example.org'.padStart(length, 'x');

const samples: Record<string, { good: string[]; bad: string[] }> = {
	$email_address: {
		good: ['ada@example.org', 'a+b@sub.example.co', email(128)],
		bad: ['', 'ada', 'ada@', '@example.org', 'ada@example', 'a b@example.org', 'a@b@example.org', 'ada@example.org ', email(129)],
	},
	$email_marketing: { good: ['subscribed', 'unsubscribed'], bad: ['', 'Subscribed', 'true', 'resubscribed', 'subscribed '] },
	$sms_marketing: { good: ['subscribed', 'unsubscribed'], bad: ['yes', 'unsubscribedx'] },
	$phone_number: { good: ['+33612345678', '+123456789012345'], bad: ['0612345678', '33612345678', '+33 6 12 34 56 78', '+0612345678', '+1234567890123456', '+'] },
	$language: { good: ['fr', 'en'], bad: ['FR', 'fra', 'f', 'fr-FR', ''] },
	$region: { good: ['FR', 'US'], bad: ['fr', 'FRA', 'F', ''] },
	$timezone: { good: ['Europe/Paris', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'], bad: ['Europe/Atlantis', 'CEST', '+01:00', 'Europe/', ''] },
};

describe('native attributes', () => {
	it('are the seven of the documentation that hold a text', () => {
		expect(Object.keys(nativeTextAttributes).sort()).toEqual(Object.keys(samples).sort());
	});

	it.each(Object.entries(samples))('%s takes what Batch takes', (name, { good, bad }) => {
		for (const value of good) expect(checkNativeAttribute(name, { type: 'text', value })).toEqual([]);
		for (const value of bad) {
			expect(checkNativeAttribute(name, { type: 'text', value })).toEqual([
				expect.objectContaining({ field: `Attribute ${name}`, rule: expect.stringMatching(/^must be /) }),
			]);
		}
		expect(checkNativeAttribute(name, { type: 'delete' })).toEqual([]);
		expect(checkNativeAttribute(name, { type: 'boolean', value: true })).toHaveLength(1);
	});

	it.each(['$unknown', '$', '$Email_address', '$constructor', 'constructor', '__proto__'])('refuses %s, which Batch does not define', (name) => {
		expect(checkNativeAttribute(name, { type: 'text', value: 'x' })).toEqual([
			{ field: 'Attribute name', value: name, rule: expect.stringContaining('$email_address') },
		]);
	});
});

describe('$topic_preferences', () => {
	const check = (attribute: Attribute) => checkNativeAttribute('$topic_preferences', attribute);
	const topics = (count: number, length = 1): Attribute => ({ type: 'textList', value: Array<string>(count).fill('x'.repeat(length)) });

	it('takes 1 to 25 topics of 1 to 300 characters', () => {
		for (const good of [topics(1), topics(25), topics(1, 300)]) expect(check(good)).toEqual([]);
		for (const bad of [topics(0), topics(26), topics(1, 301), topics(1, 0)]) expect(check(bad)).toHaveLength(1);
	});

	it('takes edits, and counts each side', () => {
		const edit = (add: number, remove: number): Attribute => ({
			type: 'listEdit',
			add: Array<string>(add).fill('news'),
			remove: Array<string>(remove).fill('sport'),
		});
		for (const good of [edit(25, 25), edit(1, 0), edit(0, 25)]) expect(check(good)).toEqual([]);
		for (const bad of [edit(26, 0), edit(1, 26), edit(0, 0)]) expect(check(bad)).toHaveLength(1);
		expect(check({ type: 'delete' })).toEqual([]);
	});

	it.each(['News', 'a-b', 'a b', 'é'])('refuses the topic %s', (topic) => {
		expect(check({ type: 'textList', value: ['news', topic] })).toEqual([
			{ field: 'Attribute $topic_preferences', value: topic, rule: 'must be lowercase letters, digits or underscores, at most 300' },
		]);
	});

	it('refuses a text', () => {
		expect(check({ type: 'text', value: 'news' })).toHaveLength(1);
	});
});
