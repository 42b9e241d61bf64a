/** A token bucket: `capacity` may go at once, `perSecond` come back. */
export interface RateLimit {
	name: string;
	capacity: number;
	perSecond: number;
	/** Known only from a third party: off unless asked for. */
	secondHand?: true;
}

/** 300 updates/s, burst of 1,000; an update is one identifier in the array (batch-api-2x.md §2.3). */
export const profileUpdates: RateLimit = {
	name: 'profiles/update',
	capacity: 1_000,
	perSecond: 300,
};

/** 10,000 updates/s without a burst (batch-api-2x.md §2.3). */
export const massUpdates: RateLimit = {
	name: 'profiles/mass-update',
	capacity: 10_000,
	perSecond: 10_000,
};

/** Every route of catalogs: 5 requests/s (batch-api-2x.md §2.3). */
export const catalogRequests: RateLimit = { name: 'catalogs', capacity: 5, perSecond: 5 };

/** Items edited, on top of the requests: 1,000/s (batch-api-2x.md §2.3). */
export const catalogItems: RateLimit = {
	name: 'catalogs/items/edit',
	capacity: 1_000,
	perSecond: 1_000,
};

/** Exports filtered by segment: 5 an hour, burst of 10 (batch-api-2x.md §2.3, second-hand). */
export const segmentExports: RateLimit = {
	name: 'profiles/export with a segment',
	capacity: 10,
	perSecond: 5 / 3600,
	secondHand: true,
};

/** Every other 2.x route: 1 request/s per project key (batch-api-2x.md §2.3, second-hand). */
export const otherProjectRoutes: RateLimit = {
	name: 'other project routes',
	capacity: 1,
	perSecond: 1,
	secondHand: true,
};

interface Bucket {
	tokens: number;
	/** Epoch milliseconds. */
	at: number;
}

export class RateLimits {
	#buckets = new Map<string, Bucket>();

	/**
	 * Takes the amount out of the limit's bucket, all or nothing.
	 *
	 * @param now epoch milliseconds
	 * @returns whether there was enough
	 */
	take(limit: RateLimit, amount: number, now: number): boolean {
		const bucket = this.#buckets.get(limit.name) ?? { tokens: limit.capacity, at: now };
		const elapsedSeconds = Math.max(0, now - bucket.at) / 1000;
		const tokens = Math.min(limit.capacity, bucket.tokens + elapsedSeconds * limit.perSecond);
		const enough = tokens >= amount;
		this.#buckets.set(limit.name, { tokens: enough ? tokens - amount : tokens, at: now });
		return enough;
	}

	reset(): void {
		this.#buckets.clear();
	}
}
