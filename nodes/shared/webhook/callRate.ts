import { createHash } from 'crypto';

import { nodeMemory } from './nodeMemory';

interface Bucket {
	/** Calls that may come at once. */
	tokens: number;
	/** Milliseconds since 1970. */
	at: number;
}

/** A node counts this many clients (about 2 MB); of more, those that called last. */
const mostClients = 10_000;

/**
 * Counts the calls of each client: so many a minute on the average, and as many at once after a pause. It
 * lives in this process only: several webhook processes each allow the rate.
 */
export class CallRate {
	private readonly buckets = new Map<string, Bucket>();

	constructor(private readonly maximumClients = mostClients) {}

	/** Whether one more call of the client is within the rate; counts it if so. */
	allows(client: string, perMinute: number, now: number): boolean {
		// A digest, so that the memory is bounded in bytes too.
		const key = createHash('sha256').update(client).digest('base64');
		const known = this.buckets.get(key);
		// A clock that was set back brings nothing, and takes nothing away.
		const passed = known === undefined ? 0 : Math.max(0, now - known.at);
		const tokens = known === undefined ? perMinute : Math.min(perMinute, known.tokens + (passed / 60_000) * perMinute);
		const isWithin = tokens >= 1;
		this.buckets.delete(key);
		this.buckets.set(key, { tokens: isWithin ? tokens - 1 : tokens, at: now });
		const [oldest] = this.buckets.keys();
		if (this.buckets.size > this.maximumClients && oldest !== undefined) this.buckets.delete(oldest);
		return isWithin;
	}

	/** Clients that are being counted. */
	get size(): number {
		return this.buckets.size;
	}
}

/** The counts of one node. */
export const rateOfNode = nodeMemory(() => new CallRate());
