import { Worker } from 'node:worker_threads';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSubject, type Subject } from './support/subject.ts';

/** The measure itself: a bound that nothing can go over promises nothing. */

let subject: Subject;
beforeEach(async () => {
	subject = await startSubject();
	await wait(500);
	await subject.measure();
});
afterEach(() => void subject.stop());

describe('the longest pause', () => {
	it.each([['with work', true], ['in a wait that lets nobody in', false]])('is found when the event loop is held up %s', async (_, isWorking) => {
		await subject.hold(600, isWorking);
		expect((await subject.measure())?.pause).toBeGreaterThan(500);
	});

	it('does not count the turns that others take on a busy machine', async () => {
		const spin = 'const until = Date.now() + 4_000; while (Date.now() < until);';
		const others = Array.from({ length: 16 }, () => new Worker(spin, { eval: true }));
		await wait(3_000);
		expect((await subject.measure())?.pause).toBeLessThan(200);
		await Promise.all(others.map(async (other) => await other.terminate()));
	});
});
