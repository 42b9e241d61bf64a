import { z } from 'zod/v4';
import type { RouteContract } from './route.ts';
import { address, text } from './values.ts';

const source = 'batch-api-1x.md §8';

export const privacyContract: RouteContract[] = [
	{
		family: 'app',
		method: 'POST',
		path: '/1.0/:appKey/gdpr/request',
		body: z.strictObject({
			request_type: z.enum(['review', 'remove']),
			callback_url: address.optional(),
			// How installations are spelt is unknown: any text.
			id: z.strictObject({ type: text, value: text }),
		}),
		source,
	},
	{ family: 'app', method: 'GET', path: '/1.0/:appKey/gdpr/request/:id', source },
	{ family: 'app', method: 'GET', path: '/1.0/:appKey/gdpr/requests', source },
];
