import { catalogs } from '../../../shared/batch/routes/catalogs';
import { projectExports } from '../../../shared/batch/routes/exports';
import { profiles } from '../../../shared/batch/routes/profiles';
import { otherRates, type Route, type RouteRate } from '../../../shared/batch/routes/route';
import { isRecord } from '../../../shared/isRecord';

/** Routes of the project family that have a rate of their own. */
const ownRates: readonly Route[] = [...Object.values(catalogs), ...Object.values(profiles)];

/** A route that nobody has described: it goes by the usual rate, unless Batch documents another for it. */
export function rawRoute({ version, ...route }: Pick<Route, 'family' | 'method' | 'path'> & { readonly version: string | undefined }, body: unknown): Route {
	const rates = route.family === 'project' ? { rates: ratesOf(route, body) } : {};
	return { ...route, ...rates, ...(version !== undefined && { version: version as Route['version'] }), missing: 'object', source: 'batch-api-2x.md §2.3' };
}

function ratesOf({ method, path }: Pick<Route, 'method' | 'path'>, body: unknown): readonly RouteRate[] {
	const { createBySegment } = projectExports;
	const isOfSegment = isRecord(body) && isRecord(body.filter) && body.filter.segment !== undefined;
	if (method === createBySegment.method && path === createBySegment.path && isOfSegment) return createBySegment.rates;
	return ownRates.find((route) => route.method === method && route.path === path)?.rates ?? otherRates;
}

/** How many things a body holds, for rates that count them: of a list its own, else those of its longest list, such as a catalog's items. */
export function elementsOf(body: unknown): number | undefined {
	const lists = Array.isArray(body) ? [body] : isRecord(body) ? Object.values(body).filter(Array.isArray) : [];
	return lists.length === 0 ? undefined : Math.max(...lists.map(({ length }) => length));
}
