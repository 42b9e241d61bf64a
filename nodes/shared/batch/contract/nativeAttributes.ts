import type { Attribute } from '../attributes/attribute';
import { violation, type Violation } from '../violation';
import { projectLimits } from './projectContract';

interface NativeAttribute {
	readonly pattern: RegExp;
	/** The rule in words, for hints and errors. */
	readonly words: string;
	readonly maximum?: number;
}

const subscription: NativeAttribute = {
	pattern: /^(subscribed|unsubscribed)$/,
	words: 'must be subscribed or unsubscribed',
};

/** The attributes Batch itself defines, each a text; deleting one resets it (batch-api-2x.md §3.3). */
export const nativeTextAttributes: Readonly<Record<string, NativeAttribute>> = {
	$email_address: {
		pattern: /^[^@\s]+@[A-Za-z0-9\-.]+\.[A-Za-z0-9]+$/,
		words: 'must be an e-mail address',
		maximum: projectLimits.emailCharacters.value,
	},
	$email_marketing: subscription,
	$phone_number: { pattern: /^\+[1-9]\d{3,14}$/, words: 'must be in international form, e.g. +33612345678' },
	$sms_marketing: subscription,
	$language: { pattern: /^[a-z]{2}$/, words: 'must be two lowercase letters (ISO 639), e.g. fr' },
	$region: { pattern: /^[A-Z]{2}$/, words: 'must be two uppercase letters (ISO 3166), e.g. FR' },
	$timezone: { pattern: /^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/, words: 'must be an IANA time zone, e.g. Europe/Paris' },
};

const topicPreferences = '$topic_preferences';
const topicPattern = /^[a-z0-9_]+$/;

/** Whether Batch defines an attribute of this name. */
export function isNativeAttribute(name: string): boolean {
	return name === topicPreferences || Object.hasOwn(nativeTextAttributes, name);
}

/** Checks one `$…` attribute. Names Batch does not document are refused: it would drop them without a word. */
export function checkNativeAttribute(name: string, attribute: Attribute): Violation[] {
	if (name === topicPreferences) return checkTopics(attribute);
	const field = `Attribute ${name}`;
	const native = Object.hasOwn(nativeTextAttributes, name) ? nativeTextAttributes[name] : undefined;
	if (native === undefined) {
		const known = [...Object.keys(nativeTextAttributes), topicPreferences].join(', ');
		return [violation('Attribute name', name, `is not a native attribute of Batch; these are: ${known}`)];
	}
	if (attribute.type === 'delete') return [];
	if (attribute.type !== 'text') return [violation(field, attribute.type, native.words)];
	const { value } = attribute;
	if (!native.pattern.test(value)) return [violation(field, value, native.words)];
	if (native.maximum !== undefined && value.length > native.maximum) {
		return [violation(field, value, `must be at most ${native.maximum} characters`)];
	}
	if (name === '$timezone' && !isTimezone(value)) return [violation(field, value, native.words)];
	return [];
}

function checkTopics(attribute: Attribute): Violation[] {
	const field = `Attribute ${topicPreferences}`;
	if (attribute.type === 'delete') return [];
	if (attribute.type !== 'textList' && attribute.type !== 'listEdit') {
		return [violation(field, attribute.type, 'must be a list of topics, or topics to add and remove')];
	}
	if (attribute.type === 'textList') return checkTopicList(field, attribute.value);
	if (attribute.add.length + attribute.remove.length === 0) {
		return [violation(field, '{}', 'must add or remove at least one topic')];
	}
	return [attribute.add, attribute.remove].flatMap((topics) => (topics.length === 0 ? [] : checkTopicList(field, topics)));
}

function checkTopicList(field: string, topics: readonly string[]): Violation[] {
	const { topics: atMost, topicCharacters } = projectLimits;
	const violations = topics
		.filter((topic) => !topicPattern.test(topic) || topic.length > topicCharacters.value)
		.map((topic) =>
			violation(field, topic, `must be lowercase letters, digits or underscores, at most ${topicCharacters.value}`),
		);
	if (topics.length > atMost.value || topics.length === 0) {
		violations.push(violation(field, topics.length, `must be 1 to ${atMost.value} topics`));
	}
	return violations;
}

function isTimezone(name: string): boolean {
	try {
		return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
	} catch {
		return false;
	}
}
