import type { Trouble } from './state';

const minute = 60_000;

/** Minutes until a file is tried again, after one, two, three … attempts. */
const pauses = [1, 5, 15, 60, 240];

/** The next attempt waits longer than the one before it. */
export function troubleAfter(attempts: number, now: number, form?: string): Trouble {
	const pause = pauses[Math.min(attempts, pauses.length) - 1] ?? 0;
	return { attempts, retryAt: now + pause * minute, ...(form !== undefined && { form }) };
}

/** A clock that was set back must not make a pause longer than the longest there is. */
export function isDue(trouble: Trouble | undefined, now: number): boolean {
	const longest = (pauses[pauses.length - 1] ?? 0) * minute;
	return trouble === undefined || trouble.retryAt <= now || trouble.retryAt > now + longest;
}
