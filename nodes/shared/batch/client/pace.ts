import { sleep as sleepOfN8n } from 'n8n-workflow';

import { isRecord } from '../../isRecord';
import type { RateLimit } from '../contract/limit';
import { isLasting, isTooMuch, type Exchange } from './exchange';
import { isErrorOfBatch } from './readAnswer';

/** What a client takes from outside, so that a test can hold each of them in its hand. */
export interface Environment {
	/** Epoch milliseconds, by the clock of this machine: for moments that somebody reads. */
	now(): number;
	/** Milliseconds of a clock that nobody sets, from whatever moment: for all that lasts. */
	elapsed(): number;
	/** 0 to 1. */
	random(): number;
	/** Resolves after the time, or as soon as the signal fires. */
	sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
}

export const realEnvironment: Environment = {
	now: Date.now,
	elapsed: () => performance.now(),
	random: Math.random,
	sleep,
};

async function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
	if (signal?.aborted) return;
	let stop = (): void => undefined;
	const stopped = new Promise<void>((resolve) => {
		stop = resolve;
		signal?.addEventListener('abort', stop, { once: true });
	});
	await Promise.race([sleepOfN8n(milliseconds), stopped]);
	signal?.removeEventListener('abort', stop);
}

/** What comes back a second of the part of the rate that was given up: half of it in twelve minutes. */
const recovery = 0.0007;
/** Less of the rate than this nobody is left with. */
const leastPart = 1 / 64;

/** A rate as Batch counts it. */
interface Allowance {
	readonly perMillisecond: number;
	readonly burst: number;
	/** What of the burst is not counted on. */
	readonly reserve: number;
}

/** Of the quickest answer so far, what a call needs at least until Batch counts it; all the rest may have been the way back. */
const partUntilCounted = 0.5;

/** The place of a call in the queue. */
export interface Turn {
	readonly tokens: number;
	/** When it may go, in milliseconds of the clock that was asked: by our own pace, and by what Batch's bucket was thought to hold when it was given. */
	readonly paced: number;
	readonly counted: number;
	/** By all that is known. */
	at: number;
	/** How full Batch's bucket is then, as far as is known. */
	readonly before: number;
	/** All that was taken from it until then, and all that it is known to have failed to gain when the turn was given. */
	readonly taken: number;
	readonly lost: number;
}

/**
 * What Batch's own bucket has at least. Batch counts a call when it arrives, not when it leaves: while one is held up on the
 * way, a bucket that is full gains nothing, and who counts on what it did not gain is turned away. How long a call was
 * held up is told by its answer, beside the quickest one to a call of that size.
 */
class BatchBucket {
	private readonly most: number;
	private level: number;
	private taken = 0;
	private lost = 0;
	private seenAt: number;
	/** Milliseconds to an answer, by the order of magnitude of the call. */
	private readonly quickest = new Map<number, number>();

	constructor(
		private readonly allowance: Allowance,
		private at: number,
	) {
		this.most = Math.max(1, allowance.burst - allowance.reserve);
		this.level = this.most;
		this.seenAt = at;
	}

	/** When a call of so many tokens may go; one of more than the bucket holds goes when it is full. */
	due(tokens: number, now: number): number {
		this.follow(now);
		const from = Math.max(now, this.at);
		return from + Math.ceil(Math.max(0, Math.min(tokens, this.most) - this.levelAt(from)) / this.allowance.perMillisecond);
	}

	/** A call goes at this moment. */
	count(tokens: number, at: number): Pick<Turn, 'before' | 'taken' | 'lost'> {
		const before = this.levelAt(at);
		// A worker that may use half of the rate pays double: no call is larger than the bucket.
		const counted = Math.min(tokens, this.allowance.burst);
		this.level = before - counted;
		this.at = Math.max(this.at, at);
		this.taken += counted;
		return { before, taken: this.taken, lost: this.lost };
	}

	/** When the call of this turn may go, by what became known since. */
	dueOf({ counted, lost }: Turn): number {
		return counted + Math.ceil((this.lost - lost) / this.allowance.perMillisecond);
	}

	/** A call was answered: it had arrived by now. */
	answered({ tokens, before, taken, at }: Turn, sentAt: number, now: number): void {
		const { perMillisecond, burst } = this.allowance;
		this.follow(now);
		const magnitude = Math.round(Math.log2(tokens));
		const quickest = this.quickest.get(magnitude);
		this.quickest.set(magnitude, Math.min(quickest ?? Infinity, now - sentAt));
		// Nothing is known of the way before the first answer: it may all have been delay.
		const heldUp = Math.max(0, now - at - partUntilCounted * (quickest ?? 0));
		const missed = Math.max(0, before + heldUp * perMillisecond - this.most);
		// It was full when the call arrived, at the latest just now: no more can be wrong than was thought to have come back since.
		const atMost = this.most - before + Math.min(tokens, burst) + (this.taken - taken);
		const wrong = Math.min(missed, atMost);
		this.level = this.levelAt(now) - wrong;
		this.at = Math.max(this.at, now);
		this.lost += wrong;
	}

	/** A clock that was put back makes nobody wait. */
	private follow(now: number): void {
		if (now < this.seenAt) this.at -= this.seenAt - now;
		this.seenAt = now;
	}

	private levelAt(time: number): number {
		return Math.min(this.most, this.level + Math.max(0, time - this.at) * this.allowance.perMillisecond);
	}
}

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
	private readonly ofBatch: BatchBucket;

	/** @param allowance what Batch allows, where less than that is taken */
	constructor(
		private readonly perMillisecond: number,
		private readonly burst: number,
		now: number,
		allowance: Allowance = { perMillisecond, burst, reserve: 0 },
	) {
		this.tokens = burst;
		this.filledAt = now;
		this.ofBatch = new BatchBucket(allowance, now);
	}

	/** Takes tokens at once. They may be used when the turn has come: see `waitOf`. */
	take(tokens: number, now: number): Turn {
		this.refill(now);
		const paced = now + this.pacedIn(tokens);
		const counted = this.ofBatch.due(tokens, now);
		this.tokens -= tokens;
		const at = Math.max(paced, counted);
		return { tokens, paced, counted, at, ...this.ofBatch.count(tokens, at) };
	}

	/** Milliseconds until a turn comes. Asked again after the wait, as calls before it may turn out to have been held up. */
	waitOf(turn: Turn, now: number): number {
		turn.at = Math.max(turn.paced, this.ofBatch.dueOf(turn));
		return Math.max(0, turn.at - now);
	}

	/** Milliseconds until so many tokens are there. Takes none. */
	dueIn(tokens: number, now: number): number {
		this.refill(now);
		return Math.max(this.pacedIn(tokens), this.ofBatch.due(tokens, now) - now);
	}

	/** The call of a turn was answered, and was not turned away. */
	answered(turn: Turn, sentAt: number, now: number): void {
		this.ofBatch.answered(turn, sentAt, now);
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

	private pacedIn(tokens: number): number {
		return Math.max(0, Math.ceil((tokens - this.tokens) / this.pace));
	}

	private refill(now: number): void {
		const elapsed = Math.max(0, now - this.filledAt);
		this.tokens = Math.min(this.burst * this.part, this.tokens + elapsed * this.pace);
		this.part = Math.min(1, this.part + (elapsed / 1_000) * recovery);
		this.filledAt = Math.max(this.filledAt, now);
	}
}

/** A little slower than Batch allows: its clock is another, and calls do not travel evenly. A 429 costs at least 5 seconds. */
const pace = 0.95;

/**
 * What is kept of the burst for the first calls, of which nobody knows yet how long they take: while they are on the way,
 * Batch's bucket is full and gains nothing. More than comes back in a second is not lost so: what comes back once in minutes
 * needs no reserve.
 */
const reserve = 0.2;

function reserveOf({ perSecond, burst }: RateLimit): number {
	return Math.floor(Math.min(burst * reserve, perSecond));
}

const buckets = new Map<string, TokenBucket>();

/** The bucket all executions of this process share for one limit of one project. */
export function sharedBucket(owner: string, name: string, rate: RateLimit, now: number): TokenBucket {
	const key = JSON.stringify([owner, name]);
	let bucket = buckets.get(key);
	if (bucket === undefined) {
		const perMillisecond = rate.perSecond / 1_000;
		bucket = new TokenBucket(perMillisecond * pace, rate.burst, now, { perMillisecond, burst: rate.burst, reserve: reserveOf(rate) });
		buckets.set(key, bucket);
	}
	return bucket;
}

/** Batch asks for at least 5 seconds after a 429 (batch-api-2x.md §2.2, batch-api-1x.md §10.4). */
const waitAfterRateLimit = 5_000;
const firstBackOff = 1_000;
const longestBackOff = 30_000;
/** Longer than this nobody waits in a run, in milliseconds: the shared rate would stand still for everybody meanwhile. */
export const longestServerWait = 300_000;
export const attemptsAtMost = 6;
/**
 * Milliseconds a call may take with all its attempts and the waits between them; its turn in the shared rate is not
 * counted. Six answers of two minutes each would hold a run up for twelve. The longest wait a server may ask for fits in.
 */
export const callAtMost = 360_000;
/** With less time left than this no further attempt is begun, in milliseconds. */
const leastAttempt = 10_000;

export type RetryDecision =
	| { readonly kind: 'accept' }
	/** @property mayHaveArrived the answer to this attempt was lost */
	| {
			readonly kind: 'wait';
			readonly milliseconds: number;
			readonly isRateLimit: boolean;
			readonly mayHaveArrived: boolean;
	  }
	/** @property isOutOfTime the call has had its time: with more, another attempt would be made */
	| {
			readonly kind: 'giveUp';
			readonly mayHaveArrived: boolean;
			readonly isTemporary: boolean;
			readonly isOutOfTime?: boolean;
	  };

/**
 * Decides what follows an attempt.
 *
 * Safe to repeat whatever the call does: 429, a 500 or 503 in Batch's own words (Batch says it did not do
 * it), and a connection that was never made. After a lost answer – a reset, a time-out, a gateway's own
 * 5xx – only a call that may run twice without harm is repeated.
 * @param attempt 1 for the first
 * @param attempts no further one is made after so many
 * @param random 0 to 1, spreads the waits of several workers
 * @param now epoch milliseconds
 * @param timeLeft milliseconds of `callAtMost` that are left
 */
export function decideRetry(
	exchange: Exchange,
	{
		attempt,
		attempts = attemptsAtMost,
		repeatable,
		answers,
		random,
		now,
		timeLeft = callAtMost,
	}: {
		attempt: number;
		attempts?: number;
		repeatable: boolean;
		answers?: string;
		random: number;
		now: number;
		timeLeft?: number;
	},
): RetryDecision {
	if (isOfSomebodyElse(exchange, answers) || isTooMuch(exchange)) return { kind: 'giveUp', mayHaveArrived: !repeatable, isTemporary: false };
	if (exchange.kind === 'answer' && exchange.statusCode >= 200 && exchange.statusCode < 300) return { kind: 'accept' };
	// Waiting does not mend an address that is none, a host that nobody knows, or a certificate that is not trusted.
	if (exchange.kind === 'noAnswer' && isLasting(exchange)) {
		return { kind: 'giveUp', mayHaveArrived: false, isTemporary: false };
	}
	const isRateLimit = exchange.kind === 'answer' && exchange.statusCode === 429;
	const notCarriedOut = isRateLimit || wasNotCarriedOut(exchange);
	const isTemporary = notCarriedOut || wasLost(exchange);
	if (!isTemporary) return { kind: 'giveUp', mayHaveArrived: false, isTemporary: false };
	if (!notCarriedOut && !repeatable) return { kind: 'giveUp', mayHaveArrived: true, isTemporary: true };
	if (attempt >= attempts) return { kind: 'giveUp', mayHaveArrived: !notCarriedOut, isTemporary: true };
	const backOff = Math.min(firstBackOff * 2 ** (attempt - 1), longestBackOff) * (0.5 + random / 2);
	const asked = exchange.kind === 'answer' ? retryAfterOf(exchange.headers, now) : undefined;
	if (asked !== undefined && asked > longestServerWait) {
		return { kind: 'giveUp', mayHaveArrived: !notCarriedOut, isTemporary: true };
	}
	const least = isRateLimit ? waitAfterRateLimit * (1 + random * 0.2) : 0;
	const milliseconds = Math.max(backOff, least, asked ?? 0);
	if (milliseconds + leastAttempt > timeLeft) {
		return { kind: 'giveUp', mayHaveArrived: !notCarriedOut, isTemporary: true, isOutOfTime: true };
	}
	return { kind: 'wait', milliseconds, isRateLimit, mayHaveArrived: !notCarriedOut };
}

/**
 * An answer that says yes and is not Batch's: a proxy's log-in page, a text, or JSON without what Batch's own answer
 * has. It must not pass for success.
 * @param answers the field that Batch's answer to the route has, where one is documented
 */
export function isOfSomebodyElse(exchange: Exchange, answers?: string): boolean {
	if (exchange.kind === 'noAnswer' || exchange.statusCode < 200 || exchange.statusCode >= 300) return false;
	const { headers, body } = exchange;
	if (String(headers['content-type'] ?? '').startsWith('text/html')) return true;
	if (typeof body === 'string' && body.trim() !== '') return true;
	return answers !== undefined && !(isRecord(body) && answers in body);
}

function wasNotCarriedOut(exchange: Exchange): boolean {
	if (exchange.kind === 'noAnswer') return exchange.neverSent;
	return (exchange.statusCode === 503 || exchange.statusCode === 500) && isErrorOfBatch(exchange.body);
}

function wasLost(exchange: Exchange): boolean {
	return exchange.kind === 'noAnswer' || exchange.statusCode >= 500;
}

/**
 * `Retry-After`, given in seconds or as a date, in milliseconds from now. No page documents that Batch sends
 * it, so it is honoured when it is there.
 */
export function retryAfterOf(headers: Readonly<Record<string, unknown>>, now: number): number | undefined {
	const value = headers['retry-after'];
	const seconds = Number(value);
	const milliseconds = Number.isNaN(seconds) ? Date.parse(String(value)) - now : seconds * 1_000;
	return Number.isFinite(milliseconds) && milliseconds > 0 ? milliseconds : undefined;
}
