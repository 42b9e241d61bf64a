import type { Limit, NameRule } from '../contract/limit';
import type { Route } from './route';

const page = 'batch-api-1x.md §9.2';

/** What Batch takes of app data. */
export const appDataLimits = {
	valuesPerAppDataCall: { value: 10_000, unit: 'values', source: page },
} as const satisfies Record<string, Limit>;

export const tableNameRule: NameRule = {
	pattern: /^[A-Za-z0-9_-]+$/,
	words: 'may hold letters, digits, underscores and hyphens only',
	source: page,
};

/** Tables of keys and texts that belong to an app. No route reads what a table holds. */
export const appData = {
	create: { family: 'app', method: 'POST', version: '1.0', path: 'app-data/{table}', source: page },
	write: { family: 'app', method: 'PATCH', version: '1.0', path: 'app-data/{table}', missing: 'object', source: page },
	delete: { family: 'app', method: 'DELETE', version: '1.0', path: 'app-data/{table}', missing: 'object', source: page },
	list: { family: 'app', method: 'GET', version: '1.0', path: 'app-data', source: page },
} as const satisfies Record<string, Route>;
