import type { RateLimit } from '../contract/limit';
import type { Route } from './route';

/** What Batch takes of profile updates, in updates: an element of the array is one, whatever it carries. */
export const profileRates = {
	profileUpdate: { perSecond: 300, burst: 1_000, unit: 'update', source: 'batch-api-2x.md §2.3' },
	profileMassUpdate: { perSecond: 10_000, burst: 10_000, unit: 'update', source: 'batch-api-2x.md §2.3' },
} as const satisfies Record<string, RateLimit>;

/** Profiles of the project family; events travel in them, too. */
export const profiles = {
	update: {
		family: 'project',
		method: 'POST',
		path: 'profiles/update',
		rates: [{ name: 'profiles/update', limit: profileRates.profileUpdate }],
		answers: 'code',
		source: 'batch-api-2x.md §3.1',
	},
	massUpdate: {
		family: 'project',
		method: 'POST',
		path: 'profiles/mass-update',
		rates: [{ name: 'profiles/mass-update', limit: profileRates.profileMassUpdate }],
		answers: 'code',
		source: 'batch-api-2x.md §3.2',
	},
} as const satisfies Record<string, Route>;

/** Custom data of users in the app family. */
export const userData = {
	set: { family: 'app', method: 'POST', version: '1.0', path: 'data/users', source: 'batch-api-1x.md §5' },
	delete: { family: 'app', method: 'DELETE', version: '1.0', path: 'data/users', source: 'batch-api-1x.md §5' },
} as const satisfies Record<string, Route>;
