import { otherRates, type Route } from './route';

const ofProject = { family: 'project', rates: otherRates, source: 'batch-api-2x.md §4' } as const;

/** Audiences of the project family. A 404 means one audience (batch-api-2x.md §15). */
export const audiences = {
	create: { ...ofProject, method: 'POST', path: 'audiences/create' },
	update: { ...ofProject, method: 'POST', path: 'audiences/update', missing: 'object' },
	replace: { ...ofProject, method: 'POST', path: 'audiences/replace', missing: 'object' },
	remove: { ...ofProject, method: 'POST', path: 'audiences/remove', missing: 'object' },
	list: { ...ofProject, method: 'GET', path: 'audiences/list' },
	view: { ...ofProject, method: 'GET', path: 'audiences/view', missing: 'object' },
} as const satisfies Record<string, Route>;

/** The versions of the app API that know audiences: 1.0 for custom and advertising ids, 1.1 for installation ids. */
export type AudienceVersion = '1.0' | '1.1';

const ofApp = { family: 'app', source: 'batch-api-1x.md §6' } as const;
const one = { ...ofApp, path: 'custom-audience/{name}' } as const;

function customAudiencesOf<Version extends AudienceVersion>(version: Version) {
	return {
		create: { ...one, version, method: 'POST' },
		update: { ...one, version, method: 'PATCH', missing: 'object' },
		delete: { ...one, version, method: 'DELETE', missing: 'object' },
		list: { ...ofApp, version, method: 'GET', path: 'custom-audience' },
		view: { ...one, version, method: 'GET', missing: 'object' },
	} as const satisfies Record<string, Route>;
}

/** Audiences of the app family. Replacing is documented for 1.1 alone. */
export const customAudiences = {
	'1.0': customAudiencesOf('1.0'),
	'1.1': {
		...customAudiencesOf('1.1'),
		replace: { ...one, version: '1.1', method: 'PUT', missing: 'object' } satisfies Route,
	},
} as const;
