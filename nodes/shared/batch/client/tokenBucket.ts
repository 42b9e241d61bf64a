import type { RateLimit } from '../contract/limit';

/** What comes back a second of the part of the rate that was given up: half of it in twelve minutes. */
const recovery = 0.0007;
/** Less of the rate than this nobody is left with. */
const leastPart = 1 / 64;

/**
 * A token bucket that lets a caller overdraw and tells how long to wait before it may act: callers queue
 * in the order they ask, without a timer of the bucket's own.
 *
 * When the server says no, others use its rate, too, such as another worker of the same n8n: the bucket makes do with half of
 * what it took, and takes it back slowly. Workers that do so find a share each, and are turned away seldom.
 */
export class TokenBucket {
	private tokens: number;
	private filledAt: number;
	/** How much of the rate it takes, from 0 to 1. */
	private part = 1;
	private drainedUntil = -Infinity;

	constructor(
		private readonly perMillisecond: number,
		private readonly burst: number,
		now: number,
	) {
		this.tokens = burst;
		this.filledAt = now;
	}

	/** Takes tokens at once. @returns milliseconds to wait before using them */
	take(tokens: number, now: number): number {
		this.refill(now);
		this.tokens -= tokens;
		return this.tokens >= 0 ? 0 : Math.ceil(-this.tokens / this.pace);
	}

	/** Milliseconds until so many tokens are there. Takes none. */
	dueIn(tokens: number, now: number): number {
		this.refill(now);
		return Math.max(0, Math.ceil((tokens - this.tokens) / this.pace));
	}

	/** The server said no: whoever comes next waits at least this long, and everybody goes at half the pace. */
	drain(milliseconds: number, now: number): void {
		this.refill(now);
		// Calls that were on their way together are turned away together, for one reason.
		if (now >= this.drainedUntil) this.part = Math.max(leastPart, this.part / 2);
		this.drainedUntil = Math.max(this.drainedUntil, now + milliseconds);
		this.tokens = Math.min(this.tokens, -milliseconds * this.pace);
	}

	private get pace(): number {
		return this.perMillisecond * this.part;
	}

	private refill(now: number): void {
		const elapsed = Math.max(0, now - this.filledAt);
		this.tokens = Math.min(this.burst * this.part, this.tokens + elapsed * this.pace);
		this.part = Math.min(1, this.part + (elapsed / 1_000) * recovery);
		this.filledAt = Math.max(this.filledAt, now);
	}
}

/**
 * Calls do not reach Batch at even distances: at the full rate the first one that travels faster than its
 * forerunner would be refused, and a 429 costs at least 5 seconds.
 */
const pace = 0.95;

/**
 * What is kept of the burst for the same reason: while the first calls are held up on the way, Batch's bucket
 * is full and gains nothing, and ours must not count on what it did not gain. More than comes back in a second
 * is not lost so: what comes back once in minutes needs no reserve.
 */
const reserve = 0.2;

function burstOf({ perSecond, burst }: RateLimit): number {
	return Math.max(1, burst - Math.floor(Math.min(burst * reserve, perSecond)));
}

const buckets = new Map<string, TokenBucket>();

/** The bucket all executions of this process share for one limit of one project. */
export function sharedBucket(owner: string, name: string, rate: RateLimit, now: number): TokenBucket {
	const key = JSON.stringify([owner, name]);
	let bucket = buckets.get(key);
	if (bucket === undefined) {
		bucket = new TokenBucket((rate.perSecond * pace) / 1_000, burstOf(rate), now);
		buckets.set(key, bucket);
	}
	return bucket;
}
