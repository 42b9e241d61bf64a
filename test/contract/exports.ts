import { z } from 'zod/v4';
import type { RouteContract } from './route.ts';
import { cursorPage, text, texts, utcTime } from './values.ts';

const filter = z.strictObject({ segment: text }).optional();
const period = { from: utcTime, to: z.union([z.literal('now'), utcTime]) };

const attributes = z
	.strictObject({
		export_type: z.literal('ATTRIBUTES'),
		attributes: texts.optional(),
		identifiers: z.array(z.enum(['custom_id', 'installation_ids'])).min(1).optional(),
		filter,
	})
	.refine((body) => body.attributes !== undefined || body.identifiers !== undefined, {
		message: 'needs attributes or identifiers',
	});

/** The ids of events are unknown. */
const events = z.strictObject({
	export_type: z.literal('EVENTS'),
	...period,
	events: texts,
	identifiers: texts.optional(),
	filter,
});

const reachability = z.strictObject({
	export_type: z.literal('REACHABILITY'),
	...period,
	channels: z.array(z.enum(['email', 'push', 'sms'])).min(1),
	identifiers: texts.optional(),
	filter,
});

export const exportContract: RouteContract[] = [
	{
		family: 'project',
		method: 'POST',
		path: '/2.x/profiles/export',
		body: z.union([attributes, events, reachability]),
		source: 'batch-api-2x.md §3.4',
	},
	{
		family: 'project',
		method: 'GET',
		path: '/2.x/exports/view',
		query: z.strictObject({ id: text }),
		source: 'batch-api-2x.md §7.1',
	},
	{
		family: 'project',
		method: 'GET',
		path: '/2.x/exports/list',
		query: z.strictObject(cursorPage),
		source: 'batch-api-2x.md §7.1',
	},
	{
		family: 'project',
		method: 'GET',
		path: '/2.x/exports/download',
		query: z.strictObject({ id: text }),
		source: 'batch-api-2x.md §7.1',
	},
	{
		// A storage provider's: whatever its query holds is its own.
		family: 'signed-link',
		method: 'GET',
		path: '/signed-files/:file',
		query: z.looseObject({}),
		source: 'batch-api-2x.md §7.1, batch-api-1x.md §9.1',
	},
];
