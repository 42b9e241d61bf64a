import { pageByOffset } from '../paging.ts';
import type { Route } from '../route.ts';

export const customAudienceRoutes: Route[] = [
	{
		// batch-api-1x.md §6; changes nothing and takes every kind of key, hence good to test a credential.
		method: 'GET',
		family: '1.x',
		path: '/1.0/:appKey/custom-audience',
		handle(call) {
			const all = call.platform === undefined ? [] : call.state.customAudiences[call.platform];
			return { status: 200, body: { custom_audiences: pageByOffset(all, call.query) } };
		},
	},
];
