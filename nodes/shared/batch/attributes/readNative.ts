import { isNativeAttribute } from '../contract/nativeAttributes';
import { readBoolean, readChoice, readText, readTextList, type Reading } from '../values/readValue';
import { violation, type Violation } from '../violation';
import type { Attribute } from './attribute';
import { emptyRule, type EmptyFields } from './emptyFields';
import type { MappedAttributes } from './readMapped';

const topics = '$topic_preferences';
const subscriptions: ReadonlySet<string> = new Set(['$email_marketing', '$sms_marketing']);

/** Forgets what was chosen: the one explicit way to delete a subscription. */
export const resetChoice = 'reset';
const subscriptionChoices = ['subscribed', 'unsubscribed', resetChoice] as const;

/**
 * Reads native attributes as they were mapped, by name (`$email_address`), and the topics to add, to remove or
 * to set. A field that is empty deletes nothing unless *Empty Fields* says so; true and false are subscribed
 * and unsubscribed.
 */
export function readNative(fields: Readonly<Record<string, unknown>>, emptyFields: EmptyFields): MappedAttributes {
	const attributes = new Map<string, Attribute>();
	const violations: Violation[] = [];
	const leftOut: string[] = [];
	for (const [name, value] of Object.entries(fields)) {
		if (!isNativeAttribute(name) || name === topics) continue;
		const reading = readNativeValue(name, value);
		if (!reading.ok) violations.push(violation(`Attribute ${name}`, value, reading.rule));
		else if (reading.value !== undefined) attributes.set(name, reading.value);
		else if (emptyFields === 'delete') attributes.set(name, { type: 'delete' });
		else if (emptyFields === 'refuse') violations.push(violation(`Attribute ${name}`, value ?? '', emptyRule));
		else leftOut.push(name);
	}
	const read = readTopics(fields, emptyFields);
	if (read.attribute !== undefined) attributes.set(topics, read.attribute);
	return { attributes, violations: [...violations, ...read.violations], leftOut: [...leftOut, ...read.leftOut] };
}

/** Reads one native attribute but the topics; `reset` deletes a subscription. */
export function readNativeValue(name: string, value: unknown): Reading<Attribute> {
	const reading = subscriptions.has(name) ? readSubscription(value) : readText(value);
	if (!reading.ok || reading.value === undefined) return reading as Reading<never>;
	if (subscriptions.has(name) && reading.value === resetChoice) return { ok: true, value: { type: 'delete' } };
	return { ok: true, value: { type: 'text', value: reading.value } };
}

function readSubscription(value: unknown): Reading<string> {
	const choice = readChoice(value, subscriptionChoices);
	const consent = readBoolean(value);
	if (choice.ok) return choice;
	if (!consent.ok || consent.value === undefined) return { ok: false, rule: `${choice.rule}; true or false` };
	return { ok: true, value: consent.value ? 'subscribed' : 'unsubscribed' };
}

interface TopicsRead {
	readonly attribute?: Attribute;
	readonly violations: readonly Violation[];
	readonly leftOut: readonly string[];
}

const topicFields = { topicsToSet: 'Topics to Set', topicsToAdd: 'Topics to Add', topicsToRemove: 'Topics to Remove' } as const;
type TopicField = keyof typeof topicFields;

function readTopics(fields: Readonly<Record<string, unknown>>, emptyFields: EmptyFields): TopicsRead {
	const lists: Partial<Record<TopicField, readonly string[]>> = {};
	const violations: Violation[] = [];
	const empty: TopicField[] = [];
	for (const field of Object.keys(topicFields) as TopicField[]) {
		if (!Object.hasOwn(fields, field)) continue;
		const reading = readTextList(fields[field]);
		if (!reading.ok) violations.push(violation(topicFields[field], fields[field], reading.rule));
		else if (reading.value === undefined) empty.push(field);
		else lists[field] = reading.value;
	}
	const { topicsToSet: set, topicsToAdd: add = [], topicsToRemove: remove = [] } = lists;
	const isEdited = add.length + remove.length > 0;
	if (set !== undefined && isEdited) {
		violations.push(violation(topicFields.topicsToSet, set, 'cannot be combined with Topics to Add or to Remove'));
	}
	if (emptyFields === 'refuse') {
		violations.push(...empty.map((field) => violation(topicFields[field], fields[field] ?? '', emptyRule)));
	}
	const leftOut = emptyFields === 'refuse' ? [] : empty;
	if (isEdited) return { attribute: { type: 'listEdit', add, remove }, violations, leftOut };
	if (set !== undefined) return { attribute: { type: 'textList', value: set }, violations, leftOut };
	// Nothing to add or to remove is no wish to delete the others.
	const isDeleted = emptyFields === 'delete' && empty.includes('topicsToSet') && violations.length === 0;
	return isDeleted
		? { attribute: { type: 'delete' }, violations, leftOut: leftOut.filter((field) => field !== 'topicsToSet') }
		: { violations, leftOut };
}
