import { z } from 'zod/v4';
import type { RouteContract } from './route.ts';
import { anyObject, email, text, texts, utcTime } from './values.ts';

/** Fields of recurrent campaigns exist and are unknown: others pass. */
const when = z.looseObject({
	start_time: z.union([z.literal('now'), utcTime]),
	local_time: z.boolean().optional(),
});

/** What names an audience, a segment or an event is unknown: others pass. */
const targeting = z.looseObject({
	languages: texts.optional(),
	regions: texts.optional(),
	query: anyObject.optional(),
});

/** Media, payload, languages and platform blocks exist under unknown names: others pass. */
const push = z.looseObject({
	channel_type: z.literal('push'),
	platform_type: z.array(z.enum(['ios', 'android', 'web'])).min(1),
	title: text.optional(),
	body: text,
	deeplink: text.optional(),
});

const replyTo = z.strictObject({ email_address: email });
const emailMessage = z.strictObject({
	channel_type: z.literal('email'),
	subject: text,
	sender_identity_id: text,
	reply_to: replyTo.optional(),
	html: text,
	languages: z
		.array(
			z.strictObject({
				language: text,
				subject: text.optional(),
				sender_identity_id: text.optional(),
				reply_to: replyTo.optional(),
				html: text.optional(),
			}),
		)
		.optional(),
});

/** Exactly one message (batch-api-2x.md §6.1). */
const campaign = z.strictObject({
	name: text,
	state: z.enum(['DRAFT', 'RUNNING', 'STOPPED']),
	when,
	targeting: targeting.optional(),
	messages: z.array(z.discriminatedUnion('channel_type', [push, emailMessage])).length(1),
	send_rate: z.number().int().min(1_000).max(1_000_000).optional(),
	labels: z.array(text).max(5).optional(),
});

const id = text;

export const campaignContract: RouteContract[] = [
	{
		family: 'project',
		method: 'POST',
		path: '/2.x/campaigns/create',
		body: campaign,
		source: 'batch-api-2x.md §6.1',
	},
	{
		family: 'project',
		method: 'POST',
		path: '/2.x/campaigns/update',
		body: z.strictObject({ id, campaign }),
		source: 'batch-api-2x.md §6.2',
	},
	{
		family: 'project',
		method: 'POST',
		path: '/2.x/campaigns/delete',
		body: z.strictObject({ id }),
		source: 'batch-api-2x.md §6.3',
	},
];
