import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Groups, type Group, type GroupLimits, type Size, type Step } from '../../../nodes/shared/webhook/gather/groups';

const limits: GroupLimits = { items: 10, bytes: 100, waiting: 50, starting: 300 };
const small: Size = { items: 1, bytes: 1 };

type Event = { kind: 'arrive'; size: Size } | { kind: 'end'; which: number; taken: boolean } | { kind: 'pass'; milliseconds: number };

const anyEvents: fc.Arbitrary<Event[]> = fc.array(
	fc.oneof(
		{ weight: 6, arbitrary: fc.record({ kind: fc.constant('arrive' as const), size: fc.record({ items: fc.integer({ min: 1, max: 14 }), bytes: fc.integer({ min: 0, max: 120 }) }) }) },
		{ weight: 4, arbitrary: fc.record({ kind: fc.constant('arrive' as const), size: fc.constant(small) }) },
		{ weight: 4, arbitrary: fc.record({ kind: fc.constant('end' as const), which: fc.nat({ max: 3 }), taken: fc.boolean() }) },
		{ weight: 2, arbitrary: fc.record({ kind: fc.constant('pass' as const), milliseconds: fc.nat({ max: 120 }) }) },
	),
	{ maxLength: 80, size: 'max' },
);

/** What happened to the calls, which are numbers in the order of their arrival. */
class Story {
	readonly groups = new Groups<number>(limits);
	readonly sizes: Size[] = [];
	readonly first = new Set<number>();
	readonly started: Array<Group<number>> = [];
	readonly told = new Map<number, boolean>();
	/** What n8n said of a group, in time. */
	readonly outcomes = new Map<Group<number>, boolean>();
	/** Started, and neither ended nor given up. */
	readonly open = new Map<Group<number>, number>();
	now = 0;

	play(event: Event): void {
		if (event.kind === 'arrive') {
			const call = this.sizes.push(event.size) - 1;
			const { isFirst, steps } = this.groups.arrive(call, event.size, this.now);
			if (isFirst) this.first.add(call);
			this.follow(steps);
		} else if (event.kind === 'end') {
			const group = this.started[this.started.length - 1 - event.which];
			if (group === undefined) return;
			if (this.open.has(group)) this.outcomes.set(group, event.taken);
			this.follow(this.groups.end(group, event.taken, this.now));
		} else {
			this.now += event.milliseconds;
			this.follow(this.groups.pass(this.now));
		}
	}

	follow(steps: Array<Step<number>>): void {
		for (const step of steps) {
			if (step.do === 'start') {
				this.started.push(step.group);
				this.open.set(step.group, this.now);
				continue;
			}
			for (const call of step.group.calls) {
				expect(this.told.has(call), 'told twice').toBe(false);
				this.told.set(call, step.taken);
			}
			// Taken is said of what n8n took on, and of nothing else; the rest is what it refused, or never answered.
			if (step.taken) expect(this.outcomes.get(step.group)).toBe(true);
			else if (this.outcomes.get(step.group) !== false) expect(this.now - this.open.get(step.group)!).toBeGreaterThanOrEqual(limits.starting);
			this.open.delete(step.group);
		}
	}
}

describe('Groups', () => {
	it('starts every call once, in order, and tells it once what became of its group', () => {
		let shared = 0;
		fc.assert(
			fc.property(anyEvents, (events) => {
				const story = new Story();
				for (const event of events) {
					const wasQuiet = story.open.size === 0;
					story.play(event);
					// In quiet times nothing waits.
					if (event.kind === 'arrive' && wasQuiet) expect(story.started.at(-1)?.calls).toEqual([story.sizes.length - 1]);
					expect(story.groups.isBusy).toBe(story.told.size < story.sizes.length);
				}
				// n8n never answers again: all the same, everything is started and told.
				for (let step = 0; step < 3; step++) story.play({ kind: 'pass', milliseconds: limits.starting });
				const calls = story.sizes.map((_, call) => call);
				expect(story.started.flatMap((group) => group.calls)).toEqual(calls);
				expect([...story.told.keys()].toSorted((one, other) => one - other)).toEqual(calls);
				expect(story.groups.isBusy).toBe(false);
				expect(story.started.map(({ calls: [first] }) => first)).toEqual([...story.first]);
				for (const { calls: together } of story.started) {
					if (together.length === 1) continue;
					shared++;
					const sum = (of: (size: Size) => number) => together.reduce((total, call) => total + of(story.sizes[call]!), 0);
					expect(sum(({ items }) => items)).toBeLessThanOrEqual(limits.items);
					expect(sum(({ bytes }) => bytes)).toBeLessThanOrEqual(limits.bytes);
				}
			}),
			{ numRuns: 500 },
		);
		// Else the property would say little.
		expect(shared).toBeGreaterThan(200);
	});

	it('starts what came meanwhile as one, once the start before it is done', () => {
		const groups = new Groups<string>(limits);
		const [{ group }] = groups.arrive('a', small, 0).steps as [Step<string>];
		expect(groups.arrive('b', small, 1)).toEqual({ isFirst: true, steps: [] });
		expect(groups.arrive('c', small, 2)).toEqual({ isFirst: false, steps: [] });
		expect(groups.end(group, true, 3)).toMatchObject([{ do: 'tell', taken: true, group: { calls: ['a'] } }, { do: 'start', group: { calls: ['b', 'c'] } }]);
		expect(groups.end(group, true, 4)).toEqual([]);
	});

	it('starts beside the one before it what is full, or has waited long enough', () => {
		const groups = new Groups<string>(limits);
		groups.arrive('a', small, 0);
		groups.arrive('b', { items: 9, bytes: 1 }, 1);
		expect(groups.arrive('c', { items: 2, bytes: 1 }, 2)).toMatchObject({ isFirst: true, steps: [{ do: 'start', group: { calls: ['b'] } }] });
		expect(groups.pass(51)).toEqual([]);
		expect(groups.pass(52)).toMatchObject([{ do: 'start', group: { calls: ['c'] } }]);
	});

	it('tells no call that it was taken when n8n does not answer in time', () => {
		const groups = new Groups<string>(limits);
		const [{ group }] = groups.arrive('a', small, 0).steps as [Step<string>];
		expect(groups.pass(299)).toEqual([]);
		expect(groups.pass(300)).toMatchObject([{ do: 'tell', taken: false, group: { calls: ['a'] } }]);
		expect(groups.end(group, true, 301)).toEqual([]);
		expect(groups.isBusy).toBe(false);
	});
});
