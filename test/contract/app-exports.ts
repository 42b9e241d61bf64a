import { z } from 'zod/v4';
import type { RouteContract } from './route.ts';
import { plainTime } from './values.ts';

const source = 'batch-api-1x.md §9.1, §14';

const body = z.strictObject({
	from: plainTime,
	to: z.union([z.literal('now'), plainTime]),
	events: z.array(z.enum(['push_sent', 'push_open', 'push_error'])).min(1),
	ids: z.array(z.enum(['install_id', 'custom_id', 'advertising_id'])).min(1),
});

/** Exports of in-app campaigns and of the user base exist, but their routes are unknown. */
export const appExportContract: RouteContract[] = [
	{ family: 'app', method: 'POST', path: '/1.0/:appKey/export/campaign/:token/ids', body, source },
	{ family: 'app', method: 'POST', path: '/1.0/:appKey/export/campaign/:token/events', body, source },
	{ family: 'app', method: 'GET', path: '/1.0/:appKey/export/request/:id', source },
	{ family: 'app', method: 'GET', path: '/1.0/:appKey/export/requests', source },
	// Where `file_url` leads in the sandbox; at Batch it is whatever the answer says.
	{ family: 'export-file', method: 'GET', path: '/export-files/:id', source },
];
