import type { RateLimit } from '../contract/limit';
import type { Family } from '../family';

/** A rate that calls of a route are paced by. A route may have several: catalogs count requests and items. */
export interface RouteRate {
	/** Routes that name the same share one bucket. */
	readonly name: string;
	readonly limit: RateLimit;
}

/** One documented route of Batch's. `{…}` in the path is filled from the request. */
export interface Route {
	readonly family: Family;
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** The app family's version belongs to the route; the project family's is the credential's. */
	readonly version?: '1.0' | '1.1';
	readonly path: string;
	readonly rates?: readonly RouteRate[];
	/**
	 * What a 404 says: that the thing which the call names does not exist, so that others go on; without it,
	 * that the route itself does not answer, and every other call to it would end the same way.
	 */
	readonly missing?: 'object';
	/**
	 * What a 403 says: that Batch does not do this with the thing which the call names, so that others go on;
	 * without it, that the key does not open the route.
	 */
	readonly forbidden?: 'object';
	/** A field that the answer has by Batch's documentation: one without it is somebody else's. */
	readonly answers?: string;
	/** The page of the reference that describes it. */
	readonly source: string;
}

/** What the project family allows where no rate of a route's own is documented (batch-api-2x.md §2.3). */
export const otherRate: RateLimit = { perSecond: 1, burst: 1, unit: 'request', source: 'batch-api-2x.md §2.3 (second-hand)' };

/** The rate of every route of the project family that has none of its own. */
export const otherRates: readonly RouteRate[] = [{ name: 'other', limit: otherRate }];
