import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';

import { Bounded, TooMuch, workAtOnce, type Bound } from '../../../nodes/shared/bounded.ts';

/** A clock that only work moves on, and the longest stretch of work that nobody else could come between. */
class Work {
	now = 0;
	longest = 0;
	private turnAt = 0;
	readonly pacing = {
		now: () => this.now,
		pause: async () => {
			this.turnAt = this.now;
		},
	};

	do(milliseconds: number): void {
		this.now += milliseconds;
		this.longest = Math.max(this.longest, this.now - this.turnAt);
	}
}

function failure(work: () => void): unknown {
	try {
		work();
		return undefined;
	} catch (error) {
		return error;
	}
}

describe('an input that is bounded', () => {
	it.each<[Bound, (bounded: Bounded) => void]>([
		['entries', (bounded) => bounded.count()],
		['depth', (bounded) => bounded.enter()],
		['bytes', (bounded) => bounded.take(1)],
	])('may have as many %s as it may, and not one more', (bound, add) => {
		fc.assert(
			fc.property(fc.nat(200), (most) => {
				const bounded = new Bounded('The page', { [bound]: most });
				for (let count = 0; count < most; count++) add(bounded);
				const found = failure(() => add(bounded));
				expect(found).toBeInstanceOf(TooMuch);
				expect(found).toMatchObject({ bound, most, message: expect.stringMatching(/^The page /) });
			}),
		);
	});

	it('may be as wide as it likes where only its depth is bounded', () => {
		const bounded = new Bounded('The page', { depth: 1 });
		for (let count = 0; count < 1_000; count++) {
			bounded.enter();
			bounded.leave();
			bounded.count();
			bounded.take(1_000);
		}
	});

	it('leaves nobody waiting for longer than a piece of work beyond the 40 ms at once', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 200 }), async (pieces) => {
				const work = new Work();
				const bounded = new Bounded('The list', {}, work.pacing);
				for await (const piece of bounded.each(pieces)) work.do(piece);
				expect(work.longest).toBeLessThan(workAtOnce + 30);
			}),
		);
	});

	it('may take as long as it may', async () => {
		const work = new Work();
		const bounded = new Bounded('The list', { milliseconds: 1_000 }, work.pacing);
		work.do(1_000);
		await bounded.breathe();
		work.do(workAtOnce);
		await expect(bounded.breathe()).rejects.toThrow('The list takes longer than 1 s');
	});

	it('is a stream of the same bytes, up to the bound', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 50 })), fc.nat(500), async (chunks, most) => {
				const whole = Buffer.concat(chunks);
				const source = (async function* () {
					yield* chunks;
				})();
				const read: Uint8Array[] = [];
				const reading = (async () => {
					for await (const chunk of new Bounded('The file', { bytes: most }).stream(source)) read.push(chunk);
				})();
				if (whole.length > most) await expect(reading).rejects.toThrow(TooMuch);
				else await reading;
				expect(whole.subarray(0, Buffer.concat(read).length).equals(Buffer.concat(read))).toBe(true);
				expect(Buffer.concat(read).length).toBeLessThanOrEqual(most);
				if (whole.length <= most) expect(Buffer.concat(read).length).toBe(whole.length);
			}),
		);
	});

	it('says its bound in the unit that people read', () => {
		const said = (bound: Bound, most: number): string => new TooMuch('It', bound, most).message;
		expect(said('bytes', 64 * 1024 * 1024)).toContain('64 MB');
		expect(said('bytes', 4 * 1024)).toContain('4 KB');
		expect(said('bytes', 17)).toContain('17 bytes');
		expect(said('entries', 100_000)).toContain('100,000 entries');
		expect(said('depth', 32)).toContain('32 levels');
	});

	it('takes no notice of a clock that is set', () => {
		vi.useFakeTimers({ toFake: ['Date', 'performance'], now: 1_000_000 });
		try {
			const bounded = new Bounded('It', {});
			vi.setSystemTime(0);
			expect(bounded.isDue).toBe(false);
			vi.advanceTimersByTime(workAtOnce);
			expect(bounded.isDue).toBe(true);
		} finally {
			vi.useRealTimers();
		}
	});
});
