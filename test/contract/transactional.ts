import { z } from 'zod/v4';
import type { RouteContract } from './route.ts';
import { day, jsonText, text } from './values.ts';

const groupId = z.string().regex(/^[A-Za-z0-9_-]+$/);
const ids = z.array(text).min(1).optional();

/** `advertising_ids` is inferred from the audience API (batch-api-1x.md §1.1). */
const recipients = z
	.strictObject({ tokens: ids, custom_ids: ids, install_ids: ids, advertising_ids: ids })
	.refine((kinds) => {
		const count = Object.values(kinds).reduce((sum, list) => sum + (list?.length ?? 0), 0);
		return count >= 1 && count <= 10_000;
	}, 'must have 1 to 10,000 ids over all kinds');

export const media = z.strictObject({
	icon: text.optional(),
	picture: text.optional(),
	audio: text.optional(),
	video: text.optional(),
});
export const collapseKey = z.strictObject({ enabled: z.boolean(), key: z.string() });

/** That 0 is described and forbidden on the same page lets it pass. */
export const timeToLive = z.number().int().min(0).max(2_419_200);

const message = z.strictObject({ title: text.optional(), body: text });

/** Only fields that were seen in Batch's pages or in code (batch-api-1x.md §1.1, §14). */
const fields = {
	deeplink: text.optional(),
	media: media.optional(),
	custom_payload: jsonText.optional(),
	priority: z.enum(['normal', 'high']).optional(),
	time_to_live: timeToLive.optional(),
	gcm_collapse_key: collapseKey.optional(),
	push_type: text.optional(),
	sandbox: z.boolean().optional(),
	landing: z.looseObject({}).optional(),
	labels: z.array(text).max(3).optional(),
	skip_media_check: z.boolean().optional(),
};

export const transactionalContract: RouteContract[] = [
	{
		family: 'app',
		method: 'POST',
		path: '/1.1/:appKey/transactional/send',
		body: z
			.strictObject({ group_id: groupId, recipients, message: message.optional(), ...fields })
			.refine((body) => body.message !== undefined || body.push_type === 'background', {
				message: 'needs a message',
			}),
		source: 'batch-api-1x.md §1.1',
	},
	{
		family: 'app',
		method: 'GET',
		path: '/1.1/:appKey/transactional/stats/:groupId',
		parameters: { groupId },
		// `until` is called required and has a default: it is to be sent always.
		query: z.strictObject({ since: day, until: day }).refine(({ since, until }) => since < until, {
			message: 'since must be earlier than until',
		}),
		source: 'batch-api-1x.md §1.2',
	},
	{
		// The real address is given by Batch to each partner, whatever its query; the fields are those of a push.
		family: 'partner',
		method: 'POST',
		path: '/partner/transactional/send',
		query: z.looseObject({}),
		body: z.strictObject({
			template_id: text,
			group_id: groupId.optional(),
			recipients,
			message: message.partial().optional(),
			...fields,
		}),
		source: 'batch-api-1x.md §2',
	},
];
