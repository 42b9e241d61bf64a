import { pageByCursor } from '../paging.ts';
import type { Route } from '../route.ts';

export const segmentRoutes: Route[] = [
	{
		// batch-api-2x.md §5; that the list's key is `segments` is inferred there.
		method: 'GET',
		family: '2.x',
		path: '/2.x/segments/list',
		handle(call) {
			const { items, page } = pageByCursor(call.state.segments, call.query);
			return { status: 200, body: { segments: items, ...page } };
		},
	},
];
