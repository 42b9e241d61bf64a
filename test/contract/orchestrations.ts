import { z } from 'zod/v4';
import type { RouteContract } from './route.ts';
import { cursorPage, day, text } from './values.ts';

export const orchestrationContract: RouteContract[] = [
	{
		family: 'project',
		method: 'GET',
		path: '/2.x/orchestrations/list',
		// There are filters, but how a list is written in the query is unknown: none may be sent.
		query: z.strictObject(cursorPage),
		source: 'batch-api-2x.md §6.4',
	},
	{
		family: 'project',
		method: 'GET',
		path: '/2.x/orchestrations/stats',
		query: z.strictObject({
			orchestration_id: text,
			from: day,
			to: day,
			include_platforms: z.enum(['true', 'false']).optional(),
		}),
		source: 'batch-api-2x.md §6.5',
	},
	{
		family: 'project',
		method: 'GET',
		path: '/2.x/orchestrations/view',
		query: z.strictObject({ orchestration_id: text }),
		source: 'batch-api-2x.md §6.6',
	},
];
