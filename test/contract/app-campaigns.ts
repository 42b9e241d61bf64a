import { z } from 'zod/v4';
import type { RouteContract } from './route.ts';
import { collapseKey, media, timeToLive } from './transactional.ts';
import { anyObject, jsonText, offsetPage, plainTime, text, texts } from './values.ts';

const base = '/1.1/:appKey/campaigns';
export const flag = z.enum(['true', 'false']).optional();

/** What names an audience, a language or a country is unknown: others pass. */
export const targeting = z.looseObject({
	segments: texts.optional(),
	query: anyObject.optional(),
});

/** Recurrence, capping and versions exist under unknown names, which Additional Fields may send. */
const campaign = z.looseObject({
	name: z.string().min(3),
	live: z.boolean(),
	push_time: z.union([z.literal('now'), plainTime]).optional(),
	local_push_time: plainTime.optional(),
	messages: z
		.array(z.looseObject({ language: text, title: text.optional(), body: text }))
		.min(1),
	labels: z.array(text).max(3).optional(),
	priority: z.enum(['normal', 'high']).optional(),
	time_to_live: timeToLive.optional(),
	gcm_collapse_key: collapseKey.optional(),
	push_type: text.optional(),
	targeting: targeting.optional(),
	deeplink: text.optional(),
	media: media.optional(),
	custom_payload: jsonText.optional(),
	landing: z.looseObject({}).optional(),
});

export const appCampaignContract: RouteContract[] = [
	{
		family: 'app',
		method: 'POST',
		path: `${base}/create`,
		body: campaign.refine(
			(body) => (body.push_time === undefined) !== (body.local_push_time === undefined),
			'needs exactly one of push_time and local_push_time',
		),
		source: 'batch-api-1x.md §3.1',
	},
	{
		family: 'app',
		method: 'POST',
		path: `${base}/update/:token`,
		body: campaign
			.partial()
			.refine((body) => Object.keys(body).length > 0, 'updates nothing')
			.refine(
				(body) => body.push_time === undefined || body.local_push_time === undefined,
				'has both push_time and local_push_time',
			),
		source: 'batch-api-1x.md §3.2',
	},
	{ family: 'app', method: 'POST', path: `${base}/delete/:token`, source: 'batch-api-1x.md §3.3' },
	{
		family: 'app',
		method: 'GET',
		path: `${base}/list`,
		query: z.strictObject({ ...offsetPage, live: flag, from_api: flag }),
		source: 'batch-api-1x.md §3.4',
	},
	{ family: 'app', method: 'GET', path: `${base}/:token`, source: 'batch-api-1x.md §3.5' },
	{ family: 'app', method: 'GET', path: `${base}/stats/:token`, source: 'batch-api-1x.md §3.6' },
];
