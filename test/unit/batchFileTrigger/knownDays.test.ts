import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { WatchSettings } from '../../../nodes/BatchFileTrigger/watch/settings.ts';
import type { StoredFile } from '../../../nodes/shared/storage/storage.ts';
import { DurableEngine, InMemoryEngine } from './support/engines.ts';
import { SimulatedFolder, type SimulatedFile } from './support/folder.ts';
import { Clock, portsOver } from './support/ports.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const halfAYear = 180 * day;

/** An FTP server without MLSD, SIZE and MDTM: a listing for people is all there is, with the time of a young file and the year of an old one. */
class ListedForPeople extends SimulatedFolder {
	constructor(private readonly clock: Clock) {
		super();
	}

	override shown(path: string, file: SimulatedFile): StoredFile {
		const shown = { ...super.shown(path, file), isApproximate: true };
		const isOld = this.clock.now - file.modifiedAt > halfAYear;
		const exactTo = isOld ? day : minute;
		return { ...shown, modifiedAt: Math.floor(file.modifiedAt / exactTo) * exactTo, ...(isOld && { isDayOnly: true }) };
	}
}

const path = fc.constantFrom('a.csv', 'b.csv', 'c.csv');

const step = fc.oneof(
	{ weight: 5, arbitrary: fc.record({ do: fc.constant('poll' as const) }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('upload' as const), path, rows: fc.nat(8), days: fc.constantFrom(0, 0, 1, 179, 181, 400) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), path }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.constantFrom(1, 2, 90, 179, 181) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
);

const someSettings = fc.record({
	startFrom: fc.constant<WatchSettings['startFrom']>({ kind: 'all' }),
	unchangedFor: fc.constantFrom(0, 20_000),
	order: fc.constantFrom<WatchSettings['order']>('oldestFirst', 'byName'),
	attempts: fc.integer({ min: 1, max: 3 }),
	finishesRead: fc.boolean(),
	finishesSetAside: fc.boolean(),
});

const engines = { 'in-memory': () => new InMemoryEngine(), durable: () => new DurableEngine() };

describe.each(Object.keys(engines) as Array<keyof typeof engines>)('a listing that turns from time to year, in the %s engine', (name) => {
	it('brings every row once', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 30 }), someSettings, fc.integer({ min: 1, max: 10 }), async (steps, settings, rows) => {
				const clock = new Clock();
				const folder = new ListedForPeople(clock);
				const engine = engines[name]();
				const limits = { rows, budget: 36_000, looksAgain: false };
				const watched = { settings: { ...settings, scope: 'folder' }, limits, interval: minute, ports: portsOver(folder, clock) };
				const poll = async (): Promise<void> => {
					clock.pass(minute);
					await engine.poll(watched);
				};
				await engine.activate(watched);
				// What n8n has not written down yet is lost with it: that is another test's.
				await poll();
				for (const next of steps) {
					if (next.do === 'poll') await poll();
					if (next.do === 'upload') folder.put(next.path, clock.now - next.days * day, next.rows);
					if (next.do === 'remove') folder.files.delete(next.path);
					if (next.do === 'wait') clock.pass(next.days * day);
					if (next.do === 'restart') await engine.restart(watched);
				}
				const left = [...folder.files.values()].flatMap((file) => file.rows);
				for (let round = 0; round < 40; round++) await poll();
				const arrived = engine.arrived.flatMap(({ row }) => (row === undefined ? [] : [String(row)]));
				expect(arrived.toSorted()).toEqual([...new Set(arrived)].toSorted());
				expect(arrived).toEqual(expect.arrayContaining(left));
			}),
			{ numRuns: 400 },
		);
	});
});
