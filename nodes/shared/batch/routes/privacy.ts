import type { Route } from './route';

const page = 'batch-api-1x.md §8';

/** Privacy requests of the app family; the project family has no route for them (batch-api-2x.md §3.6). */
export const privacyRequests = {
	create: { family: 'app', method: 'POST', version: '1.0', path: 'gdpr/request', source: page },
	get: { family: 'app', method: 'GET', version: '1.0', path: 'gdpr/request/{id}', missing: 'object', source: page },
	list: { family: 'app', method: 'GET', version: '1.0', path: 'gdpr/requests', source: page },
} as const satisfies Record<string, Route>;
