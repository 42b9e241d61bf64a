import { describe, expect, it } from 'vitest';

import { BatchClient } from '../../../nodes/shared/batch/client/client';
import { projectLimits } from '../../../nodes/shared/batch/contract/projectContract';
import { profiles } from '../../../nodes/shared/batch/routes/profiles';
import { massUpdates, profileUpdates, RateLimits } from '../../sandbox/rate-limits';
import { newConnection } from './support/connection';
import { answer, errorOf } from './support/exchanges';
import { VirtualClock } from './support/virtualClock';

const updatesOfCall = 200;
const hour = 3_600_000;

/** Processes that each take the whole rate to be theirs, for so long, at a server that counts what comes from all of them. */
async function sendFor(milliseconds: number, workers: number) {
	let state = 1;
	// Not evenly, as on a network, and the same every time.
	const luck = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
	const clock = new VirtualClock(luck);
	const limits = new RateLimits();
	const end = clock.now() + milliseconds;
	const seen = { turnedAway: 0, taken: Array.from({ length: workers }, () => 0) };
	const body = Array.from({ length: updatesOfCall }, () => ({}));
	const work = async (worker: number) => {
		// What a process knows of a rate it knows by the project: one of its own here stands for a process of its own.
		const client = new BatchClient({
			connection: newConnection(),
			environment: clock,
			transport: async () => {
				await clock.sleep(20 + luck() * 80);
				if (limits.take(profileUpdates, updatesOfCall, clock.now())) {
					seen.taken[worker]!++;
					return answer(202, { code: 'SUCCESS' });
				}
				seen.turnedAway++;
				return answer(429, errorOf.project('TOO_MANY_REQUESTS'));
			},
		});
		const sendOn = async () => {
			while (clock.now() < end) await client.send({ route: profiles.update, body, elements: updatesOfCall, repeatable: true });
		};
		await Promise.all([sendOn(), sendOn(), sendOn()]);
	};
	await clock.finish(Promise.all(seen.taken.map(async (_taken, worker) => await work(worker))));
	const calls = seen.taken.reduce((sum, taken) => sum + taken, 0);
	return { ...seen, calls, ofRate: (calls * updatesOfCall) / ((profileUpdates.perSecond * milliseconds) / 1_000) };
}

describe('workers that each take the whole rate to be theirs', () => {
	it('alone, one is turned away never, and uses the rate', async () => {
		expect(projectLimits.editsPerUpdate.value).toBe(updatesOfCall);
		const { turnedAway, ofRate } = await sendFor(hour / 6, 1);
		expect(turnedAway).toBe(0);
		expect(ofRate).toBeGreaterThan(0.93);
	});

	it.each([
		[2, 1],
		[3, 2],
	])('%d find a share each, with less than %d calls in a hundred turned away', async (workers, most) => {
		const { turnedAway, calls, taken, ofRate } = await sendFor(hour, workers);
		expect(turnedAway / (calls + turnedAway)).toBeLessThan(most / 100);
		expect(ofRate).toBeGreaterThan(0.85);
		for (const one of taken) expect(one / calls).toBeGreaterThan(0.5 / workers);
	}, 60_000);
});

describe('a worker whose calls are held up on the way', () => {
	/** Calls as large as the bucket of the mass endpoint, which must be full for each. */
	it.each([
		['seldom', 0.1, 0.9],
		['often', 0.5, 0.8],
	])('%s is turned away never, and uses what the rate can be', async (_how, share, least) => {
		let state = 7;
		const luck = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
		const clock = new VirtualClock(luck);
		const limits = new RateLimits();
		const seen = { turnedAway: 0, taken: 0 };
		const client = new BatchClient({
			connection: newConnection(),
			environment: clock,
			transport: async () => {
				await clock.sleep(60 + luck() * 20 + (luck() < share ? 100 + luck() * 400 : 0));
				const isTaken = limits.take(massUpdates, 10_000, clock.now());
				if (isTaken) seen.taken++;
				else seen.turnedAway++;
				await clock.sleep(20);
				return isTaken ? answer(202, { code: 'SUCCESS' }) : answer(429, errorOf.project('TOO_MANY_REQUESTS'));
			},
		});
		const end = clock.now() + 600_000;
		const sendOn = async () => {
			while (clock.now() < end) await client.send({ route: profiles.massUpdate, body: [], elements: 10_000, repeatable: true });
		};
		await clock.finish(Promise.all([sendOn(), sendOn(), sendOn()]));
		expect(seen.turnedAway).toBe(0);
		expect(seen.taken / 600).toBeGreaterThan(least);
	});
});
