import type { Route } from './route';

/** Transactional pushes (app family). */
export const push = {
	send: { family: 'app', method: 'POST', version: '1.1', path: 'transactional/send', answers: 'token', source: 'batch-api-1x.md §1.1' },
	statistics: {
		family: 'app',
		method: 'GET',
		version: '1.1',
		path: 'transactional/stats/{groupId}',
		missing: 'object',
		source: 'batch-api-1x.md §1.2',
	},
} as const satisfies Record<string, Route>;
