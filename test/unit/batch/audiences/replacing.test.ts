import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { settleAudience } from '../../../../nodes/Batch/resources/audience/settleAudience';
import { ReplaceLane, UpdateLane } from '../../../../nodes/shared/batch/audiences/lanes';
import { addition, removal, type MemberChange } from '../../../../nodes/shared/batch/audiences/member';
import type { Lane } from '../../../../nodes/shared/batch/bulk/lane';
import type { Outcomes } from '../../../../nodes/shared/batch/bulk/settle';
import { Sender } from '../../../../nodes/shared/batch/bulk/sender';
import { Api } from '../../../../nodes/shared/batch/client/api';
import { BatchClient } from '../../../../nodes/shared/batch/client/client';
import { AudienceServer, type AudienceBehaviour, type Loss } from '../support/audienceServer';
import { newConnection } from '../support/connection';
import { VirtualClock } from '../support/virtualClock';

const audience = { family: 'project', name: 'vip' } as const;
const waits = { waiting: { everySeconds: 1, atMost: 300 }, waitsAtTheEnd: true };
const guard = { fewest: { members: 0 } } as const;

/** Small calls, so that few members take several. */
const small = <AudienceLane extends Lane<MemberChange>>(lane: AudienceLane): AudienceLane => Object.assign(lane, { limits: { groupsPerCall: 3 } });

interface Ended {
	/** `applied`, `pending`, …; undefined where nothing was taken. */
	readonly state: string | undefined;
	readonly members: number | undefined;
	readonly statuses: ReadonlySet<string>;
	/** What the audience held at the moment at which the run ended. */
	readonly content: readonly string[];
}

async function run(server: AudienceServer, clock: VirtualClock, lane: Lane<MemberChange>, rows: ReadonlyArray<readonly [string, MemberChange]>, signal?: AbortSignal): Promise<Ended> {
	const connection = newConnection();
	const client = new BatchClient({ connection, transport: server.transport, environment: clock, signal });
	const download = async () => await Promise.reject(new Error('This test downloads nothing'));
	const api = Api.of({ client, connection, environment: clock, signal, download });
	const statuses = new Set<string>();
	const settled = (outcomes: Outcomes<MemberChange>) => outcomes.forEach(({ status }) => void statuses.add(status));
	const sender = new Sender<MemberChange>(api, rows.length, { settled });
	const work = async (): Promise<Ended> => {
		for (const [identity, payload] of rows) await sender.add({ lane, identity, payload });
		const [report] = await sender.finish();
		const after = report.answers.length > 0 ? await settleAudience({ ...report, refused: [], refusedByBatch: 0 }, api) : {};
		const [told] = (after.totals?.audiences ?? []) as Array<{ state?: string; members?: number }>;
		return { state: told?.state, members: told?.members, statuses, content: server.content() };
	};
	return await clock.finish(work());
}

async function pass(clock: VirtualClock, milliseconds: number): Promise<void> {
	await clock.finish(clock.sleep(milliseconds, undefined));
}

const names = 'abcdefghijkl'.split('');
const someNames = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 20 });
const someDelays = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20_000 })), { maxLength: 20 });
// One less than a call is tried.
const someLosses = fc.array(fc.option(fc.constantFrom<Loss>('arrived', 'not arrived'), { nil: undefined, freq: 3 }), { maxLength: 5 });
const someBehaviour: fc.Arbitrary<AudienceBehaviour> = fc.record({ delays: someDelays, losses: someLosses });
const wantedOf = (list: readonly string[]) => [...new Set(list)].toSorted();
const additions = (list: readonly string[]) => list.map((name) => [name, addition] as const);

/** The state of one change is asked for at most once a second. */
function expectSeldom({ asked }: AudienceServer): void {
	for (const times of asked.values()) {
		const pauses = times.slice(1).map((time, index) => time - times[index]);
		expect(Math.min(1_000, ...pauses)).toBe(1_000);
	}
}

describe('replacing all members of an audience that Batch changes late and in any order', () => {
	it('ends as exactly the members that were given, and calls nothing else applied', async () => {
		const property = fc.asyncProperty(someNames, someNames, someBehaviour, async (before, list, behaviour) => {
			const clock = new VirtualClock();
			const server = new AudienceServer(clock, before, behaviour);
			const ended = await run(server, clock, small(new ReplaceLane(audience, waits, guard)), additions(list));
			expect(ended).toEqual({ state: 'applied', members: wantedOf(list).length, statuses: new Set(['accepted']), content: wantedOf(list) });
			await pass(clock, 100_000);
			expect(server.content()).toEqual(wantedOf(list));
		});
		await fc.assert(property, { numRuns: 300 });
	});

	it('ends as exactly these after it was killed at any call and run again', async () => {
		const someKill = fc.record({ call: fc.nat(25), how: fc.constantFrom('killed' as const, 'killed after' as const), rest: fc.nat(30_000) });
		const property = fc.asyncProperty(someNames, someNames, someBehaviour, fc.array(someKill, { minLength: 1, maxLength: 3 }), async (before, list, behaviour, kills) => {
			const clock = new VirtualClock();
			const server = new AudienceServer(clock, before, behaviour);
			for (const { call, how, rest } of kills) {
				const kill = new AbortController();
				let number = 0;
				server.onRequest = () => {
					if (number++ !== call) return undefined;
					kill.abort();
					return how;
				};
				const ended = await run(server, clock, small(new ReplaceLane(audience, waits, guard)), additions(list), kill.signal);
				if (ended.state === 'applied') expect(ended.content).toEqual(wantedOf(list));
				if (kill.signal.aborted && ended.state !== 'pending') expect([...ended.statuses]).not.toContain('accepted');
				await pass(clock, rest);
			}
			server.onRequest = () => undefined;
			const ended = await run(server, clock, small(new ReplaceLane(audience, waits, guard)), additions(list));
			expect(ended).toMatchObject({ state: 'applied', content: wantedOf(list) });
			await pass(clock, 100_000);
			expect(server.content()).toEqual(wantedOf(list));
		});
		await fc.assert(property, { numRuns: 500 });
	});

	it('asks for each change at most once a second', async () => {
		const clock = new VirtualClock();
		const server = new AudienceServer(clock, [], { delays: [10_000, 8_000, 20_000, 0] });
		const startedAt = clock.now();
		await run(server, clock, small(new ReplaceLane(audience, waits, guard)), additions(names));
		expect(server.changes).toEqual(['replace', 'update', 'update', 'update']);
		expectSeldom(server);
		expect(server.views).toBeLessThanOrEqual((clock.now() - startedAt) / 1_000 + server.changes.length);
	});

	it('asks once after the last call where the number of members says that all is there', async () => {
		const clock = new VirtualClock();
		const server = new AudienceServer(clock, [], { delays: [] });
		await run(server, clock, small(new ReplaceLane(audience, waits, guard)), additions(names));
		expect(server.views).toBe(2);
	});

	it('says pending when it is not applied in time, and not that it is', async () => {
		const clock = new VirtualClock();
		const server = new AudienceServer(clock, ['z'], { delays: [500_000] });
		const ended = await run(server, clock, small(new ReplaceLane(audience, waits, guard)), additions(['a']));
		expect(ended).toMatchObject({ state: 'pending', content: ['z'] });
	});
});

describe('waiting until many changes are applied', () => {
	const inApp = { family: 'app', name: 'vip', platform: 'ios', version: '1.1', idType: 'install_ids' } as const;
	const changesOf = (calls: number) => additions(Array.from({ length: calls * 3 }, (_, index) => `member ${index}`));

	it('asks for those that are applied one after the other, without a pause', async () => {
		const clock = new VirtualClock();
		const server = new AudienceServer(clock, [], { delays: [] });
		const startedAt = clock.now();
		const ended = await run(server, clock, small(new UpdateLane(inApp, waits)), changesOf(100));
		expect(ended).toMatchObject({ state: 'applied', members: 300 });
		expect([...server.asked.values()].map(({ length }) => length)).toEqual(Array(100).fill(1));
		// A request takes 10 milliseconds here: a hundred that change, some of them together, and a hundred that ask.
		expect(clock.now() - startedAt).toBeLessThanOrEqual(2_000);
	});

	it('asks again, once a second, for one alone that is not applied yet, wherever it stands', async () => {
		const property = fc.asyncProperty(fc.array(fc.nat(20_000), { maxLength: 30 }), async (delays) => {
			const clock = new VirtualClock();
			const server = new AudienceServer(clock, [], { delays });
			const startedAt = clock.now();
			const ended = await run(server, clock, small(new UpdateLane(inApp, waits)), changesOf(30));
			expect(ended).toMatchObject({ state: 'applied', members: 90 });
			expectSeldom(server);
			// As late as the latest change, a look more at each, and a second for the last to be seen.
			expect(clock.now() - startedAt).toBeLessThanOrEqual(Math.max(0, ...delays) + 60 * 10 + 1_000 + 30 * 10);
		});
		await fc.assert(property, { numRuns: 60 });
	});

	it('does not give up because asking takes long at the rate of a project, where all is applied', async () => {
		const clock = new VirtualClock();
		const server = new AudienceServer(clock, [], { delays: [] });
		const ended = await run(server, clock, small(new UpdateLane(audience, waits)), changesOf(400));
		expect(ended).toMatchObject({ state: 'applied', members: 1_200 });
		expect(server.views).toBe(400);
	});

	it('says pending when those that are not applied take longer than the time, all together', async () => {
		const clock = new VirtualClock();
		// The last change is applied after 250 seconds, the first after 500.
		const server = new AudienceServer(clock, [], { delays: [500_000, 0, 250_000] });
		const startedAt = clock.now();
		const ended = await run(server, clock, small(new UpdateLane(inApp, waits)), changesOf(3));
		expect(ended.state).toBe('pending');
		expect(clock.now() - startedAt).toBeGreaterThanOrEqual(300_000);
		expect(clock.now() - startedAt).toBeLessThan(302_000);
	});
});

describe('adding and removing members of an audience that Batch changes late and in any order', () => {
	it('ends as if all changes had been carried out in their order', async () => {
		const someChanges = fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(addition, removal)), { minLength: 1, maxLength: 30 });
		const property = fc.asyncProperty(someNames, someChanges, someDelays, async (before, changes, delays) => {
			const clock = new VirtualClock();
			const server = new AudienceServer(clock, before, { delays });
			const wanted = new Set(before);
			for (const [name, { action }] of changes) {
				if (action === 'add') wanted.add(name);
				else wanted.delete(name);
			}
			const ended = await run(server, clock, small(new UpdateLane(audience, waits)), changes);
			expect(ended).toEqual({ state: 'applied', members: wanted.size, statuses: new Set(['accepted']), content: wantedOf([...wanted]) });
		});
		await fc.assert(property, { numRuns: 300 });
	});
});
