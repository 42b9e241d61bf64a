import type { Exchange } from './exchange';
import { isErrorOfBatch } from './readAnswer';

/** Batch asks for at least 5 seconds after a 429 (batch-api-2x.md §2.2, batch-api-1x.md §10.4). */
const waitAfterRateLimit = 5_000;
const firstBackOff = 1_000;
const longestBackOff = 30_000;
const longestServerWait = 3_600_000;
export const attemptsAtMost = 6;

export type RetryDecision =
	| { readonly kind: 'accept' }
	| { readonly kind: 'wait'; readonly milliseconds: number; readonly isRateLimit: boolean }
	| { readonly kind: 'giveUp'; readonly mayHaveArrived: boolean; readonly isTemporary: boolean };

/**
 * Decides what follows an attempt.
 *
 * Safe to repeat whatever the call does: 429, 503, an error in Batch's own words with 500 (Batch says it
 * did not do it), and a connection that was never made. After a lost answer – a reset, a time-out, a
 * gateway's own 5xx – only a call that may run twice without harm is repeated.
 * @param attempt 1 for the first
 * @param random 0 to 1, spreads the waits of several workers
 */
export function decideRetry(
	exchange: Exchange,
	{ attempt, repeatable, random }: { attempt: number; repeatable: boolean; random: number },
): RetryDecision {
	if (exchange.kind === 'answer' && exchange.statusCode >= 200 && exchange.statusCode < 300) return { kind: 'accept' };
	const isRateLimit = exchange.kind === 'answer' && exchange.statusCode === 429;
	const notCarriedOut = isRateLimit || wasNotCarriedOut(exchange);
	const isTemporary = notCarriedOut || wasLost(exchange);
	if (!isTemporary) return { kind: 'giveUp', mayHaveArrived: false, isTemporary: false };
	if (!notCarriedOut && !repeatable) return { kind: 'giveUp', mayHaveArrived: true, isTemporary: true };
	if (attempt >= attemptsAtMost) return { kind: 'giveUp', mayHaveArrived: !notCarriedOut, isTemporary: true };
	const backOff = Math.min(firstBackOff * 2 ** (attempt - 1), longestBackOff) * (0.5 + random / 2);
	const asked = exchange.kind === 'answer' ? retryAfterOf(exchange.headers) : undefined;
	if (asked !== undefined && asked > longestServerWait) {
		return { kind: 'giveUp', mayHaveArrived: false, isTemporary: true };
	}
	const least = isRateLimit ? waitAfterRateLimit * (1 + random * 0.2) : 0;
	return { kind: 'wait', milliseconds: Math.max(backOff, least, asked ?? 0), isRateLimit };
}

function wasNotCarriedOut(exchange: Exchange): boolean {
	if (exchange.kind === 'noAnswer') return exchange.neverSent;
	return (exchange.statusCode === 503 || exchange.statusCode === 500) && isErrorOfBatch(exchange.body);
}

function wasLost(exchange: Exchange): boolean {
	return exchange.kind === 'noAnswer' || exchange.statusCode >= 500;
}

/** `Retry-After` in milliseconds: no page documents that Batch sends it, so it is honoured when it is there. */
export function retryAfterOf(headers: Readonly<Record<string, unknown>>): number | undefined {
	const seconds = Number(headers['retry-after']);
	return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
}
