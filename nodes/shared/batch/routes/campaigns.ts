import { otherRates, type Route } from './route';

/** Campaigns of the project family: written under /campaigns, read under /orchestrations (batch-api-2x.md §6). */
export const orchestrations = {
	list: { family: 'project', method: 'GET', path: 'orchestrations/list', rates: otherRates, source: 'batch-api-2x.md §6.4' },
	view: {
		family: 'project',
		method: 'GET',
		path: 'orchestrations/view',
		rates: otherRates,
		missing: 'object',
		source: 'batch-api-2x.md §6.6',
	},
} as const satisfies Record<string, Route>;

/** Push campaigns of the app family. */
export const appCampaigns = {
	list: { family: 'app', method: 'GET', version: '1.1', path: 'campaigns/list', source: 'batch-api-1x.md §3.4' },
	get: {
		family: 'app',
		method: 'GET',
		version: '1.1',
		path: 'campaigns/{token}',
		missing: 'object',
		source: 'batch-api-1x.md §3.5',
	},
} as const satisfies Record<string, Route>;

/** In-app campaigns of the app family. */
export const inAppCampaigns = {
	get: {
		family: 'app',
		method: 'GET',
		version: '1.1',
		path: 'in-app-campaigns/{token}',
		missing: 'object',
		source: 'batch-api-1x.md §4',
	},
} as const satisfies Record<string, Route>;
