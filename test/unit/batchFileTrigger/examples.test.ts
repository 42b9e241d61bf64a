import { beforeEach, describe, expect, it } from 'vitest';

import { advance } from '../../../nodes/BatchFileTrigger/watch/advance.ts';
import { identityOf } from '../../../nodes/shared/rowFile/identity.ts';
import { longestInterval } from '../../../nodes/BatchFileTrigger/watch/pollInterval.ts';
import type { WatchSettings } from '../../../nodes/BatchFileTrigger/watch/settings.ts';
import { restoreState, storeState } from '../../../nodes/BatchFileTrigger/watch/state.ts';
import type { StoredFile } from '../../../nodes/shared/storage/storage.ts';
import { DurableEngine, InMemoryEngine, type Watched } from './support/engines.ts';
import { SimulatedFolder } from './support/folder.ts';
import { Clock, portsOver } from './support/ports.ts';

const minute = 60_000;
const hour = 60 * minute;

const defaults: WatchSettings = {
	scope: 'folder',
	startFrom: { kind: 'now' },
	unchangedFor: 0,
	order: 'oldestFirst',
	attempts: 3,
	finishesRead: false,
	finishesSetAside: false,
};

let folder: SimulatedFolder;
let clock: Clock;

beforeEach(() => {
	folder = new SimulatedFolder();
	clock = new Clock();
});

function watched(settings: Partial<WatchSettings> = {}, { interval = minute, rows = 1_000, millisecondsARow = 1 } = {}): Watched {
	return {
		ports: portsOver(folder, clock, millisecondsARow),
		settings: { ...defaults, ...settings },
		limits: { rows, budget: 36_000, looksAgain: interval > 5 * minute },
		interval,
	};
}

/** Polls so many times, one interval apart; gives the paths of the rows that arrived, each once in a row. */
async function paths(engine: InMemoryEngine | DurableEngine, watch: Watched, polls = 1): Promise<string[]> {
	const before = engine.arrived.length;
	for (let poll = 0; poll < polls; poll++) {
		clock.pass(watch.interval);
		await engine.poll(watch);
	}
	const seen = engine.arrived.slice(before).filter(({ row }) => row !== undefined);
	return seen.map(({ path }) => String(path)).filter((path, index, all) => path !== all[index - 1]);
}

describe.each([
	['in-memory', () => new InMemoryEngine()],
	['durable', () => new DurableEngine()],
])('a watch in the %s engine', (_name, makeEngine) => {
	it('leaves alone what was there before, and takes up what comes, whatever its time says', async () => {
		const engine = makeEngine();
		const watch = watched();
		folder.put('history.csv', clock.now - 24 * hour, 3);
		await engine.activate(watch);
		folder.put('preserved-time.csv', clock.now - 700 * hour, 3);
		folder.put('ahead.csv', clock.now + 5 * hour, 3);
		expect(await paths(engine, watch)).toEqual(['preserved-time.csv', 'ahead.csv']);
		expect(await paths(engine, watch, 3)).toEqual([]);
	});

	it('counts as new what was modified in the quarter of an hour before', async () => {
		const engine = makeEngine();
		folder.put('just-before.csv', clock.now - 14 * minute, 3);
		folder.put('earlier.csv', clock.now - 16 * minute, 3);
		await engine.activate(watched());
		expect(engine.arrived.map(({ path }) => path)).toEqual(['just-before.csv', 'just-before.csv', 'just-before.csv']);
	});

	it('starts from a date, and from a file without one', async () => {
		const engine = makeEngine();
		folder.put('before.csv', clock.now - 48 * hour, 1);
		folder.put('after.csv', clock.now - 24 * hour, 1);
		const date = clock.now - 36 * hour;
		await engine.activate(watched({ startFrom: { kind: 'date', date } }));
		expect(engine.arrived.map(({ path }) => path)).toEqual(['after.csv']);
	});

	it('tells files of one second apart, and a file from its successor of the same name', async () => {
		const engine = makeEngine();
		const watch = watched();
		await engine.activate(watch);
		for (const name of ['b.csv', 'a.csv', 'c.csv']) folder.put(name, clock.now, 1);
		expect(await paths(engine, watch)).toEqual(['a.csv', 'b.csv', 'c.csv']);
		folder.put('b.csv', clock.now, 1);
		expect(await paths(engine, watch, 2)).toEqual(['b.csv']);
	});

	it('waits for a file that grows, and sees on its second look that it does not', async () => {
		const engine = makeEngine();
		const watch = watched({ unchangedFor: 20_000 });
		await engine.activate(watch);
		for (const rows of [1, 2, 3]) {
			folder.put('growing.csv', clock.now, rows);
			expect(await paths(engine, watch)).toEqual([]);
		}
		expect(await paths(engine, watch)).toEqual(['growing.csv']);
		expect(engine.arrived).toHaveLength(3);
	});

	it('takes both looks in one poll when the next one is far away', async () => {
		const engine = makeEngine();
		const watch = watched({ unchangedFor: 20_000 }, { interval: 24 * hour });
		await engine.activate(watch);
		folder.put('daily.csv', clock.now + 2 * hour, 3);
		expect(await paths(engine, watch)).toEqual(['daily.csv']);
	});

	it('takes both looks although yesterday’s file is still to be deleted', async () => {
		const engine = makeEngine();
		const watch = watched({ unchangedFor: 20_000, finishesRead: true }, { interval: 24 * hour });
		await engine.activate(watch);
		for (const name of ['monday.csv', 'tuesday.csv', 'wednesday.csv']) {
			folder.put(name, clock.now + 2 * hour, 3);
			expect(await paths(engine, watch)).toEqual([name]);
			expect([...folder.files.keys()]).toEqual([name]);
		}
	});

	it('reads a large file in portions, without a gap and without a repetition', async () => {
		const engine = makeEngine();
		const watch = watched({}, { rows: 100 });
		await engine.activate(watch);
		folder.put('large.csv', clock.now, 1_050);
		folder.put('small.csv', clock.now + 1_000, 5);
		expect(await paths(engine, watch, 10)).toEqual(['large.csv']);
		expect(await paths(engine, watch)).toEqual(['large.csv', 'small.csv']);
		expect(new Set(engine.arrived.map(({ row }) => row)).size).toBe(1_055);
		expect(engine.arrived).toHaveLength(1_055);
	});

	it('stops when the time is up and goes on in the next poll', async () => {
		const engine = makeEngine();
		const watch = watched({}, { millisecondsARow: 1_000 });
		await engine.activate(watch);
		folder.put('slow.csv', clock.now, 100);
		await paths(engine, watch);
		expect(engine.arrived).toHaveLength(36);
		await paths(engine, watch, 2);
		expect(engine.arrived).toHaveLength(100);
	});

	it('tries a broken file again with growing pauses, tells of it at once and when it is given up, and lets the others pass', async () => {
		const engine = makeEngine();
		const watch = watched({ attempts: 3 });
		await engine.activate(watch);
		folder.put('broken.csv', clock.now, 5);
		folder.files.get('broken.csv')!.brokenFrom = 2;
		folder.put('fine.csv', clock.now + 1_000, 5);
		expect(await paths(engine, watch)).toEqual(['broken.csv', 'fine.csv']);
		const told = { report: 'reading', path: 'broken.csv', reason: 'It is broken', rows: 2 };
		expect(engine.arrived).toHaveLength(8);
		expect(engine.arrived).toContainEqual(expect.objectContaining({ ...told, attempts: 1, goesOn: true }));
		await paths(engine, watch, 5);
		expect(engine.arrived).toHaveLength(8);
		await paths(engine, watch, 20);
		expect(engine.arrived.slice(8)).toEqual([
			expect.objectContaining({ ...told, attempts: 3, goesOn: false }),
		]);
	});

	it('does not give up a file that gets further with each attempt', async () => {
		const engine = makeEngine();
		const watch = watched({ attempts: 2 });
		await engine.activate(watch);
		folder.put('flaky.csv', clock.now, 10);
		const file = folder.files.get('flaky.csv')!;
		for (const brokenFrom of [2, 4, 6, 8]) {
			file.brokenFrom = brokenFrom;
			await paths(engine, watch);
		}
		delete file.brokenFrom;
		await paths(engine, watch, 10);
		expect(engine.arrived.flatMap(({ row }) => row ?? [])).toEqual(file.rows);
		expect(engine.arrived.filter(({ report }) => report !== undefined)).toHaveLength(1);
	});

	it('does not make a file wait when the clock is set back', async () => {
		const engine = makeEngine();
		const watch = watched({ unchangedFor: 20_000 });
		await engine.activate(watch);
		folder.put('new.csv', clock.now, 1);
		expect(await paths(engine, watch)).toEqual([]);
		clock.pass(-5 * hour);
		expect(await paths(engine, watch)).toEqual([]);
		expect(await paths(engine, watch)).toEqual(['new.csv']);
	});

	it('deletes a file in the poll after the one that emitted its last row', async () => {
		const engine = makeEngine();
		const watch = watched({ finishesRead: true });
		await engine.activate(watch);
		folder.put('daily.csv', clock.now, 5);
		await paths(engine, watch);
		expect([...folder.files.keys()]).toEqual(['daily.csv']);
		await paths(engine, watch);
		expect([...folder.files.keys()]).toEqual([]);
		await paths(engine, watch, 2);
		expect(engine.arrived).toHaveLength(5);
		expect(restoreState(engine.stored.watch)?.state.open.size).toBe(engine.name === 'durable' ? 0 : 1);
	});

	it.each([true, false])('tells once of what cannot be looked at, and forgets nothing behind it (looked at again later: %s)', async (opensAgain) => {
		const engine = makeEngine();
		const watch = watched();
		await engine.activate(watch);
		for (const name of ['a.csv', 'b.csv', 'c.csv']) folder.put(name, clock.now, 2);
		await paths(engine, watch);
		expect(engine.arrived).toHaveLength(6);
		folder.files.get('b.csv')!.isForbidden = true;
		folder.put('d.csv', clock.now, 1);
		expect(await paths(engine, watch, 10)).toEqual(['d.csv']);
		expect(engine.arrived.filter(({ report }) => report === 'looking')).toHaveLength(1);
		folder.files.delete('a.csv');
		await paths(engine, watch, 2);
		if (opensAgain) folder.files.get('b.csv')!.isForbidden = false;
		else folder.files.delete('b.csv');
		expect(await paths(engine, watch, 3)).toEqual([]);
		// The other engine writes down only what comes with rows.
		if (engine.name === 'durable') expect(restoreState(engine.stored.watch)?.state.held).toEqual([]);
		expect(engine.arrived).toHaveLength(8);
	});

	it('tells at once of what will not pass by itself, and of what may pass when it fails again', async () => {
		for (const [mayPass, stopsPoll, polls] of [[false, false, 1], [true, false, 2], [false, true, 2]] as const) {
			folder = new SimulatedFolder();
			const engine = makeEngine();
			const watch = watched({ attempts: 9 });
			await engine.activate(watch);
			folder.put('broken.csv', clock.now, 1);
			Object.assign(folder.files.get('broken.csv')!, { brokenFrom: 0, failure: { mayPass, stopsPoll } });
			for (let poll = 1; poll <= 4; poll++) {
				await paths(engine, watch);
				expect(engine.arrived, `${poll}`).toHaveLength(poll < polls ? 0 : 1);
				clock.pass(5 * minute);
			}
		}
	});

	it('reports a file that it may not delete, and keeps from reading it again', async () => {
		const engine = makeEngine();
		const watch = watched({ finishesRead: true, attempts: 2 });
		await engine.activate(watch);
		folder.put('pinned.csv', clock.now, 1);
		folder.files.get('pinned.csv')!.isPinned = true;
		await paths(engine, watch, 10);
		expect(engine.arrived.map(({ row, report, goesOn }) => row ?? [report, goesOn])).toEqual(['row-1', ['finishing', true], ['finishing', false]]);
	});

	it('goes on where it was when the server was away', async () => {
		const engine = makeEngine();
		const watch = watched();
		folder.put('history.csv', clock.now - hour, 1);
		await engine.activate(watch);
		folder.isReachable = false;
		await paths(engine, watch, 3);
		folder.isReachable = true;
		folder.put('new.csv', clock.now, 1);
		expect(await paths(engine, watch)).toEqual(['new.csv']);
	});

	it('keeps to what it knows when another folder is to be watched', async () => {
		const engine = makeEngine();
		await engine.activate(watched());
		folder.put('known.csv', clock.now, 1);
		await paths(engine, watched());
		clock.pass(hour);
		folder.put('other-folder.csv', clock.now - 30 * minute, 1);
		expect(await paths(engine, watched({ scope: 'other folder' }), 2)).toEqual([]);
		folder.put('new.csv', clock.now, 1);
		expect(await paths(engine, watched({ scope: 'other folder' }), 2)).toEqual(['new.csv']);
	});
});

describe('a watch in the durable engine', () => {
	it('knows after a restart right after activation that what came since is new', async () => {
		const engine = new DurableEngine();
		const watch = watched({}, { interval: 24 * hour });
		folder.put('history.csv', clock.now - hour, 1);
		await engine.activate(watch);
		expect(engine.stored.watch).toBeUndefined();
		folder.put('after-activation.csv', clock.now + 2 * hour, 1);
		await engine.restart();
		expect(await paths(engine, watch)).toEqual(['after-activation.csv']);
	});

	it('gives up on a file that never gets further in the time a poll has', async () => {
		const engine = new DurableEngine();
		const watch = watched({ attempts: 2 });
		const ports = watch.ports;
		watch.ports = {
			...ports,
			read: async (request) => {
				if (request.file.path !== 'stuck.csv') return await ports.read(request);
				clock.pass(40_000);
				return { items: [], setAside: [], progress: request.progress ?? { rows: 0 }, taken: 0, end: 'paused' };
			},
		};
		await engine.activate(watch);
		folder.put('stuck.csv', clock.now, 1);
		folder.put('other.csv', clock.now + 1_000, 1);
		expect(await paths(engine, watch, 2)).toEqual(['other.csv']);
		await paths(engine, watch, 5);
		expect(engine.arrived.at(-1)).toMatchObject({ report: 'reading', path: 'stuck.csv' });
	});
});

describe('the state', () => {
	const listing = (count: number): StoredFile[] =>
		Array.from({ length: count }, (_, index) => ({ path: `exports/push_${index}.csv`, size: index, modifiedAt: index * 1_000 }));

	it('is small for 10,000 files, and quickly made', () => {
		const files = listing(10_000);
		const startedAt = performance.now();
		const { state } = advance(undefined, files, defaults, { now: clock.now, begunAtMost: 0 });
		const stored = storeState(state, 'first');
		expect(JSON.stringify(stored).length).toBeLessThan(121_000);
		expect(advance(restoreState(stored)?.state, files, defaults, { now: clock.now, begunAtMost: 0 }).actions).toEqual([]);
		expect(performance.now() - startedAt).toBeLessThan(2_000);
	});

	it('forgets what a listing no longer shows', () => {
		const { state } = advance(undefined, listing(100), defaults, { now: clock.now, begunAtMost: 0 });
		const next = advance(state, listing(3), defaults, { now: clock.now, begunAtMost: 0 });
		expect([...next.state.done]).toEqual(listing(3).map(identityOf));
	});

	it('begins anew from what no version of the node has written', () => {
		for (const stored of [undefined, null, 'text', {}, { id: 'x', scope: 'y' }]) expect(restoreState(stored)).toBeUndefined();
	});
});

describe('an identity', () => {
	it('changes with each of path, size, time and version', () => {
		const file = { path: 'a', size: 1, modifiedAt: 1_000, version: '"x"' };
		const others = [{ path: 'b' }, { size: 2 }, { modifiedAt: 2_000 }, { version: '"y"' }, { version: undefined }];
		const identities = [file, ...others.map((other) => ({ ...file, ...other }))].map(identityOf);
		expect(new Set(identities).size).toBe(identities.length);
		expect(identities[0]).toHaveLength(12);
	});
});

describe('the longest interval', () => {
	it.each([
		[undefined, minute],
		[[{ mode: 'everyMinute' }], minute],
		[[{ mode: 'everyX', value: 2, unit: 'hours' }], 2 * hour],
		[[{ mode: 'everyDay', hour: 6, minute: 0 }], 24 * hour],
		[[{ mode: 'everyDay' }, { mode: 'everyHour' }], hour],
		[[{ mode: 'everyMonth' }], 31 * 24 * hour],
		[[{ mode: 'custom', cronExpression: '0 */5 * * * *' }], hour],
		[[{ mode: 'custom', cronExpression: '0 6 * * *' }], 24 * hour],
		[[{ mode: 'custom', cronExpression: '0 6 * * 1-5' }], 7 * 24 * hour],
	])('of %j is %d ms', (item, expected) => {
		expect(longestInterval(item === undefined ? undefined : { item })).toBe(expected);
	});
});
