import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { nodePorts } from '../../../nodes/BatchFileTrigger/nodePorts.ts';
import type { TriggerSettings } from '../../../nodes/BatchFileTrigger/settings.ts';
import type { Finishing } from '../../../nodes/shared/rowFile/finishFile.ts';
import { StatCache } from '../../../nodes/BatchFileTrigger/source/statCache.ts';
import { sourceOf } from '../../../nodes/shared/rowFile/sources.ts';
import { DurableEngine, InMemoryEngine, type Watched } from './support/engines.ts';
import { Clock } from './support/ports.ts';
import { Shelf, views } from './support/shelf.ts';

const minute = 60_000;
const paths = ['a.csv', 'b.csv', 'c.csv'] as const;

/** What happens to a file: now, or while a poll is in the middle of something. */
const step = fc.oneof(
	{ weight: 5, arbitrary: fc.record({ do: fc.constant('poll' as const), minutes: fc.constantFrom(1, 3, 70) }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('put' as const), path: fc.constantFrom(...paths), rows: fc.integer({ min: 1, max: 6 }), age: fc.constantFrom(0, 0, 1, 600) }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('putLater' as const), path: fc.constantFrom(...paths), rows: fc.integer({ min: 1, max: 6 }), age: fc.constantFrom(0, 0, 1, 600), after: fc.nat(6) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
);

describe.each(views)('on a server that shows $name', (view) => {
	it.each(['delete', 'move'] as const)('nothing is taken away (%s) whose every row did not come out', async (kind) => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), fc.integer({ min: 1, max: 8 }), fc.boolean(), async (steps, rowsPerRun, isDurable) => {
				const shelf = new Shelf(view);
				const clock = new Clock();
				const engine = isDurable ? new DurableEngine() : new InMemoryEngine();
				let cache = new StatCache();
				const settings = settingsOf(kind === 'delete' ? { kind } : { kind, folder: 'done' });
				const watched = (): Watched => ({
					settings: settings.watch,
					limits: { budget: 36_000, rows: rowsPerRun, looksAgain: false },
					interval: minute,
					ports: nodePorts(shelf, settings, undefined, cache, { now: () => clock.now, sleep: async (milliseconds) => clock.pass(milliseconds) }),
				});
				let made = 0;
				const content = (rows: number): string => `custom_user_id,note\n${Array.from({ length: rows }, () => `user-${String(++made).padStart(5, '0')},x\n`).join('')}`;
				const poll = async (): Promise<void> => {
					clock.pass(minute);
					await engine.poll(watched());
					checkTaken(shelf, engine.arrived);
				};
				await engine.activate(watched());
				for (const next of steps) {
					clock.pass(7_000);
					if (next.do === 'restart') cache = new StatCache();
					if (next.do === 'put') shelf.put(next.path, content(next.rows), clock.now - next.age * minute);
					if (next.do === 'putLater') {
						const { path, rows, age, after } = next;
						shelf.plans.push({ after, act: () => shelf.put(path, content(rows), clock.now - age * minute) });
					}
					if (next.do === 'poll') {
						clock.pass(next.minutes * minute);
						await poll();
					}
				}
				for (let round = 0; round < 20; round++) await poll();
				const isComparable = view.name !== 'sizes and nothing else';
				if (!isComparable) expect(shelf.taken).toEqual([]);
				else if (steps.some(({ do: what }) => what === 'put')) expect(shelf.taken).not.toEqual([]);
			}),
			{ numRuns: 150 },
		);
	});
});

/** Every row of what was deleted or moved is among what the workflow was started with. */
function checkTaken({ taken }: Shelf, arrived: InMemoryEngine['arrived']): void {
	const seen = new Set(arrived.map(({ customId, custom_user_id }) => customId ?? custom_user_id));
	for (const content of taken) {
		for (const [name] of content.matchAll(/user-\d+/g)) expect(seen.has(name), name).toBe(true);
	}
}

function settingsOf(afterReading: Finishing): TriggerSettings {
	return {
		source: sourceOf('http')!,
		place: { folder: '', recursive: false, pattern: '', excluded: [], isKnownByName: false },
		watch: { scope: 'x', startFrom: { kind: 'all' }, unchangedFor: 20_000, order: 'oldestFirst', attempts: 3, finishesRead: true, finishesSetAside: false },
		output: 'rows',
		batchSize: 10,
		campaignNames: false,
		rowsPerRun: 10,
		table: {},
		appPattern: '',
		afterReading,
		afterGivingUp: { kind: 'leave' },
		looksAgain: false,
	};
}
