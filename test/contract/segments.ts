import { z } from 'zod/v4';
import type { RouteContract } from './route.ts';
import { cursorPage } from './values.ts';

export const segmentContract: RouteContract[] = [
	{
		family: 'project',
		method: 'GET',
		path: '/2.x/segments/list',
		query: z.strictObject(cursorPage),
		source: 'batch-api-2x.md §5',
	},
];
