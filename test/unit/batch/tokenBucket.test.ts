import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { sharedBucket, TokenBucket } from '../../../nodes/shared/batch/client/pace';

const someTakes = fc.array(fc.record({ pause: fc.nat(2_000), tokens: fc.integer({ min: 1, max: 50 }) }), { minLength: 1, maxLength: 60 });
const perMillisecond = 0.05;
const burst = 50;

/** Takes tokens. @returns milliseconds until they may be used */
function waitIn(bucket: TokenBucket, tokens: number, now: number): number {
	return bucket.waitOf(bucket.take(tokens, now), now);
}

/** When each caller may use its tokens. */
function usesOf(takes: ReadonlyArray<{ pause: number; tokens: number }>): Array<{ at: number; tokens: number }> {
	const bucket = new TokenBucket(perMillisecond, burst, 0);
	let now = 0;
	return takes.map(({ pause, tokens }) => {
		now += pause;
		return { at: now + waitIn(bucket, tokens, now), tokens };
	});
}

describe('TokenBucket', () => {
	it('spends no more than burst + rate · time in any window', () => {
		fc.assert(
			fc.property(someTakes, (takes) => {
				const uses = usesOf(takes);
				for (const [first, { at: from }] of uses.entries()) {
					let used = 0;
					for (const { at, tokens } of uses.slice(first)) {
						used += tokens;
						// Waits are whole milliseconds: what comes back in one of them may fall into the window.
						expect(used).toBeLessThanOrEqual(burst + perMillisecond * (at - from + 1) + 1e-6);
					}
				}
			}),
		);
	});

	it('serves in the order of asking', () => {
		fc.assert(
			fc.property(someTakes, (takes) => {
				const moments = usesOf(takes).map(({ at }) => at);
				expect(moments).toEqual([...moments].sort((first, second) => first - second));
			}),
		);
	});

	it('makes nobody wait longer than the rate asks for', () => {
		fc.assert(
			fc.property(someTakes, (takes) => {
				const total = takes.reduce((sum, { tokens }) => sum + tokens, 0);
				const asked = takes.reduce((sum, { pause }) => sum + pause, 0);
				const last = usesOf(takes).at(-1)?.at ?? 0;
				expect(last).toBeLessThanOrEqual(asked + Math.ceil(Math.max(0, total - burst) / perMillisecond) + 1);
			}),
		);
	});

	it('lets more than the burst through, after the time it takes', () => {
		const bucket = new TokenBucket(1, 10, 0);
		expect(waitIn(bucket, 110, 0)).toBe(100);
		expect(waitIn(bucket, 1, 100)).toBe(1);
	});

	it('does not fill beyond the burst, nor by a clock that runs back', () => {
		const bucket = new TokenBucket(1, 10, 1_000);
		expect(waitIn(bucket, 10, 1_000_000)).toBe(0);
		expect(waitIn(bucket, 1, 5)).toBe(1);
		expect(waitIn(bucket, 1, 1_000_000)).toBe(2);
	});

	it('when drained, lets nobody through before the time is over', () => {
		const bucket = new TokenBucket(1, 10, 0);
		bucket.drain(5_000, 0);
		// At half the pace, a token takes two milliseconds.
		expect(waitIn(bucket, 1, 0)).toBe(5_002);
		bucket.drain(1_000, 0);
		expect(waitIn(bucket, 1, 0)).toBe(5_004);
	});

	it('goes at half the pace after each no that comes for a reason of its own, and takes the rest back in minutes', () => {
		const paceOf = (bucket: TokenBucket, now: number) => 1_000 / (bucket.dueIn(2_000, now) - bucket.dueIn(1_000, now));
		const bucket = new TokenBucket(1, 10, 0);
		bucket.drain(5_000, 0);
		// Of calls that were on their way together.
		bucket.drain(5_000, 200);
		expect(paceOf(bucket, 200)).toBeCloseTo(0.5);
		bucket.drain(5_000, 10_000);
		expect(paceOf(bucket, 10_000)).toBeCloseTo(0.25, 2);
		expect(paceOf(bucket, 10_000 + 6 * 60_000)).toBeCloseTo(0.5, 1);
		expect(paceOf(bucket, 10_000 + 20 * 60_000)).toBe(1);
	});
});

describe('sharedBucket', () => {
	const rate = { perSecond: 100, burst: 40, unit: 'update', source: '' } as const;

	it('is the same for one limit of one owner', () => {
		const bucket = sharedBucket('one', 'update', rate, 0);
		expect(sharedBucket('one', 'update', rate, 5)).toBe(bucket);
		expect(sharedBucket('two', 'update', rate, 0)).not.toBe(bucket);
		expect(sharedBucket('one', 'mass', rate, 0)).not.toBe(bucket);
	});

	it('gives most of the burst at once, the rest of it later, and comes back a little slower than Batch allows', () => {
		const bucket = sharedBucket('three', 'update', rate, 0);
		expect(waitIn(bucket, 32, 0)).toBe(0);
		const waits = Array.from({ length: 30 }, () => waitIn(bucket, 20, 0));
		waits.forEach((wait, index) => {
			const taken = 32 + (index + 1) * 20;
			expect(wait).toBe(Math.max((taken - 32) / 0.1, Math.ceil((taken - 40) / (0.1 * 0.95))));
		});
	});

	it('makes nobody wait where there is enough, by a clock that counts in fractions', () => {
		const bucket = sharedBucket('five', 'update', rate, 0.25);
		for (let call = 0; call < 4; call++) {
			const now = 1.7 + call * 0.3;
			expect(bucket.dueIn(1, now)).toBe(0);
			const turn = bucket.take(1, now);
			expect(bucket.waitOf(turn, now)).toBe(0);
			bucket.answered(turn, now, now + 0.2);
		}
	});

	it('waits for what Batch cannot have gained while a call was held up on the way', () => {
		const bucket = sharedBucket('four', 'update', rate, 0);
		const first = bucket.take(32, 0);
		// Nothing is known of the way before the first answer: Batch may have counted the call just now.
		bucket.answered(first, 0, 150);
		expect(waitIn(bucket, 32, 150)).toBe(320);
		const quick = bucket.take(32, 10_000);
		bucket.answered(quick, 10_000, 10_020);
		const slow = bucket.take(32, 20_000);
		bucket.answered(slow, 20_000, 20_200);
		// Counted after 190 ms at the latest by what the next may take at least: half of the quickest.
		expect(waitIn(bucket, 32, 20_200)).toBe(310);
		// A minute without an answer is no minute to wait: Batch has counted it by now, and gains again.
		const endless = bucket.take(32, 40_000);
		bucket.answered(endless, 40_000, 100_000);
		expect(waitIn(bucket, 32, 100_000)).toBe(320);
	});
});
