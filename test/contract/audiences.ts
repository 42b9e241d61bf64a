import { z } from 'zod/v4';
import type { RouteContract } from './route.ts';
import { address, attributeName, cursorPage, mapOf, plainTime, text, texts, unwrap, utcTime } from './values.ts';

export const audienceName = z.string().regex(/^[A-Za-z0-9_-]{1,255}$/);
const source = 'batch-api-2x.md §4, §15';

/** Its two samples of dates differ in their `Z`, so both forms pass; names as of profiles. */
const memberDate = z.union([utcTime, plainTime]);
const memberValue = z.union([z.string(), z.number(), texts]);

export const memberAttributes = mapOf((key) => {
	const { wrapper, name } = unwrap(key);
	if (!attributeName.test(name)) return undefined;
	if (wrapper === 'date') return memberDate;
	return wrapper === 'url' ? address : memberValue;
});

const limitedAttributes = memberAttributes.refine(
	(attributes) => Object.keys(attributes).length <= 15,
	'has more than 15 attributes',
);

/** A minimum is not documented; an update of nobody would be a mistake of ours. A replacement by nobody may be meant. */
const portion = <Member extends z.ZodType>(member: Member, minimum = 1) => z.array(member).min(minimum).max(10_000);

const update = z.discriminatedUnion('action', [
	z.strictObject({ action: z.literal('add'), id: text, attributes: limitedAttributes.optional() }),
	z.strictObject({ action: z.literal('remove'), id: text }),
]);

export const audienceContract: RouteContract[] = [
	{
		family: 'project',
		method: 'POST',
		path: '/2.x/audiences/create',
		// Types other than custom_ids are unconfirmed, and offered as a free text.
		body: z.strictObject({ name: audienceName, type: text, display_name: text.optional() }),
		source,
	},
	{
		family: 'project',
		method: 'POST',
		path: '/2.x/audiences/update',
		body: z.strictObject({ name: audienceName, ids: portion(update) }),
		source,
	},
	{
		family: 'project',
		method: 'POST',
		path: '/2.x/audiences/replace',
		body: z.strictObject({
			name: audienceName,
			ids: portion(z.strictObject({ id: text, attributes: limitedAttributes.optional() }), 0),
		}),
		source,
	},
	{
		family: 'project',
		method: 'POST',
		path: '/2.x/audiences/remove',
		body: z.strictObject({ name: audienceName }),
		source,
	},
	{
		family: 'project',
		method: 'GET',
		path: '/2.x/audiences/list',
		query: z.strictObject(cursorPage),
		source,
	},
	{
		family: 'project',
		method: 'GET',
		path: '/2.x/audiences/view',
		query: z.strictObject({ name: audienceName, indexing_token: text.optional() }),
		source,
	},
];
