import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Outcome } from '../../../nodes/shared/batch/bulk/outcome';
import type { Entry, Lane } from '../../../nodes/shared/batch/bulk/lane';
import type { PlanLimits } from '../../../nodes/shared/batch/bulk/plan';
import { Sender } from '../../../nodes/shared/batch/bulk/sender';
import type { Api } from '../../../nodes/shared/batch/client/api';
import { CallFailed, type CallFailure } from '../../../nodes/shared/batch/client/failure';
import { profiles } from '../../../nodes/shared/batch/routes/profiles';
import { apiThrough } from './support/api';
import { faults, ModelServer, type Behaviour, type Element, type Fault } from './support/modelServer';
import { VirtualClock } from './support/virtualClock';

const identities = 'abcdefghijkl'.split('');
const harmless = Object.keys(faults).filter((fault) => fault !== 'wrongKey') as Fault[];

const someBehaviour = fc.record({
	faults: fc.array(fc.option(fc.constantFrom(...harmless), { nil: undefined, freq: 2 }), { maxLength: 20 }),
	poison: fc.uniqueArray(fc.constantFrom(...identities), { maxLength: 3 }).map((list) => new Set(list)),
	flawed: fc.uniqueArray(fc.constantFrom(...identities), { maxLength: 3 }).map((list) => new Set(list)),
	delays: fc.array(fc.integer({ min: 2, max: 20_000 }), { minLength: 1, maxLength: 7 }),
});
const someReaders = fc.array(fc.constantFrom(...identities), { minLength: 1, maxLength: 40 });
const someLimits = fc.record({ groupsPerCall: fc.integer({ min: 1, max: 6 }), eventsPerGroup: fc.integer({ min: 1, max: 3 }) });

interface Run {
	readonly server: ModelServer;
	readonly outcomes: ReadonlyArray<Outcome | undefined>;
	readonly api: Api;
}

interface Settings {
	readonly limits?: PlanLimits;
	readonly repeatable?: boolean;
	/** Goes on with the Batch of an earlier run. */
	readonly api?: Api;
}

/** Sends one event for each reader and tells what became of each row, and what the server has seen. */
async function run(readers: readonly string[], behaviour: Behaviour, settings: Settings = {}): Promise<Run> {
	const { limits = { groupsPerCall: 200 }, repeatable = false } = settings;
	const clock = new VirtualClock();
	const server = new ModelServer(clock, behaviour);
	const api = settings.api ?? apiThrough(server.transport, clock);
	const way = lane(limits, repeatable);
	const entries = readers.map((identity, payload): Entry<number> => ({ lane: way, identity, payload, events: 1 }));
	const settled = await clock.finish(sendAll(api, entries));
	expect(settled.size).toBe(readers.length);
	return { server, outcomes: entries.map((entry) => settled.get(entry)), api };
}

/** Hands the entries in one after the other, as they are prepared. */
async function sendAll(api: Api, entries: ReadonlyArray<Entry<number>>, items = entries.length): Promise<Map<Entry<number>, Outcome>> {
	const all = new Map<Entry<number>, Outcome>();
	const sender = new Sender<number>(api, items, {
		settled: (outcomes) => {
			outcomes.forEach((outcome, entry) => {
				expect(all.has(entry), 'an entry has one outcome').toBe(false);
				all.set(entry, outcome);
			});
		},
	});
	for (const entry of entries) await sender.add(entry);
	await sender.finish();
	return all;
}

function lane(limits: PlanLimits, repeatable: boolean): Lane<number> {
	return {
		name: 'events',
		limits,
		request: (groups) => ({
			route: profiles.update,
			elements: groups.length,
			repeatable,
			body: groups.map(({ identity, entries }): Element => ({ identity, rows: entries.map(({ payload }) => payload) })),
		}),
	};
}

const readersOf = (count: number): string[] => Array.from({ length: count }, (_unused, row) => `reader-${row}`);
const countOf = (row: number, rows: readonly number[]): number => rows.filter((other) => other === row).length;
const statusesOf = ({ outcomes }: Run): Array<string | undefined> => outcomes.map((outcome) => outcome?.status);

function forAnyRun(repeatable: boolean, check: (result: Run, readers: string[], behaviour: Behaviour) => void) {
	return fc.assert(
		fc.asyncProperty(someReaders, someBehaviour, someLimits, async (readers, behaviour, limits) => {
			check(await run(readers, behaviour, { limits, repeatable }), readers, behaviour);
		}),
		{ numRuns: 250 },
	);
}

describe('sending through an unreliable network', () => {
	it('tells the truth of every row that must not be sent twice', async () => {
		await forAnyRun(false, ({ server, outcomes }, readers, { flawed }) => {
			const arrived = server.delivered.flatMap(({ rows }) => rows);
			for (const [row, outcome] of outcomes.entries()) {
				const times = countOf(row, arrived);
				expect(times).toBeLessThanOrEqual(1);
				if (outcome?.status === 'accepted' || outcome?.status === 'partial') {
					expect(times).toBe(1);
					expect(outcome.status === 'partial').toBe(flawed?.has(readers[row]));
				}
				if (outcome?.status === 'refused') expect(times).toBe(0);
				expect(outcome?.status === 'unknown').toBe(server.lostRows.has(row));
			}
		});
	});

	it('tells the truth of every row that may be sent twice', async () => {
		await forAnyRun(true, ({ server, outcomes }) => {
			const arrived = server.delivered.flatMap(({ rows }) => rows);
			for (const [row, outcome] of outcomes.entries()) {
				const times = countOf(row, arrived);
				if (outcome?.status === 'accepted' || outcome?.status === 'partial') expect(times).toBeGreaterThan(0);
				else if (outcome?.status === 'unknown') expect(server.lostRows.has(row)).toBe(true);
				else expect(times).toBe(0);
			}
		});
	});

	it.each([false, true])('keeps the order of every reader (calls repeatable: %s)', async (repeatable) => {
		await forAnyRun(repeatable, ({ server }) => {
			for (const rows of server.arrivals().values()) {
				// A call that is sent again brings its rows again, so the first and the last time of each count.
				for (const times of [rows, rows.toReversed()]) {
					const order = [...new Set(times)];
					expect(order).toEqual([...order].sort((first, second) => (times === rows ? first - second : second - first)));
				}
			}
		});
	});

	it('has at most three calls on their way', async () => {
		await forAnyRun(false, ({ server }) => expect(server.mostAtOnce).toBeLessThanOrEqual(3));
		const { server } = await run(readersOf(100), {}, { limits: { groupsPerCall: 10 } });
		expect(server.mostAtOnce).toBe(3);
	});

	it('waits for every earlier call that holds one of the readers, not only for the latest', async () => {
		// The first call is held up while the two beside it go through; the fourth holds readers of all of them.
		const readers = ['a', 'b', 'c', 'a', 'c'];
		const { server, outcomes } = await run(
			readers,
			{ faults: ['tooMany'] },
			{ limits: { groupsPerCall: 1, eventsPerGroup: 1 } },
		);
		expect(outcomes.map((outcome) => outcome?.status)).toEqual(readers.map(() => 'accepted'));
		expect(server.arrivals().get('a')).toEqual([0, 3]);
	});
});

describe('sending when Batch refuses a whole call', () => {
	it('finds the few rows it means, wherever they stand', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 1, max: 200 }), fc.array(fc.nat(199), { maxLength: 3 }), async (count, positions) => {
				const bad = new Set(positions.map((position) => position % count));
				const poison = new Set([...bad].map((row) => `reader-${row}`));
				const { outcomes, server } = await run(readersOf(count), { poison });
				expect(outcomes.map((outcome) => outcome?.status)).toEqual(
					outcomes.map((_outcome, row) => (bad.has(row) ? 'refused' : 'accepted')),
				);
				expect(server.delivered).toHaveLength(count - bad.size);
			}),
			{ numRuns: 60 },
		);
	});

	it.each([0, 4_999, 5_000, 9_999])('finds one among 10,000 with 28 more calls at most (row %d)', async (row) => {
		const result = await run(readersOf(10_000), { poison: new Set([`reader-${row}`]) }, { limits: { groupsPerCall: 10_000 } });
		expect(statusesOf(result).filter((status) => status === 'refused')).toHaveLength(1);
		expect(result.server.callSizes.length).toBeLessThanOrEqual(29);
	});

	it('gives up early when nothing is accepted, and says so of every row', async () => {
		const readers = readersOf(200);
		const result = await run(readers, { poison: new Set(readers) });
		expect(new Set(statusesOf(result))).toEqual(new Set(['refused']));
		expect(result.server.callSizes.length).toBeLessThan(40);
	});

	it('searches with a bounded number of calls when many rows are bad', async () => {
		const readers = readersOf(200);
		const poison = new Set(readers.filter((_reader, row) => row % 5 === 4));
		const result = await run(readers, { poison });
		expect(result.server.callSizes.length).toBeLessThanOrEqual(61);
		for (const [row, status] of statusesOf(result).entries()) if (poison.has(readers[row])) expect(status).toBe('refused');
		expect(statusesOf(result).filter((status) => status === 'accepted').length).toBeGreaterThan(0);
	});
});

describe('sending after a failure that concerns every call', () => {
	it('sends nothing more once a key was refused, also in the middle of a search', async () => {
		await fc.assert(
			fc.asyncProperty(fc.nat(12), fc.uniqueArray(fc.nat(99), { maxLength: 4 }), async (before, positions) => {
				const wrongFrom = Array.from({ length: 100 }, (_unused, index): Fault | undefined => (index < before ? undefined : 'wrongKey'));
				const poison = new Set(positions.map((position) => `reader-${position}`));
				const limits = { groupsPerCall: 10 };
				const { server, outcomes } = await run(readersOf(100), { faults: wrongFrom, poison }, { limits });
				expect(server.startedAfterWrongKey).toBe(0);
				for (const outcome of outcomes) expect(outcome?.status).toMatch(/accepted|refused/);
			}),
			{ numRuns: 60 },
		);
	});

	it('says of the rest why it was not tried, and stops what else goes to the same place', async () => {
		const { server, outcomes, api } = await run(readersOf(100), { faults: Array<Fault>(3).fill('wrongKey') }, { limits: { groupsPerCall: 10 } });
		expect(server.callSizes).toEqual([10, 10, 10]);
		const reason = 'AUTHENTICATION_INVALID, says the project family';
		expect(outcomes[0]).toMatchObject({ status: 'refused', failure: { message: reason, cause: 'credentials' } });
		expect(outcomes[99]).toMatchObject({
			status: 'refused',
			failure: { message: `Not sent, because an earlier call ended with: ${reason}`, origin: reason, mayHaveArrived: false },
		});
		const next = await run(readersOf(5), {}, { api });
		expect(next.server.callSizes).toEqual([]);
		expect(next.outcomes[4]).toMatchObject({ status: 'refused', failure: { origin: reason } });
	});

	it('stops after an outage that outlasts the retries', async () => {
		const outage = Array<Fault>(1_000).fill('maintenance');
		const { server, outcomes } = await run(readersOf(100), { faults: outage }, { limits: { groupsPerCall: 1 } });
		expect(server.callSizes).toHaveLength(3 * 6);
		expect(new Set(outcomes.map((outcome) => outcome?.status))).toEqual(new Set(['refused']));
	});

	it('goes on after a lost answer: the next call may fare better', async () => {
		const result = await run(readersOf(4), { faults: ['answerLost'] }, { limits: { groupsPerCall: 1 } });
		expect(statusesOf(result)).toEqual(['unknown', 'accepted', 'accepted', 'accepted']);
	});
});

describe('the ways of a lane', () => {
	it.each([
		[3, 'few'],
		[4, 'many'],
	])('takes the one for the number of items: %d go the way of %s', async (count, expected) => {
		const clock = new VirtualClock();
		const server = new ModelServer(clock, {});
		const taken: string[] = [];
		const way = (name: string) => ({
			limits: { groupsPerCall: 2 },
			request: ((groups, call) => {
				taken.push(name);
				return lane({ groupsPerCall: 2 }, true).request(groups, call);
			}) satisfies Lane<number>['request'],
		});
		const chosen: Lane<number> = { name: 'chosen', ...way('few'), larger: { above: 3, way: way('many') } };
		const entries = readersOf(count).map((identity, payload) => ({ lane: chosen, identity, payload }));
		await clock.finish(sendAll(apiThrough(server.transport, clock), entries));
		expect(new Set(taken)).toEqual(new Set([expected]));
	});
});

describe('sending while others are prepared', () => {
	it('sends a call as soon as it is full', async () => {
		const clock = new VirtualClock();
		const server = new ModelServer(clock, {});
		const sender = new Sender<number>(apiThrough(server.transport, clock), 25, { settled: () => undefined });
		const way = lane({ groupsPerCall: 10 }, true);
		for (const [payload, identity] of readersOf(25).entries()) await sender.add({ lane: way, identity, payload });
		expect(server.callSizes).toEqual([10, 10]);
		await clock.finish(sender.finish());
		expect(server.callSizes).toEqual([10, 10, 5]);
	});

	it('holds back whoever prepares when three calls are on their way', async () => {
		const clock = new VirtualClock();
		const server = new ModelServer(clock, { delays: [1_000] });
		const sender = new Sender<number>(apiThrough(server.transport, clock), 100, { settled: () => undefined });
		const way = lane({ groupsPerCall: 10 }, true);
		let added = 0;
		const work = (async () => {
			for (const [payload, identity] of readersOf(100).entries()) {
				await sender.add({ lane: way, identity, payload });
				added++;
			}
			await sender.finish();
		})();
		await new Promise((resolve) => setImmediate(resolve));
		expect(added).toBeLessThan(41);
		await clock.finish(work);
		expect(server.callSizes).toHaveLength(10);
	});

	it('leaves out of a call what is held back at the last moment, and asks one call ahead', async () => {
		const clock = new VirtualClock();
		const server = new ModelServer(clock, {});
		const asked: number[] = [];
		const outcomes: Outcome[] = [];
		const sender = new Sender<number>(apiThrough(server.transport, clock), 30, {
			hold: async (entries) => {
				asked.push(server.callSizes.length);
				const known = new Map(entries.filter(({ payload }) => payload % 10 === 0).map((entry) => [entry, { status: 'skipped', reason: 'known' } as const]));
				return { known, later: [] };
			},
			settled: (settled) => settled.forEach((outcome) => void outcomes.push(outcome)),
		});
		const way = lane({ groupsPerCall: 10 }, true);
		for (const [payload, identity] of readersOf(30).entries()) await sender.add({ lane: way, identity, payload });
		await clock.finish(sender.finish());
		expect(server.callSizes).toEqual([9, 9, 9]);
		expect(asked).toEqual([0, 1, 2]);
		expect(outcomes.filter(({ status }) => status === 'skipped')).toHaveLength(3);
	});

	it('asks again, when all others were sent, about what is put off, until it is known', async () => {
		const clock = new VirtualClock();
		const server = new ModelServer(clock, {});
		const asked: number[] = [];
		const settled = new Map<number, string>();
		let waits = 0;
		const sender = new Sender<number>(apiThrough(server.transport, clock), 30, {
			hold: async (entries) => {
				asked.push(entries.length);
				const isLater = ({ payload }: { payload: number }) => payload % 10 === 0 && (waits < 2 || (payload === 20 && waits < 3));
				return { known: new Map(), later: entries.filter(isLater) };
			},
			wait: async () => void waits++,
			settled: (outcomes) => outcomes.forEach(({ status }, { payload }) => settled.set(payload, status)),
		});
		const way = lane({ groupsPerCall: 10 }, true);
		for (const [payload, identity] of readersOf(30).entries()) await sender.add({ lane: way, identity, payload });
		const [report] = await clock.finish(sender.finish());
		expect(asked).toEqual([10, 10, 10, 3, 3, 1]);
		expect(server.callSizes).toEqual([9, 9, 9, 2, 1]);
		expect([...settled.keys()].sort((one, other) => one - other)).toEqual(readersOf(30).map((_identity, payload) => payload));
		expect(new Set(settled.values())).toEqual(new Set(['accepted']));
		expect(report).toMatchObject({ calls: 5, sent: 30 });
	});
});

describe('a lane that replaces', () => {
	const replacing = (afterCall?: Lane<number>['afterCall']): Lane<number> => ({
		...lane({ groupsPerCall: 10 }, true),
		name: 'replacement',
		replaces: true,
		...(afterCall && { afterCall }),
	});
	const send = async (way: Lane<number>, behaviour: Behaviour) => {
		const clock = new VirtualClock();
		const server = new ModelServer(clock, behaviour);
		const entries = readersOf(30).map((identity, payload) => ({ lane: way, identity, payload }));
		const settled = await clock.finish(sendAll(apiThrough(server.transport, clock), entries));
		const outcomes = entries.map((entry) => settled.get(entry));
		const messages = new Set(outcomes.map((outcome) => (outcome && 'failure' in outcome ? outcome.failure.message : undefined)));
		return { server, statuses: outcomes.map((outcome) => outcome?.status), messages };
	};

	it('sends one call after the other', async () => {
		const { server, statuses } = await send(replacing(), { delays: [500] });
		expect(server.callSizes).toEqual([10, 10, 10]);
		expect(server.mostAtOnce).toBe(1);
		expect(new Set(statuses)).toEqual(new Set(['accepted']));
	});

	/** Of half a replacement nothing went through: not even what Batch took of it. */
	const half = [...Array<string>(10).fill('unknown'), ...Array<string>(20).fill('refused')];

	it('is never cut into halves, and ends with the first call that Batch refuses', async () => {
		const { server, statuses, messages } = await send(replacing(), { poison: new Set(['reader-12']) });
		expect(server.callSizes).toEqual([10, 10]);
		expect(statuses).toEqual(half);
		expect(messages).toEqual(new Set([expect.stringContaining('broken off after 1 of 3 calls: MALFORMED_PARAMETER')]));
	});

	it('leaves what was there when its first call is refused, and says so of every row', async () => {
		const { server, statuses } = await send(replacing(), { poison: new Set(['reader-2']) });
		expect(server.callSizes).toEqual([10]);
		expect(new Set(statuses)).toEqual(new Set(['refused']));
	});

	it('waits between two calls, and not after the last', async () => {
		const waited: number[] = [];
		await send(replacing(async (call) => await Promise.resolve(void waited.push(call))), {});
		expect(waited).toEqual([0, 1]);
	});

	it('ends when what must come between two calls does not', async () => {
		const failure: CallFailure = { message: 'not applied', advice: '', mayHaveArrived: false, concernsEveryCall: false, cause: 'unavailable' };
		const { server, statuses } = await send(replacing(async () => await Promise.reject(new CallFailed(failure))), {});
		expect(server.callSizes).toEqual([10]);
		expect(statuses).toEqual(half);
	});
});

describe('a lane whose calls may be carried out in another order', () => {
	const send = async (identities: readonly string[], payloads: readonly number[], settle?: () => Promise<void>) => {
		const clock = new VirtualClock();
		const server = new ModelServer(clock, {});
		const waitedAfter: number[] = [];
		const ordered: Lane<number> = {
			...lane({ groupsPerCall: 2 }, true),
			merge: (_earlier, later) => later,
			countsAs: (payload) => (payload > 0 ? 'added' : 'removed'),
			order: {
				commutes: (earlier, later) => earlier === later,
				settle: async (answers) => {
					waitedAfter.push(answers.length);
					await settle?.();
				},
			},
		};
		const outcomes: Outcome[] = [];
		const sender = new Sender<number>(apiThrough(server.transport, clock), identities.length, { settled: (some) => some.forEach((outcome) => void outcomes.push(outcome)) });
		for (const [row, identity] of identities.entries()) await clock.finish(Promise.resolve(sender.add({ lane: ordered, identity, payload: payloads[row] ?? 1 })));
		const [report] = await clock.finish(sender.finish());
		return { server, waitedAfter, report, statuses: outcomes.map(({ status }) => status) };
	};

	it('waits for what was said of an identity before something else is said of it', async () => {
		const { waitedAfter, report } = await send(['a', 'b', 'a', 'c', 'a'], [1, 1, -1, 1, -1]);
		expect(waitedAfter).toEqual([1]);
		expect(report).toMatchObject({ sent: 5, unique: 3, counts: { added: 3, removed: 2 } });
	});

	it('does not wait when the same is said again', async () => {
		const { waitedAfter, report } = await send(['a', 'b', 'a', 'c'], []);
		expect(waitedAfter).toEqual([]);
		expect(report).toMatchObject({ sent: 4, unique: 3 });
	});

	it('sends nothing more when it cannot be known whether that was carried out', async () => {
		const failure: CallFailure = { message: 'not applied', advice: '', mayHaveArrived: false, concernsEveryCall: false, cause: 'unavailable' };
		const { server, statuses } = await send(['a', 'b', 'a', 'c'], [1, 1, -1, 1], async () => await Promise.reject(new CallFailed(failure)));
		expect(server.callSizes).toEqual([2]);
		expect(statuses).toEqual(['accepted', 'accepted', 'refused', 'refused']);
	});
});
