import { projectRates } from '../contract/projectContract';
import type { RateLimit } from '../contract/limit';
import type { Family } from '../family';

/** One documented route of Batch's. `{…}` in the path is filled from the request. */
export interface Route {
	readonly family: Family;
	readonly method: 'GET' | 'POST' | 'DELETE';
	/** The app family's version belongs to the route; the project family's is the credential's. */
	readonly version?: '1.0' | '1.1';
	readonly path: string;
	readonly rate?: { readonly name: string; readonly limit: RateLimit };
	/** The page of the reference that describes it. */
	readonly source: string;
}

const other = { name: 'other', limit: projectRates.other } as const;

export const projectRoutes = {
	updateProfiles: {
		family: 'project',
		method: 'POST',
		path: 'profiles/update',
		rate: { name: 'profiles/update', limit: projectRates.profileUpdate },
		source: 'batch-api-2x.md §3.1',
	},
	massUpdateProfiles: {
		family: 'project',
		method: 'POST',
		path: 'profiles/mass-update',
		rate: { name: 'profiles/mass-update', limit: projectRates.profileMassUpdate },
		source: 'batch-api-2x.md §3.2',
	},
	listAudiences: {
		family: 'project',
		method: 'GET',
		path: 'audiences/list',
		rate: other,
		source: 'batch-api-2x.md §4',
	},
	listOrchestrations: {
		family: 'project',
		method: 'GET',
		path: 'orchestrations/list',
		rate: other,
		source: 'batch-api-2x.md §6.4',
	},
	viewPushCampaign: {
		family: 'project',
		method: 'GET',
		path: 'orchestrations/view',
		rate: other,
		source: 'batch-api-2x.md §6.6',
	},
} as const satisfies Record<string, Route>;

export const appRoutes = {
	sendPush: {
		family: 'app',
		method: 'POST',
		version: '1.1',
		path: 'transactional/send',
		source: 'batch-api-1x.md §1.1',
	},
	pushStatistics: {
		family: 'app',
		method: 'GET',
		version: '1.1',
		path: 'transactional/stats/{groupId}',
		source: 'batch-api-1x.md §1.2',
	},
	listCampaigns: {
		family: 'app',
		method: 'GET',
		version: '1.1',
		path: 'campaigns/list',
		source: 'batch-api-1x.md §3.4',
	},
	getCampaign: {
		family: 'app',
		method: 'GET',
		version: '1.1',
		path: 'campaigns/{token}',
		source: 'batch-api-1x.md §3.5',
	},
	getInAppCampaign: {
		family: 'app',
		method: 'GET',
		version: '1.1',
		path: 'in-app-campaigns/{token}',
		source: 'batch-api-1x.md §4',
	},
	setUserData: {
		family: 'app',
		method: 'POST',
		version: '1.0',
		path: 'data/users',
		source: 'batch-api-1x.md §5',
	},
	deleteUserData: {
		family: 'app',
		method: 'DELETE',
		version: '1.0',
		path: 'data/users',
		source: 'batch-api-1x.md §5',
	},
	trackEvents: {
		family: 'app',
		method: 'POST',
		version: '1.0',
		path: 'events/users',
		source: 'batch-api-1x.md §7',
	},
	listCustomAudiences: {
		family: 'app',
		method: 'GET',
		version: '1.0',
		path: 'custom-audience',
		source: 'batch-api-1x.md §6',
	},
} as const satisfies Record<string, Route>;
