import { otherRates, type Route } from './route';

/** Audiences of the project family. A 404 means one audience (batch-api-2x.md §15). */
export const audiences = {
	list: { family: 'project', method: 'GET', path: 'audiences/list', rates: otherRates, source: 'batch-api-2x.md §4' },
} as const satisfies Record<string, Route>;

/** Audiences of the app family. */
export const customAudiences = {
	list: { family: 'app', method: 'GET', version: '1.0', path: 'custom-audience', source: 'batch-api-1x.md §6' },
} as const satisfies Record<string, Route>;
