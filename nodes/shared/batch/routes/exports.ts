import type { RateLimit } from '../contract/limit';
import { otherRates, type Route } from './route';

/** What Batch takes of exports that are filtered by a segment; all others go by the usual rate. */
export const exportRates = {
	segmentExport: { perSecond: 5 / 3_600, burst: 10, unit: 'request', source: 'batch-api-2x.md §2.3 (second-hand)' },
} as const satisfies Record<string, RateLimit>;

/** Exports of the project family: created under /profiles, read under /exports (batch-api-2x.md §3.4, §7.1). */
export const projectExports = {
	create: { family: 'project', method: 'POST', path: 'profiles/export', rates: otherRates, source: 'batch-api-2x.md §3.4' },
	createBySegment: {
		family: 'project',
		method: 'POST',
		path: 'profiles/export',
		rates: [{ name: 'profiles/export by segment', limit: exportRates.segmentExport }],
		source: 'batch-api-2x.md §2.3, §3.4',
	},
	view: { family: 'project', method: 'GET', path: 'exports/view', rates: otherRates, missing: 'object', source: 'batch-api-2x.md §7.1' },
	list: { family: 'project', method: 'GET', path: 'exports/list', rates: otherRates, source: 'batch-api-2x.md §7.1' },
	download: {
		family: 'project',
		method: 'GET',
		path: 'exports/download',
		rates: otherRates,
		missing: 'object',
		source: 'batch-api-2x.md §7.1',
	},
} as const satisfies Record<string, Route>;

/** Exports of the app family. Those of in-app campaigns and of the user base exist; their routes are unknown. */
export const appExports = {
	createIds: {
		family: 'app',
		method: 'POST',
		version: '1.0',
		path: 'export/campaign/{campaignToken}/ids',
		missing: 'object',
		source: 'batch-api-1x.md §9.1',
	},
	createEvents: {
		family: 'app',
		method: 'POST',
		version: '1.0',
		path: 'export/campaign/{campaignToken}/events',
		missing: 'object',
		source: 'batch-api-1x.md §9.1',
	},
	view: {
		family: 'app',
		method: 'GET',
		version: '1.0',
		path: 'export/request/{exportId}',
		missing: 'object',
		source: 'batch-api-1x.md §9.1',
	},
	list: { family: 'app', method: 'GET', version: '1.0', path: 'export/requests', source: 'batch-api-1x.md §9.1' },
	/** Asked for under the address that the export names. */
	file: { family: 'app', method: 'GET', version: '1.0', path: 'export-files', missing: 'object', source: 'batch-api-1x.md §9.1' },
} as const satisfies Record<string, Route>;
