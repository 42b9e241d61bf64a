import { beforeEach, describe, expect, it } from 'vitest';

import { setRules, type SetFields } from '../../../nodes/BatchFileTrigger/sets/setRules.ts';
import type { WatchSettings } from '../../../nodes/BatchFileTrigger/watch/settings.ts';
import { DurableEngine, InMemoryEngine, type SimulatedEngine, type Watched } from './support/engines.ts';
import { SimulatedFolder } from './support/folder.ts';
import { Clock, portsOver } from './support/ports.ts';

const minute = 60_000;
const hour = 60 * minute;

const fields: SetFields = { completeBy: 'count', pattern: '', marker: '', quietFor: 15 * minute, patience: 24 * hour };

let folder: SimulatedFolder;
let clock: Clock;

beforeEach(() => {
	folder = new SimulatedFolder();
	clock = new Clock();
});

async function watched(given: Partial<SetFields>, settings: Partial<WatchSettings> = {}, interval = minute): Promise<Watched> {
	return {
		ports: portsOver(folder, clock),
		settings: {
			scope: 'folder',
			startFrom: { kind: 'now' },
			unchangedFor: 0,
			order: 'oldestFirst',
			attempts: 3,
			form: JSON.stringify(given),
			finishesRead: false,
			finishesSetAside: false,
			sets: await setRules({ ...fields, ...given }),
			...settings,
		},
		limits: { rows: 1_000, budget: 36_000, looksAgain: interval > 5 * minute },
		interval,
	};
}

function put(...paths: string[]): void {
	for (const path of paths) folder.put(path, clock.now, 1);
}

const described = ({ set, files, incomplete, waits, report, path }: Record<string, unknown>): string => {
	if (set !== undefined) return `${String(set)}: ${(files as Array<{ path: string }>).map((file) => file.path).join(' ')}`;
	if (incomplete !== undefined) return `${String(incomplete)} waits for ${(waits as string[]).join('; ')}`;
	return `${String(report)} ${String(path)}`;
};

/** Polls for so long, one interval after the other; gives what came out. */
async function during(engine: SimulatedEngine, watch: Watched, time = watch.interval): Promise<string[]> {
	const before = engine.arrived.length;
	for (let passed = 0; passed < time; passed += watch.interval) {
		clock.pass(watch.interval);
		await engine.poll(watch);
	}
	return engine.arrived.slice(before).map(described);
}

describe.each([
	['in-memory', () => new InMemoryEngine()],
	['durable', () => new DurableEngine()],
])('sets in the %s engine', (_name, makeEngine) => {
	async function begun(given: Partial<SetFields>, settings: Partial<WatchSettings> = {}, interval = minute): Promise<[SimulatedEngine, Watched]> {
		const engine = makeEngine();
		const watch = await watched(given, settings, interval);
		await engine.activate(watch);
		return [engine, watch];
	}

	describe('by the count in the names', () => {
		it('come out as one item when the last part is there, in the order of the parts', async () => {
			const [engine, watch] = await begun({});
			put('in/crm-part-3-of-3.csv', 'in/crm-part-1-of-3.csv');
			expect(await during(engine, watch, 5 * hour)).toEqual([]);
			put('in/crm-part-2-of-3.csv');
			expect(await during(engine, watch)).toEqual(['crm: in/crm-part-1-of-3.csv in/crm-part-2-of-3.csv in/crm-part-3-of-3.csv']);
			expect(await during(engine, watch, 48 * hour)).toEqual([]);
		});

		it('wait for the second look at each part where files grow', async () => {
			const [engine, watch] = await begun({}, { unchangedFor: 90_000 });
			put('crm_1_2.csv', 'crm_2_2.csv');
			expect(await during(engine, watch)).toEqual([]);
			put('crm_2_2.csv');
			expect(await during(engine, watch, 2 * minute)).toEqual([]);
			expect(await during(engine, watch)).toEqual(['crm: crm_1_2.csv crm_2_2.csv']);
		});

		it('take the newest version of a part that was uploaded again while the others were missing', async () => {
			const [engine, watch] = await begun({});
			put('crm_1_2.csv');
			await during(engine, watch);
			put('crm_1_2.csv');
			await during(engine, watch);
			const newest = folder.files.get('crm_1_2.csv');
			put('crm_2_2.csv');
			expect(await during(engine, watch)).toEqual(['crm: crm_1_2.csv crm_2_2.csv']);
			expect(folder.files.get('crm_1_2.csv')).toBe(newest);
		});

		it('do not mix a part that was uploaded again with those that came out before', async () => {
			const [engine, watch] = await begun({});
			put('crm_1_2.csv', 'crm_2_2.csv');
			expect(await during(engine, watch)).toHaveLength(1);
			put('crm_2_2.csv');
			expect(await during(engine, watch, 23 * hour)).toEqual([]);
			expect(await during(engine, watch, 2 * hour)).toEqual(['crm waits for part 1 of 2']);
			put('crm_1_2.csv', 'crm_2_2.csv');
			expect(await during(engine, watch)).toEqual(['crm: crm_1_2.csv crm_2_2.csv']);
		});

		it('say once what is missing for ever', async () => {
			const [engine, watch] = await begun({});
			put('crm_1_4.csv', 'crm_3_4.csv');
			expect(await during(engine, watch, 72 * hour)).toEqual(['crm waits for part 2, 4 of 4']);
		});

		it('are taken up again when the settings change after they were set aside', async () => {
			const [engine, watch] = await begun({ patience: hour });
			put('crm_1_2.csv', 'odd.csv');
			expect(await during(engine, watch, 2 * hour)).toEqual(['gathering odd.csv', 'crm waits for part 2 of 2']);
			const other = await watched({ patience: 48 * hour });
			put('crm_2_2.csv');
			expect(await during(engine, other, 5 * minute)).toEqual(['crm: crm_1_2.csv crm_2_2.csv', 'gathering odd.csv']);
		});

		it('with a count that changes are different sets', async () => {
			const [engine, watch] = await begun({});
			put('crm_1_3.csv', 'crm_2_3.csv');
			await during(engine, watch);
			put('crm_1_4.csv', 'crm_2_4.csv', 'crm_3_4.csv');
			expect(await during(engine, watch, 10 * minute)).toEqual([]);
			put('crm_4_4.csv');
			expect(await during(engine, watch)).toEqual(['crm: crm_1_4.csv crm_2_4.csv crm_3_4.csv crm_4_4.csv']);
			expect(await during(engine, watch, 72 * hour)).toEqual(['crm waits for part 3 of 3']);
		});

		it('that arrive at once do not get into each other’s way, in one folder or in several', async () => {
			const [engine, watch] = await begun({});
			put('a/crm_1_2.csv', 'a/shop_2_2.csv', 'b/crm_2_2.csv');
			expect(await during(engine, watch)).toEqual([]);
			put('a/shop_1_2.csv');
			expect(await during(engine, watch)).toEqual(['shop: a/shop_1_2.csv a/shop_2_2.csv']);
			put('b/crm_1_2.csv', 'a/crm_2_2.csv');
			expect(await during(engine, watch)).toEqual(['crm: a/crm_1_2.csv a/crm_2_2.csv', 'crm: b/crm_1_2.csv b/crm_2_2.csv']);
		});

		it('count from 0, too, and refuse what is beyond the count or there twice', async () => {
			const [engine, watch] = await begun({ patience: hour });
			put('zero_0_2.csv', 'zero_1_2.csv');
			expect(await during(engine, watch)).toEqual(['zero: zero_0_2.csv zero_1_2.csv']);
			put('more_1_2.csv', 'more_2_2.csv', 'more_7_2.csv', 'twice_1_1.csv', 'twice_1_1.csv.gz', 'none_1_0.csv');
			expect(await during(engine, watch, 3 * hour)).toEqual([
				'more waits for more_7_2.csv to go: there is no part 7 of 2',
				'none waits for none_1_0.csv to go: there is no part 1 of 0',
				'twice waits for all but one of twice_1_1.csv, twice_1_1.csv.gz to go: part 1 is there more than once',
			]);
		});

		it('wait for a part that nobody may look at', async () => {
			const [engine, watch] = await begun({});
			put('crm_1_2.csv', 'crm_2_2.csv');
			folder.files.get('crm_2_2.csv')!.isForbidden = true;
			expect(await during(engine, watch, 3 * minute)).toEqual(['looking crm_2_2.csv']);
			folder.files.get('crm_2_2.csv')!.isForbidden = false;
			expect(await during(engine, watch)).toEqual(['crm: crm_1_2.csv crm_2_2.csv']);
		});

		it('tell a file that is in no set, once', async () => {
			const [engine, watch] = await begun({});
			put('readme.csv');
			expect(await during(engine, watch, 72 * hour)).toEqual(['gathering readme.csv']);
		});

		it('are left alone when they were whole before the watch began, and not when they were arriving', async () => {
			folder.put('old_1_2.csv', clock.now - 20 * hour, 1);
			folder.put('old_2_2.csv', clock.now - 20 * hour, 1);
			folder.put('half_1_2.csv', clock.now - 20 * hour, 1);
			folder.put('late_1_2.csv', clock.now - 20 * minute, 1);
			folder.put('late_2_2.csv', clock.now - 5 * minute, 1);
			folder.put('ancient_1_2.csv', clock.now - 90 * 24 * hour, 1);
			const [engine, watch] = await begun({});
			expect(engine.arrived.map(described)).toEqual(['late: late_1_2.csv late_2_2.csv']);
			put('half_2_2.csv');
			expect(await during(engine, watch)).toEqual(['half: half_1_2.csv half_2_2.csv']);
			expect(await during(engine, watch, 48 * hour)).toEqual([]);
		});

		it('survive a kill and a restart between two parts', async () => {
			const [engine, watch] = await begun({});
			put('crm_1_3.csv');
			await during(engine, watch);
			await engine.restart(watch);
			put('crm_2_3.csv');
			await engine.killedWhileSaving(watch);
			put('crm_3_3.csv');
			expect(await during(engine, watch)).toEqual(['crm: crm_1_3.csv crm_2_3.csv crm_3_3.csv']);
			await engine.restart(watch);
			expect(await during(engine, watch, hour)).toEqual([]);
		});
	});

	describe('by a marker', () => {
		it('come out when it was seen twice, with what its name begins', async () => {
			const [engine, watch] = await begun({ completeBy: 'marker', marker: '*.done' });
			put('crm_1.csv', 'crm_2.csv', 'crm2_1.csv', 'shop.csv');
			expect(await during(engine, watch, hour)).toEqual([]);
			put('crm.done');
			expect(await during(engine, watch)).toEqual([]);
			expect(await during(engine, watch)).toEqual(['crm: crm_1.csv crm_2.csv']);
			put('shop.done');
			expect(await during(engine, watch, 2 * minute)).toEqual(['shop: shop.csv']);
			expect(await during(engine, watch, 25 * hour)).toEqual([expect.stringContaining('waits for its marker file')]);
		});

		it('come out as all that is new in the folder where it names none, and anew with a new marker', async () => {
			const [engine, watch] = await begun({ completeBy: 'marker', marker: '_SUCCESS' });
			put('out/part-0000.csv', 'out/part-0001.csv', 'out/_SUCCESS', 'other/part-0000.csv');
			expect(await during(engine, watch, 2 * minute)).toEqual(['out: out/part-0000.csv out/part-0001.csv']);
			put('out/part-0002.csv');
			expect(await during(engine, watch, hour)).toEqual([]);
			put('out/_SUCCESS');
			expect(await during(engine, watch, 2 * minute)).toEqual(['out: out/part-0002.csv']);
		});

		it('do not come out by a marker that came before a part, and say so once', async () => {
			const [engine, watch] = await begun({ completeBy: 'marker', marker: '_SUCCESS' });
			put('_SUCCESS');
			await during(engine, watch);
			put('a.csv');
			await during(engine, watch, 30 * minute);
			put('b.csv');
			expect(await during(engine, watch, 72 * hour)).toEqual([
				'/ waits for its marker to be put there anew, after everything else: a.csv, b.csv came later than _SUCCESS',
			]);
			put('a.csv', 'b.csv', '_SUCCESS');
			expect(await during(engine, watch, 2 * minute)).toEqual(['/: a.csv b.csv']);
		});

		it('do not come out by a marker that is older than a part, though both are seen at once', async () => {
			const [engine, watch] = await begun({ completeBy: 'marker', marker: '_SUCCESS' });
			put('_SUCCESS');
			clock.pass(30_000);
			put('a.csv');
			expect(await during(engine, watch, hour)).toEqual([]);
			clock.pass(1_000);
			put('_SUCCESS');
			expect(await during(engine, watch, 2 * minute)).toEqual(['/: a.csv']);
		});

		it('hold what the first listing with the marker had passed by only once it is put there anew', async () => {
			const [engine, watch] = await begun({ completeBy: 'marker', marker: '_SUCCESS' });
			put('a.csv', 'b.csv', '_SUCCESS');
			const passedBy = folder.files.get('b.csv')!;
			folder.files.delete('b.csv');
			await during(engine, watch);
			folder.files.set('b.csv', passedBy);
			expect(await during(engine, watch, hour)).toEqual([]);
			put('_SUCCESS');
			expect(await during(engine, watch, 2 * minute)).toEqual(['/: a.csv b.csv']);
		});

		it('come out by names with a place for the set', async () => {
			const [engine, watch] = await begun({ completeBy: 'marker', marker: 'ready-{set}', pattern: '*-{set}.csv' });
			put('1-crm.csv', '2-crm.csv', '1-shop.csv', 'ready-crm', 'nothing.csv');
			expect(await during(engine, watch, 2 * minute)).toEqual(['gathering nothing.csv', 'crm: 1-crm.csv 2-crm.csv']);
		});

		it.each([
			['a marker', { completeBy: 'marker', marker: '*.done' }, 'crm'],
			['quiet', { completeBy: 'quiet' }, '/'],
		] as const)('and by %s wait for a file that nobody may look at, as for one that is missing', async (_way, given, set) => {
			const [engine, watch] = await begun({ quietFor: 2 * minute, ...given });
			put('crm_1.csv', 'crm_2.csv');
			folder.files.get('crm_2.csv')!.isForbidden = true;
			put('crm.done');
			expect(await during(engine, watch, hour)).toEqual(['looking crm_2.csv']);
			folder.files.get('crm_2.csv')!.isForbidden = false;
			if (given.completeBy === 'marker') put('crm.done');
			const files = given.completeBy === 'marker' ? 'crm_1.csv crm_2.csv' : 'crm.done crm_1.csv crm_2.csv';
			expect(await during(engine, watch, 5 * minute)).toEqual([`${set}: ${files}`]);
		});

		it('take both looks in one poll when the next one is far away', async () => {
			const [engine, watch] = await begun({ completeBy: 'marker', marker: '_SUCCESS' }, {}, 24 * hour);
			put('a.csv', '_SUCCESS');
			expect(await during(engine, watch)).toEqual(['/: a.csv']);
		});
	});

	describe('by quiet', () => {
		it('come out when nothing new came for so long', async () => {
			const [engine, watch] = await begun({ completeBy: 'quiet' });
			put('a.csv');
			expect(await during(engine, watch, 14 * minute)).toEqual([]);
			put('b.csv');
			expect(await during(engine, watch, 14 * minute)).toEqual([]);
			put('a.csv');
			expect(await during(engine, watch, 15 * minute)).toEqual([]);
			expect(await during(engine, watch)).toEqual(['/: a.csv b.csv']);
			expect(await during(engine, watch, 48 * hour)).toEqual([]);
		});

		it('are counted by each set where names tell them', async () => {
			const [engine, watch] = await begun({ completeBy: 'quiet', pattern: '{set}_*.csv' });
			put('crm_1.csv', 'shop_1.csv');
			await during(engine, watch, 10 * minute);
			put('shop_2.csv');
			expect(await during(engine, watch, 6 * minute)).toEqual(['crm: crm_1.csv']);
			expect(await during(engine, watch, 20 * minute)).toEqual(['shop: shop_1.csv shop_2.csv']);
		});

		it('hold what came shortly before the watch began, with what came just before', async () => {
			folder.put('history.csv', clock.now - 5 * hour, 1);
			folder.put('a.csv', clock.now - 28 * minute, 1);
			folder.put('b.csv', clock.now - 16 * minute, 1);
			folder.put('c.csv', clock.now - 4 * minute, 1);
			const [engine, watch] = await begun({ completeBy: 'quiet' });
			expect(await during(engine, watch, 30 * minute)).toEqual(['/: a.csv b.csv c.csv']);
		});
	});
});
