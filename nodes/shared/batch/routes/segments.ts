import { otherRates, type Route } from './route';

/** Segments of the project family; they are written in the dashboard. */
export const segments = {
	list: { family: 'project', method: 'GET', path: 'segments/list', rates: otherRates, source: 'batch-api-2x.md §5' },
} as const satisfies Record<string, Route>;
