import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Entry } from '../../../nodes/shared/batch/bulk/lane';
import { Planner, type Call, type Merge, type PlanLimits } from '../../../nodes/shared/batch/bulk/plan';
import { someLane } from './support/lane';

const lane = someLane<number>();

const someEntries = fc
	.array(fc.record({ identity: fc.constantFrom(...'abcdefgh'), events: fc.nat(6) }), { maxLength: 60, size: 'max' })
	.map((list) => list.map((entry, row): Entry<number> => ({ lane, payload: row, ...entry })));

const someLimits = fc.record(
	{
		groupsPerCall: fc.integer({ min: 1, max: 6 }),
		eventsPerCall: fc.integer({ min: 1, max: 20 }),
		eventsPerGroup: fc.integer({ min: 1, max: 10 }),
	},
	{ requiredKeys: ['groupsPerCall'] },
);

/** All calls of the entries. @param taking for each entry in turn, whether the calls that are full are taken after it */
function plan<Payload>(entries: ReadonlyArray<Entry<Payload>>, limits: PlanLimits, merge?: Merge<Payload>, taking: readonly boolean[] = []): Array<Call<Payload>> {
	const planner = new Planner(limits, merge);
	const calls: Array<Call<Payload>> = [];
	entries.forEach((entry, row) => {
		planner.add(entry);
		if (taking[row % taking.length]) calls.push(...planner.takeFull());
	});
	return [...calls, ...planner.takeAll()];
}

const someTaking = fc.array(fc.boolean(), { maxLength: 8 });

/** Whenever calls are taken. */
function forAnyPlan(check: (calls: Array<Call<number>>, entries: Array<Entry<number>>, limits: PlanLimits) => void): void {
	fc.assert(
		fc.property(someEntries, someLimits, someTaking, (entries, limits, taking) => check(plan(entries, limits, undefined, taking), entries, limits)),
		{ numRuns: 500 },
	);
}

const eventsIn = (entries: ReadonlyArray<Entry<number>>): number => entries.reduce((sum, { events = 0 }) => sum + events, 0);
const entriesOf = ({ groups }: Call<number>): Array<Entry<number>> => groups.flatMap((group) => group.entries);
const identitiesOf = ({ groups }: Call<number>): string[] => groups.map(({ identity }) => identity);

describe('plan', () => {
	it('puts every entry in one group of its identity, and none twice', () => {
		forAnyPlan((calls, entries) => {
			const planned = calls.flatMap(entriesOf);
			expect(planned).toHaveLength(entries.length);
			expect(new Set(planned)).toEqual(new Set(entries));
			for (const { groups } of calls) {
				for (const { identity, entries: members } of groups) {
					expect(members.length).toBeGreaterThan(0);
					expect(members.every((entry) => entry.identity === identity)).toBe(true);
				}
			}
		});
	});

	it('keeps within every limit, unless a single entry exceeds it', () => {
		forAnyPlan((calls, _entries, limits) => {
			for (const call of calls) {
				expect(call.groups.length).toBeLessThanOrEqual(limits.groupsPerCall);
				const isOneTooLarge = entriesOf(call).some(({ events = 0 }) => events > (limits.eventsPerCall ?? Infinity));
				if (!isOneTooLarge) {
					expect(eventsIn(entriesOf(call))).toBeLessThanOrEqual(limits.eventsPerCall ?? Infinity);
				}
				for (const { entries } of call.groups) {
					if (entries.length === 1) continue;
					expect(eventsIn(entries)).toBeLessThanOrEqual(limits.eventsPerGroup ?? Infinity);
				}
			}
		});
	});

	it('lets an entry that is too large for a call share it with nobody who brings events', () => {
		forAnyPlan((calls, _entries, { eventsPerCall = Infinity }) => {
			for (const call of calls) {
				if (eventsIn(entriesOf(call)) <= eventsPerCall) continue;
				expect(entriesOf(call).filter(({ events = 0 }) => events > 0)).toHaveLength(1);
			}
		});
	});

	it('holds no identity twice in a call', () => {
		forAnyPlan((calls) => {
			for (const call of calls) expect(new Set(identitiesOf(call)).size).toBe(call.groups.length);
		});
	});

	it('keeps the order of an identity, in its groups and through the calls', () => {
		forAnyPlan((calls, entries) => {
			for (const identity of new Set(entries.map((entry) => entry.identity))) {
				const rows = calls.flatMap(entriesOf).filter((entry) => entry.identity === identity).map(({ payload }) => payload);
				expect(rows).toEqual([...rows].sort((first, second) => first - second));
			}
		});
	});

	it('numbers the calls, and knows in which one before an identity stands, too', () => {
		forAnyPlan((calls) => {
			const last = new Map<string, number>();
			for (const [index, { number, groups }] of calls.entries()) {
				expect(number).toBe(index);
				for (const { identity, follows } of groups) {
					expect(follows).toBe(last.get(identity));
					last.set(identity, number);
				}
			}
		});
	});

	it('says so as soon as a call is full, and takes none later than the last of them', () => {
		fc.assert(
			fc.property(someEntries, someLimits, (entries, limits) => {
				const planner = new Planner<number>(limits);
				for (const entry of entries) {
					const isFull = planner.add(entry);
					const taken = planner.takeFull();
					expect(taken.length > 0).toBe(isFull);
					const last = taken.at(-1);
					if (last !== undefined) expect(last.groups.length === limits.groupsPerCall || eventsIn(entriesOf(last)) >= (limits.eventsPerCall ?? Infinity)).toBe(true);
				}
			}),
		);
	});

	it('makes as few calls as can be of identities that differ', () => {
		fc.assert(
			fc.property(fc.nat(500), fc.integer({ min: 1, max: 50 }), (count, groupsPerCall) => {
				const entries = Array.from({ length: count }, (_unused, row) => ({
					lane,
					identity: `reader-${row}`,
					payload: row,
					events: 0,
				}));
				const calls = plan(entries, { groupsPerCall, eventsPerCall: 1, eventsPerGroup: 1 });
				expect(calls).toHaveLength(Math.ceil(count / groupsPerCall));
				expect(calls.flatMap(identitiesOf)).toHaveLength(count);
			}),
		);
	});

	it('fills up an earlier call that has room, and none beyond its bounds', () => {
		const weights = { a: 6, b: 2, c: 2, d: 2, e: 1 };
		const entries = Object.entries(weights).map(([identity, events], row) => ({ lane, identity, payload: row, events }));
		expect(plan(entries, { groupsPerCall: 2, eventsPerCall: 7 }).map(identitiesOf)).toEqual([['a', 'e'], ['b', 'c'], ['d']]);
	});

	it('gathers the rows of one profile that stand far apart', () => {
		const entries = [0, 1, 2, 3, 4, 5].map((row) => ({ lane, identity: 'ab'[row % 2], payload: row, events: 1 }));
		expect(plan(entries, { groupsPerCall: 200, eventsPerGroup: 15 }).map(identitiesOf)).toEqual([['a', 'b']]);
	});

	it('merges what travels together, in order, and lets nothing travel together that cannot be merged', () => {
		const joined = (earlier: string, later: string) => (earlier.length + later.length > 5 ? undefined : earlier + later);
		const payloads = fc.array(fc.record({ identity: fc.constantFrom('a', 'b', 'c'), payload: fc.string({ maxLength: 7 }) }));
		fc.assert(
			fc.property(payloads, someTaking, (list, taking) => {
				const entries = list.map((entry): Entry<string> => ({ lane: someLane(), events: 0, ...entry }));
				const groups = plan(entries, { groupsPerCall: 2 }, joined, taking).flatMap((call) => call.groups);
				expect(groups.flatMap((group) => group.entries)).toHaveLength(entries.length);
				for (const { entries: members, merged } of groups) {
					expect(merged).toBe(members.map(({ payload }) => payload).join(''));
					if (members.length > 1) expect(merged.length).toBeLessThanOrEqual(5);
				}
			}),
		);
	});
});
