import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { grace } from '../../../nodes/BatchFileTrigger/watch/isNew.ts';
import { identityOf } from '../../../nodes/shared/rowFile/identity.ts';
import type { WatchSettings } from '../../../nodes/BatchFileTrigger/watch/settings.ts';
import { restoreState } from '../../../nodes/BatchFileTrigger/watch/state.ts';
import { DurableEngine, InMemoryEngine, type SimulatedEngine, type Watched } from './support/engines.ts';
import { SimulatedFolder, type SimulatedFile } from './support/folder.ts';
import { Clock, portsOver } from './support/ports.ts';

const minute = 60_000;

/** More of them: WATCH_STORIES=20000 npx vitest run test/unit/batchFileTrigger/watch.test.ts --testTimeout=7200000 */
const stories = Number(process.env.WATCH_STORIES ?? 400);

/** What the server, the uploader and n8n do to each other, in any order. */
const step = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ do: fc.constant('poll' as const) }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('upload' as const), path: aPath(), rows: fc.nat(12), time: aTime() }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('grow' as const), path: aPath(), rows: fc.integer({ min: 1, max: 5 }) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('truncate' as const), path: aPath() }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), path: aPath() }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('uploadAgain' as const), path: aPath() }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('break' as const), path: aPath(), from: fc.nat(8) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('mend' as const), path: aPath() }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('pin' as const), path: aPath() }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('forbid' as const), path: aPath() }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('allow' as const), path: aPath() }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('loseServer' as const) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('findServer' as const) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('abandonedPoll' as const) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('doublePoll' as const) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('overtakingPoll' as const) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('killedWhileSaving' as const) }) },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function aPath() {
	return fc.constantFrom('a.csv', 'b.csv', 'c.csv', 'd.csv');
}

/** How the time of an upload, as the server shows it, differs from now: preserved, exact, ahead. */
function aTime() {
	return fc.constantFrom(-30 * 24 * 60 * minute, -20 * minute, 0, 0, 0, 3 * 60 * minute);
}

const someSettings = fc.record({
	startFrom: fc.constantFrom<WatchSettings['startFrom']>({ kind: 'now' }, { kind: 'all' }),
	unchangedFor: fc.constantFrom(0, 20_000),
	order: fc.constantFrom<WatchSettings['order']>('oldestFirst', 'byName'),
	attempts: fc.integer({ min: 1, max: 4 }),
	finishesRead: fc.boolean(),
	finishesSetAside: fc.boolean(),
});

const someLimits = fc.record({
	rows: fc.integer({ min: 1, max: 20 }),
	budget: fc.constantFrom(36_000, 300_000),
	looksAgain: fc.boolean(),
});

const engines = { 'in-memory': () => new InMemoryEngine(), durable: () => new DurableEngine() };

describe.each(Object.keys(engines) as Array<keyof typeof engines>)('a watch in the %s engine', (name) => {
	it('loses nothing and repeats nothing but what the documentation names', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.record({ path: aPath(), rows: fc.nat(12), age: fc.constantFrom(1, 60, 60 * 24 * 30) }), { maxLength: 4 }),
				fc.array(step, { maxLength: 40 }),
				someSettings,
				someLimits,
				async (before, steps, settings, limits) => {
					const story = new Story(engines[name](), { ...settings, scope: 'folder' }, limits);
					for (const { path, rows, age } of before) story.folder.put(path, story.clock.now - age * minute, rows);
					await story.begin();
					for (const next of steps) await story.go(next);
					await story.comeToRest();
					story.check();
				},
			),
			{ numRuns: stories },
		);
	});
});

/** What a file is, whether or not anybody may look at it. */
function versionOf(folder: SimulatedFolder, path: string, file: SimulatedFile): string {
	return identityOf(folder.shown(path, { ...file, isForbidden: false }));
}

/** A folder, an engine, what happened to them, and what must be true in the end. */
class Story {
	readonly folder = new SimulatedFolder();
	readonly clock = new Clock();
	/** Versions that were there before the watch began, or looked like it, and may rightly be left alone. */
	private readonly old = new Set<string>();
	/** Those of them that must be. */
	private readonly surelyOld = new Set<string>();
	/** Versions whose rows may come once more: they were away, or n8n was killed while saving. */
	private readonly mayRepeat = new Map<string, number>();
	/** Whether a process that knew nothing began the watch anew. */
	private hasBegunAnew = false;
	private listed = new Set<string>();
	private readonly watched: Watched;

	constructor(
		private readonly engine: SimulatedEngine,
		private readonly settings: WatchSettings,
		limits: Watched['limits'],
	) {
		const ports = portsOver(this.folder, this.clock);
		this.watched = {
			settings,
			limits,
			interval: minute,
			ports: {
				...ports,
				list: async () => {
					const files = await ports.list();
					this.listed = new Set(files.map(identityOf));
					return files;
				},
				finish: async (file, identity, as) => {
					const rows = this.folder.files.get(file.path)?.rows ?? [];
					if (as === 'read') expect(this.engine.arrived.map(({ row }) => row)).toEqual(expect.arrayContaining(rows));
					return await ports.finish(file, identity, as);
				},
			},
		};
	}

	async begin(): Promise<void> {
		const { kind } = this.settings.startFrom;
		for (const file of this.folder.list()) {
			if (kind !== 'now' || (file.modifiedAt ?? 0) >= this.clock.now - grace) continue;
			this.old.add(identityOf(file));
			this.surelyOld.add(identityOf(file));
		}
		await this.engine.activate(this.watched);
		this.checkState();
	}

	async go(next: Step): Promise<void> {
		const { folder, clock, engine, watched } = this;
		const file = 'path' in next ? folder.files.get(next.path) : undefined;
		// A file that nobody may look at is gone, and comes again, both as what a listing shows and as what it is.
		const versions = file && 'path' in next ? [identityOf(folder.shown(next.path, file)), versionOf(folder, next.path, file)] : [];
		clock.pass(7_000);
		switch (next.do) {
			case 'poll':
			case 'doublePoll':
				if (next.do === 'doublePoll') this.noteAnewBeginning();
				clock.pass(minute);
				await engine[next.do](watched);
				this.checkState();
				break;
			case 'abandonedPoll':
			case 'overtakingPoll':
				clock.pass(minute);
				await engine[next.do](watched);
				break;
			case 'restart':
				this.noteAnewBeginning();
				await engine.restart(watched);
				break;
			case 'killedWhileSaving':
				this.noteAnewBeginning();
				for (const { version } of await engine.killedWhileSaving(watched)) this.allowRepeat(String(version));
				break;
			case 'upload':
				folder.put(next.path, clock.now + next.time, next.rows);
				this.noteHiddenByAnewBeginning(next.path);
				break;
			case 'grow':
				if (file) Object.assign(file, { rows: [...file.rows, ...folder.rows(next.rows)], modifiedAt: clock.now });
				break;
			case 'truncate':
				if (file) Object.assign(file, { rows: file.rows.slice(0, -1), modifiedAt: clock.now });
				break;
			case 'remove':
				this.allowRepeat(...versions);
				folder.files.delete(next.path);
				break;
			case 'uploadAgain':
				// The same bytes with the same time: whether it was away is for the listings in between to say.
				if (file) {
					folder.files.delete(next.path);
					clock.pass(minute);
					await engine.poll(watched);
					folder.files.set(next.path, file);
					this.allowRepeat(...versions);
					for (const version of versions) this.surelyOld.delete(version);
				}
				break;
			case 'break':
				if (file) file.brokenFrom = next.from;
				break;
			case 'mend':
				if (file) delete file.brokenFrom;
				break;
			case 'forbid':
				if (file) file.isForbidden = true;
				break;
			case 'allow':
				if (file) file.isForbidden = false;
				break;
			case 'pin':
				if (file) file.isPinned = true;
				break;
			case 'loseServer':
				folder.isReachable = false;
				break;
			case 'findServer':
				folder.isReachable = true;
				break;
		}
	}

	/** Polls until everything that can come has come: the longest pauses, too. */
	async comeToRest(): Promise<void> {
		this.folder.isReachable = true;
		for (const file of this.folder.files.values()) file.isForbidden = false;
		for (let round = 0; round < 400; round++) {
			this.clock.pass(5 * minute);
			await this.engine.poll(this.watched);
			this.checkState();
		}
	}

	check(): void {
		const arrivals = new Map<string, number>();
		for (const { version, row } of this.engine.arrived) {
			if (row !== undefined) arrivals.set(`${version} ${row}`, (arrivals.get(`${version} ${row}`) ?? 0) + 1);
		}
		const givenUp = new Map<unknown, number>();
		const told = new Map<string, number>();
		for (const { report, version, readable, goesOn } of this.engine.arrived) {
			if (report !== undefined && goesOn) told.set(`${version} ${report}`, (told.get(`${version} ${report}`) ?? 0) + 1);
			if (report === 'reading' && !goesOn) givenUp.set(version, Math.min(givenUp.get(version) ?? Infinity, Number(readable ?? 0)));
		}
		for (const [path, file] of this.folder.files) {
			const version = identityOf(this.folder.shown(path, file));
			if (this.old.has(version)) {
				const arrived = file.rows.filter((row) => arrivals.has(`${version} ${row}`));
				if (!this.hasBegunAnew && this.surelyOld.has(version)) expect(arrived, `${path} is older than the watch`).toEqual([]);
				continue;
			}
			// Of a file that was given up while it was broken, what could be read then.
			const readable = file.rows.slice(0, givenUp.get(version));
			for (const row of readable) expect(arrivals.get(`${version} ${row}`) ?? 0, `${row} of ${path}`).toBeGreaterThan(0);
			if (this.settings.finishesRead && !givenUp.has(version)) {
				expect(file.isPinned, `${path} is still there`).toBe(true);
				const reports = this.engine.arrived.filter((item) => item.report === 'finishing' && item.version === version);
				expect(reports.length, `${path} could not be finished`).toBeGreaterThan(0);
			}
		}
		// Of a file that fails somebody is told once, as long as n8n remembers it.
		for (const [key, count] of told) {
			expect(count, key).toBeLessThanOrEqual(1 + (this.mayRepeat.get(key.split(' ')[0]!) ?? 0));
		}
		for (const [key, count] of arrivals) {
			expect(count, key).toBeLessThanOrEqual(1 + (this.mayRepeat.get(key.split(' ')[0]!) ?? 0));
		}
	}

	private allowRepeat(...versions: string[]): void {
		for (const version of new Set(versions)) this.mayRepeat.set(version, (this.mayRepeat.get(version) ?? 0) + 1);
	}

	/** Another process of the durable engine, before anything was stored: its poll is the first for all it knows. */
	private noteAnewBeginning(): void {
		if (this.engine.stored.watch !== undefined) return;
		this.hasBegunAnew = true;
		for (const file of this.folder.list()) this.noteHiddenByAnewBeginning(file.path);
	}

	/** What looks older than the beginning then counts as old. */
	private noteHiddenByAnewBeginning(path: string): void {
		const file = this.folder.files.get(path)!;
		const isHidden = this.settings.startFrom.kind === 'now' && this.engine.stored.watch === undefined;
		if (isHidden && file.modifiedAt < this.clock.now - grace) this.old.add(versionOf(this.folder, path, file));
	}

	/** The folder bounds the state, and writing it loses nothing. */
	private checkState(): void {
		const restored = restoreState(this.engine.stored.watch);
		if (restored === undefined || !this.folder.isReachable) return;
		const { done, waiting, open, held } = restored.state;
		const behind = new Set(held.flatMap(({ files }) => files));
		const known = [...done, ...waiting.keys(), ...open.keys()];
		expect(new Set(known).size).toBe(known.length);
		if (this.engine.name === 'durable') {
			expect(known.filter((identity) => !this.listed.has(identity) && !behind.has(identity))).toEqual([]);
			expect(held.flatMap(({ because }) => because).filter((problem) => !this.listed.has(problem))).toEqual([]);
		}
	}
}
