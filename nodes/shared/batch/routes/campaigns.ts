import { otherRates, type Route } from './route';

const ofProject = { family: 'project', rates: otherRates } as const;
const ofApp = { family: 'app', version: '1.1' } as const;

/** What names one campaign: a 404 or a 403 says something of that one alone. */
const ofOne = { missing: 'object' } as const;
const changingOne = { missing: 'object', forbidden: 'object' } as const;

/** Campaigns of the project family are written here; there is no route to start or to stop one (batch-api-2x.md §6). */
export const campaigns = {
	create: { ...ofProject, method: 'POST', path: 'campaigns/create', answers: 'id', source: 'batch-api-2x.md §6.1' },
	update: { ...ofProject, ...changingOne, method: 'POST', path: 'campaigns/update', source: 'batch-api-2x.md §6.2' },
	delete: { ...ofProject, ...changingOne, method: 'POST', path: 'campaigns/delete', source: 'batch-api-2x.md §6.3' },
} as const satisfies Record<string, Route>;

/** Campaigns and automations of the project family are read here (batch-api-2x.md §6). */
export const orchestrations = {
	list: { ...ofProject, method: 'GET', path: 'orchestrations/list', source: 'batch-api-2x.md §6.4' },
	statistics: { ...ofProject, ...changingOne, method: 'GET', path: 'orchestrations/stats', source: 'batch-api-2x.md §6.5' },
	/** A 403 says that it is no push campaign. */
	view: { ...ofProject, ...changingOne, method: 'GET', path: 'orchestrations/view', source: 'batch-api-2x.md §6.6' },
} as const satisfies Record<string, Route>;

/** Push campaigns of the app family. Reading them needs a Live key. */
export const appCampaigns = {
	create: { ...ofApp, method: 'POST', path: 'campaigns/create', answers: 'campaign_token', source: 'batch-api-1x.md §3.1' },
	update: { ...ofApp, ...changingOne, method: 'POST', path: 'campaigns/update/{token}', source: 'batch-api-1x.md §3.2' },
	delete: { ...ofApp, ...changingOne, method: 'POST', path: 'campaigns/delete/{token}', source: 'batch-api-1x.md §3.3' },
	list: { ...ofApp, method: 'GET', path: 'campaigns/list', source: 'batch-api-1x.md §3.4' },
	get: { ...ofApp, ...ofOne, method: 'GET', path: 'campaigns/{token}', source: 'batch-api-1x.md §3.5' },
	statistics: { ...ofApp, ...ofOne, method: 'GET', path: 'campaigns/stats/{token}', source: 'batch-api-1x.md §3.6' },
} as const satisfies Record<string, Route>;

/** In-app campaigns of the app family. No statistics of them are documented. */
export const inAppCampaigns = {
	create: { ...ofApp, method: 'POST', path: 'in-app-campaigns/create', source: 'batch-api-1x.md §4' },
	update: { ...ofApp, ...changingOne, method: 'POST', path: 'in-app-campaigns/update/{token}', source: 'batch-api-1x.md §4' },
	delete: { ...ofApp, ...changingOne, method: 'POST', path: 'in-app-campaigns/delete/{token}', source: 'batch-api-1x.md §4' },
	list: { ...ofApp, method: 'GET', path: 'in-app-campaigns/list', source: 'batch-api-1x.md §4' },
	get: { ...ofApp, ...ofOne, method: 'GET', path: 'in-app-campaigns/{token}', source: 'batch-api-1x.md §4' },
} as const satisfies Record<string, Route>;
