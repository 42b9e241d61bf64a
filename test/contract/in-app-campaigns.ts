import { z } from 'zod/v4';
import { flag, targeting } from './app-campaigns.ts';
import type { RouteContract } from './route.ts';
import { jsonText, offsetPage, plainTime, text } from './values.ts';

const base = '/1.1/:appKey/in-app-campaigns';
const source = 'batch-api-1x.md §4';

/** Only NEXT_SESSION and HOURS are documented; other triggers are offered as JSON. */
const trigger = z.looseObject({
	when: z.union([text, z.looseObject({})]),
	capping: z.number().int().positive().optional(),
	grace_period: z
		.strictObject({ every: z.number().int().positive(), unit: text })
		.optional(),
});

const landing = z.looseObject({
	theme: text,
	image: text.optional(),
	contents: z
		.array(
			z.strictObject({
				language: text,
				header: text.optional(),
				title: text.optional(),
				body: text.optional(),
				actions: z.array(z.looseObject({ label: text, action: text })).optional(),
			}),
		)
		.min(1),
});

const campaign = z.looseObject({
	name: z.string().min(3),
	live: z.boolean(),
	labels: z.array(text).max(3).optional(),
	start_date: z.union([z.literal('now'), plainTime]).optional(),
	local_start_date: plainTime.optional(),
	end_date: plainTime.optional(),
	local_end_date: plainTime.optional(),
	trigger,
	landing,
	targeting: targeting.optional(),
	deeplink: z.string().min(1).max(255).optional(),
	custom_payload: jsonText
		.refine((value) => !Object.hasOwn(Object(JSON.parse(value)), 'com.batch'), 'has a reserved key')
		.optional(),
});

const oneOfEach = (body: Record<string, unknown>) =>
	(body.start_date === undefined || body.local_start_date === undefined) &&
	(body.end_date === undefined || body.local_end_date === undefined);

export const inAppCampaignContract: RouteContract[] = [
	{
		family: 'app',
		method: 'POST',
		path: `${base}/create`,
		body: campaign.refine(oneOfEach, 'has a date twice'),
		source,
	},
	{
		family: 'app',
		method: 'POST',
		path: `${base}/update/:token`,
		body: campaign
			.partial()
			.refine((body) => Object.keys(body).length > 0, 'updates nothing')
			.refine(oneOfEach, 'has a date twice'),
		source,
	},
	{ family: 'app', method: 'POST', path: `${base}/delete/:token`, source },
	{
		family: 'app',
		method: 'GET',
		path: `${base}/list`,
		query: z.strictObject({ ...offsetPage, live: flag, from_api: flag }),
		source,
	},
	{ family: 'app', method: 'GET', path: `${base}/:token`, source },
];
