import { z } from 'zod/v4';
import type { RouteContract } from './route.ts';
import { address, attributeName, mapOf, plainTime, text, unwrap } from './values.ts';

const source = 'batch-api-1x.md §7';
const eventsMaximum = 1_000;

const scalar = z.union([z.string().max(64), z.number(), z.boolean()]);
const date = z.union([z.number(), plainTime]);
const attributes = mapOf((key) => {
	const { wrapper, name } = unwrap(key);
	if (!attributeName.test(name)) return undefined;
	if (wrapper === 'date') return date;
	return wrapper === 'url' ? address : scalar;
}).refine((map) => Object.keys(map).length <= 15, 'has more than 15 attributes');

/** The letters behind the prefix are the SDK's rule; Batch's own is unknown. */
const event = z.strictObject({
	name: z.string().regex(/^ue\.[a-z0-9_]{1,30}$/),
	time: plainTime.optional(),
	attributes: attributes.optional(),
	tags: z.array(z.string().min(1).max(64)).max(10).optional(),
	label: z.string().min(1).max(200).optional(),
});
const events = z.array(event).min(1).max(eventsMaximum);

export const triggerEventContract: RouteContract[] = [
	{
		family: 'app',
		method: 'POST',
		path: '/1.0/:appKey/events/users/:userId',
		body: z.strictObject({ events }),
		source,
	},
	{
		family: 'app',
		method: 'POST',
		path: '/1.0/:appKey/events/users',
		body: z
			.array(z.strictObject({ id: text, events }))
			.min(1)
			.refine((users) => users.reduce((sum, user) => sum + user.events.length, 0) <= eventsMaximum, {
				message: `has more than ${eventsMaximum} events over all users`,
			}),
		source,
	},
];
