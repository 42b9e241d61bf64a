import type { Route } from './route';

/** Trigger events of the app family; those of the project family travel in profile updates. */
export const events = {
	track: { family: 'app', method: 'POST', version: '1.0', path: 'events/users', source: 'batch-api-1x.md §7' },
} as const satisfies Record<string, Route>;
