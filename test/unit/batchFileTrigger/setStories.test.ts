import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { setRules, type SetFields } from '../../../nodes/BatchFileTrigger/sets/setRules.ts';
import { restoreState } from '../../../nodes/BatchFileTrigger/watch/state.ts';
import { identityOf } from '../../../nodes/shared/rowFile/identity.ts';
import { DurableEngine, InMemoryEngine, type SimulatedEngine, type Watched } from './support/engines.ts';
import { SimulatedFolder } from './support/folder.ts';
import { Clock, portsOver } from './support/ports.ts';

const minute = 60_000;
const hour = 60 * minute;
const quietFor = 5 * minute;
const patience = 3 * hour;

const ways: Readonly<Record<string, Pick<SetFields, 'completeBy' | 'pattern' | 'marker'>>> = {
	'a count': { completeBy: 'count', pattern: '', marker: '' },
	'a pattern with a count': { completeBy: 'count', pattern: '{set}-{part}of{count}.csv', marker: '' },
	'a marker by name': { completeBy: 'marker', pattern: '', marker: '*.done' },
	'a marker for each set': { completeBy: 'marker', pattern: '{set}-*.csv', marker: '{set}.done' },
	quiet: { completeBy: 'quiet', pattern: '{set}-*.csv', marker: '' },
};

const aSet = fc.constantFrom('crm', 'shop');
const runs = Number(process.env.WATCH_STORIES ?? 40);

/** What senders, the server and n8n do to each other, in any order. */
const step = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ do: fc.constant('poll' as const) }) },
	{ weight: 8, arbitrary: fc.record({ do: fc.constant('upload' as const), set: aSet, part: fc.integer({ min: 1, max: 3 }), count: fc.constantFrom(1, 2, 2, 2, 3) }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('mark' as const), set: aSet }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), file: fc.nat() }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('forbid' as const), file: fc.nat() }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('allow' as const) }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), polls: fc.constantFrom(6, 6, 6, 40, 200) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constantFrom('loseServer' as const, 'findServer' as const) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constantFrom('restart' as const, 'abandonedPoll' as const, 'doublePoll' as const, 'overtakingPoll' as const, 'killedWhileSaving' as const) }) },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const engines = { 'in-memory': () => new InMemoryEngine(), durable: () => new DurableEngine() };

describe.each(Object.keys(engines) as Array<keyof typeof engines>)('sets in the %s engine', (name) => {
	it.each(Object.keys(ways))('that are complete by %s come out whole, once, or somebody is told what is missing', async (way) => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.constantFrom(0, 20_000), fc.boolean(), async (steps, unchangedFor, looksAgain) => {
				const story = await Story.begin(engines[name](), way, unchangedFor, looksAgain);
				for (const next of steps) await story.go(next);
				await story.comeToRest();
				story.checkThatNothingIsSilent();
			}),
			{ numRuns: runs },
		);
	});
});

interface Upload {
	readonly set: string;
	readonly count: number;
	readonly at: number;
}

/** What was done, as nothing but the uploads and the output say it. */
class Story {
	private readonly folder = new SimulatedFolder();
	private readonly clock = new Clock();
	/** By path: the version that lies there now. */
	private readonly uploads = new Map<string, Upload>();
	private readonly marked = new Map<string, number>();
	/** How often versions came out, and were told of. */
	private readonly seen = new Map<string, number>();
	/** Versions that n8n may have forgotten about: killed while saving. */
	private readonly mayRepeat = new Map<string, number>();
	private watched!: Watched;

	private constructor(
		private readonly engine: SimulatedEngine,
		private readonly way: string,
	) {}

	static async begin(engine: SimulatedEngine, way: string, unchangedFor: number, looksAgain: boolean): Promise<Story> {
		const story = new Story(engine, way);
		const sets = await setRules({ ...ways[way]!, quietFor, patience });
		story.watched = {
			ports: portsOver(story.folder, story.clock),
			settings: {
				scope: 'folder',
				startFrom: { kind: 'all' },
				unchangedFor,
				order: 'byName',
				attempts: 3,
				form: 'form',
				finishesRead: false,
				finishesSetAside: false,
				sets,
			},
			limits: { rows: 1_000, budget: 36_000, looksAgain },
			interval: minute,
		};
		await engine.activate(story.watched);
		return story;
	}

	async go(next: Step): Promise<void> {
		const { folder, clock, engine, watched } = this;
		clock.pass(7_000);
		switch (next.do) {
			case 'poll':
			case 'doublePoll':
			case 'overtakingPoll':
			case 'abandonedPoll':
				await this.polling(async () => await engine[next.do as 'poll'](watched));
				break;
			case 'restart':
				await this.polling(async () => await engine.restart(watched));
				break;
			case 'killedWhileSaving': {
				let lost: Array<Record<string, unknown>> = [];
				await this.polling(async () => {
					lost = await engine.killedWhileSaving(watched);
				}, () => {
					for (const item of lost) for (const version of versionsIn(item)) this.mayRepeat.set(version, (this.mayRepeat.get(version) ?? 0) + 1);
				});
				break;
			}
			case 'wait':
				for (let poll = 0; poll < next.polls; poll++) await this.polling(async () => await engine.poll(watched));
				break;
			case 'upload': {
				const { set, part, count } = next;
				const path = this.way.includes('pattern') ? `${set}-${part}of${count}.csv` : this.way.includes('count') ? `${set}_${part}_${count}.csv` : `${set}-${part}.csv`;
				folder.put(path, clock.now, 1);
				this.uploads.set(path, { set, count, at: clock.now });
				break;
			}
			case 'mark':
				if (!this.way.includes('marker')) break;
				folder.put(`${next.set}.done`, clock.now, 0);
				this.marked.set(next.set, clock.now);
				break;
			case 'remove': {
				const path = [...this.uploads.keys()][next.file % this.uploads.size];
				if (path !== undefined) folder.files.delete(path);
				this.uploads.delete(path ?? '');
				break;
			}
			case 'forbid': {
				const file = [...folder.files.values()][next.file % folder.files.size];
				if (file) file.isForbidden = true;
				break;
			}
			case 'allow':
				for (const file of folder.files.values()) file.isForbidden = false;
				break;
			case 'loseServer':
			case 'findServer':
				folder.isReachable = next.do === 'findServer';
				break;
		}
	}

	async comeToRest(): Promise<void> {
		this.folder.isReachable = true;
		for (const file of this.folder.files.values()) file.isForbidden = false;
		for (let passed = 0; passed < 2 * patience; passed += minute) await this.polling(async () => await this.engine.poll(this.watched));
	}

	/** Every file that lies there has come out or was told of, as often as it may. */
	checkThatNothingIsSilent(): void {
		for (const path of this.uploads.keys()) expect(this.seen.get(this.versionOf(path)) ?? 0, path).toBeGreaterThan(0);
		for (const [version, times] of this.seen) expect(times, version).toBeLessThanOrEqual(1 + (this.mayRepeat.get(version) ?? 0));
	}

	private async polling(act: () => Promise<void>, before: () => void = () => undefined): Promise<void> {
		this.clock.pass(minute);
		const from = this.engine.arrived.length;
		await act();
		before();
		for (const item of this.engine.arrived.slice(from)) this.look(item);
		this.checkState();
	}

	private look(item: Record<string, unknown>): void {
		for (const version of versionsIn(item, (path) => this.versionOf(path))) this.seen.set(version, (this.seen.get(version) ?? 0) + 1);
		if (item.set !== undefined) this.checkThatItIsWhole(String(item.set), item.files as Emitted[]);
	}

	private checkThatItIsWhole(set: string, files: readonly Emitted[]): void {
		const there = files.map(({ path, version }) => {
			const upload = this.uploads.get(path);
			expect(upload?.set, path).toBe(set);
			expect(version, `${path} is what lies there`).toBe(this.versionOf(path));
			expect(this.folder.files.get(path)?.isForbidden ?? false, path).toBe(false);
			return upload!;
		});
		if (this.way.includes('count')) {
			const { count } = there[0]!;
			expect(new Set(files.map(({ path }) => path)).size).toBe(count);
			expect(there.map((upload) => upload.count)).toEqual(Array.from({ length: count }, () => count));
			return;
		}
		const left = [...this.uploads].filter(([path, upload]) => upload.set === set && !this.seen.has(this.versionOf(path)));
		expect(left, `left of ${set}`).toEqual([]);
		for (const { at } of there) {
			if (this.way === 'quiet') expect(this.clock.now - at).toBeGreaterThanOrEqual(quietFor);
			else expect(at, 'before the marker').toBeLessThan(this.marked.get(set) ?? 0);
		}
	}

	private versionOf(path: string): string {
		return identityOf(this.folder.shown(path, { ...this.folder.files.get(path)!, isForbidden: false }));
	}

	/** The listing bounds what is remembered. */
	private checkState(): void {
		const restored = restoreState(this.engine.stored.watch);
		if (restored === undefined) return;
		const { done, waiting, open } = restored.state;
		expect(done.size + waiting.size + open.size).toBeLessThanOrEqual(3 * 30);
	}
}

interface Emitted {
	readonly path: string;
	readonly version: string;
}

/** The versions that an item puts out, or tells of as what will not be. */
function versionsIn(item: Record<string, unknown>, versionOf?: (path: string) => string): string[] {
	if (item.set !== undefined) return (item.files as Emitted[]).map(({ version }) => version);
	if (item.incomplete !== undefined) return (item.files as string[]).filter((path) => !path.endsWith('.done')).map((path) => versionOf?.(path) ?? path);
	return [];
}
