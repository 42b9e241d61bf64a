import { z } from 'zod/v4';
import type { RouteContract } from './route.ts';
import { address, attributeName, email, mapOf, unwrap, utcTime } from './values.ts';

const shortText = z.string().min(1).max(300);
const scalar = z.union([shortText, z.number(), z.boolean()]);
const list = z.array(shortText).min(1).max(25);
const subscription = z.enum(['subscribed', 'unsubscribed']);

/** A whole list, or what to add to it and to remove from it (batch-api-2x.md §3.3). */
const listOrEdit = (items: z.ZodType) => {
	const edit = z.union([items, z.array(z.never()).length(0)]).optional();
	return z.union([
		items,
		z
			.strictObject({ $add: edit, $remove: edit })
			.refine((value) => Object.keys(value).length > 0, 'edits nothing'),
	]);
};

const topics = z.array(z.string().max(300).regex(/^[a-z0-9_]+$/)).min(1).max(25);
const timezone = z.string().refine((value) => {
	// Intl also takes offsets such as `+02:00`, which are no IANA names.
	if (!/^[A-Za-z]/.test(value)) return false;
	try {
		new Intl.DateTimeFormat('en', { timeZone: value });
		return true;
	} catch {
		return false;
	}
}, 'is no IANA time zone');

/** batch-api-2x.md §3.3 */
const natives: Record<string, z.ZodType> = {
	$email_address: email.nullable(),
	$email_marketing: subscription.nullable(),
	$phone_number: z.string().regex(/^\+\d{1,15}$/).nullable(),
	$sms_marketing: subscription.nullable(),
	$language: z.string().regex(/^[a-z]{2}$/).nullable(),
	$region: z.string().regex(/^[A-Z]{2}$/).nullable(),
	$timezone: timezone.nullable(),
	$topic_preferences: listOrEdit(topics).nullable(),
};

const customValue = z.union([scalar, listOrEdit(list)]).nullable();
const dateOrNothing = utcTime.nullable();
const addressOrNothing = address.nullable();

export const profileAttributes = mapOf((key) => {
	if (key.startsWith('$')) return Object.hasOwn(natives, key) ? natives[key] : undefined;
	const { wrapper, name } = unwrap(key);
	if (!attributeName.test(name)) return undefined;
	if (wrapper === 'date') return dateOrNothing;
	return wrapper === 'url' ? addressOrNothing : customValue;
});

/** Objects and lists of objects are allowed in events alone (batch-api-2x.md §11.1); their depth is unknown. */
const eventMap: z.ZodType = mapOf((key) => {
	const { wrapper, name } = unwrap(key);
	if (!attributeName.test(name)) return undefined;
	if (wrapper === 'date') return utcTime;
	if (wrapper === 'url') return address;
	return eventValue;
});
const eventValue: z.ZodType = z.lazy(() =>
	z.union([scalar, z.array(shortText), z.array(eventMap), eventMap]),
);
const eventLabel = z.string().min(1).max(200);
const eventTags = z.array(z.string().min(1).max(64)).max(10);

const eventAttributes = mapOf((key) => {
	if (key === '$label') return eventLabel;
	if (key === '$tags') return eventTags;
	const { wrapper, name } = unwrap(key);
	if (!attributeName.test(name)) return undefined;
	if (wrapper === 'date') return utcTime;
	return wrapper === 'url' ? address : eventValue;
});

const event = z.strictObject({
	name: z.string().regex(attributeName),
	time: utcTime.optional(),
	attributes: eventAttributes.optional(),
});

/** Exactly one identifier; the keys of an installation are unconfirmed, so any object passes. */
const identifiers = z.union([
	z.strictObject({ custom_id: z.string().min(1).max(512) }),
	z.strictObject({ installation: z.looseObject({}) }),
]);

const edit = z.strictObject({
	identifiers,
	attributes: profileAttributes.optional(),
	events: z.array(event).max(15).optional(),
});

export const profileContract: RouteContract[] = [
	{
		family: 'project',
		method: 'POST',
		path: '/2.x/profiles/update',
		body: z.array(edit).min(1).max(200),
		source: 'batch-api-2x.md §3.1',
	},
	{
		family: 'project',
		method: 'POST',
		path: '/2.x/profiles/mass-update',
		body: z.array(edit).min(1).max(10_000),
		source: 'batch-api-2x.md §3.2',
	},
];

