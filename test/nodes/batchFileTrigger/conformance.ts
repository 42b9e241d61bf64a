import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject, INodeExecutionData, INodeParameters, WorkflowActivateMode } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { storageCredentials } from '../../../nodes/shared/storage/openStorage.ts';
import type { Fixture } from '../../servers/support/fixture.ts';
import { startCuttingProxy } from '../../servers/support/cuttingProxy.ts';
import { pollNode } from '../harness/poll.ts';

const minute = 60_000;
const hour = 60 * minute;

export interface TriggerConformance {
	/** Files in the large folder; 10,000 unless a server is slow at it. */
	readonly many?: number;
}

const header = 'event,timestamp,custom_user_id,campaign_token\n';

/** Rows of a push export; the number says which. */
export function pushRows(count: number, first = 0, minute = 0): string {
	return Array.from(
		{ length: count },
		(_, index) => `push_sent,2026-03-01T10:${String(minute).padStart(2, '0')}:00Z,user-${first + index},campaign-${index % 3}\n`,
	).join('');
}

/** A folder of its own on the server, and a trigger that watches it. */
class Watch {
	readonly folder = `watched-${randomUUID().slice(0, 8)}`;
	readonly workflowId = randomUUID();
	staticData: IDataObject = {};

	constructor(
		readonly fixture: Fixture,
		public parameters: INodeParameters = {},
		readonly credential = fixture.credential(),
	) {}

	async write(name: string, content: string | Uint8Array, age = 0): Promise<void> {
		await this.fixture.shelf.write(`${this.folder}/${name}`, content, new Date(Date.now() - age));
	}

	async remove(name: string): Promise<void> {
		await this.fixture.shelf.remove(`${this.folder}/${name}`);
	}

	async poll(options: { mode?: 'manual'; activation?: WorkflowActivateMode; staticData?: IDataObject; budget?: number } = {}) {
		const { options: chosen, ...parameters } = this.parameters;
		return await pollNode(
			{
				type: 'batchFileTrigger',
				workflowId: this.workflowId,
				credentials: { [storageCredentials[this.fixture.kind]]: { ...this.credential, allowPrivateAddresses: true } },
				parameters: {
					source: this.fixture.kind,
					folder: this.folder,
					pollTimes: { item: [{ mode: 'everyMinute' }] },
					...parameters,
					options: { unchangedFor: 0, attempts: 1, ...(chosen as INodeParameters | undefined) },
				},
			},
			{ staticData: this.staticData, ...options },
		);
	}

	/** Polls until one emits nothing, up to so many times; gives what came out of the first and second output. */
	async drain(polls = 30): Promise<[IDataObject[], IDataObject[]]> {
		const all: [IDataObject[], IDataObject[]] = [[], []];
		for (let poll = 0; poll < polls; poll++) {
			const outputs = await this.poll();
			if (outputs === null) break;
			for (const output of [0, 1]) for (const item of outputs[output]!) all[output]!.push(item.json);
		}
		return all;
	}
}

const users = (items: IDataObject[]): unknown[] => items.map(({ customId }) => customId);
const names = (items: IDataObject[]): unknown[] => [...new Set(items.map(({ _file }) => (_file as IDataObject).name))];
const json = (outputs: INodeExecutionData[][] | null): IDataObject[] => (outputs?.[0] ?? []).map((item) => item.json);

/** What the trigger promises, on one kind of server, in n8n-core's real PollContext. */
export function describeTrigger(name: string, start: () => Promise<Fixture>, settings: TriggerConformance = {}): void {
	describe(`the Batch File Trigger on ${name}`, () => {
		let fixture: Fixture;

		beforeAll(async () => {
			fixture = await start();
		});

		afterAll(async () => {
			await fixture?.stop();
		});

		/** A watch that has begun: with what lies in the folder already. */
		async function begun(parameters: INodeParameters = {}): Promise<Watch> {
			const watch = new Watch(fixture, parameters);
			await watch.write('history.csv', header + pushRows(3), 48 * hour);
			expect(await watch.poll()).toBeNull();
			return watch;
		}

		it('leaves history alone, reads what is new, typed and marked, once', async () => {
			const watch = await begun({ options: { appPattern: '{app}_push_*' } });
			await watch.write('shop_push_2026-03-01.csv', header + pushRows(2));
			const [items, setAside] = await watch.drain();
			expect(setAside).toEqual([]);
			expect(items[0]).toEqual({
				event: 'push_sent',
				time: '2026-03-01T10:00:00.000Z',
				customId: 'user-0',
				campaignToken: 'campaign-0',
				_file: {
					name: 'shop_push_2026-03-01.csv',
					path: expect.stringContaining('shop_push_2026-03-01.csv'),
					version: expect.stringMatching(/^[\w-]{12}$/),
					date: '2026-03-01',
					app: 'shop',
					row: 1,
				},
			});
			expect(users(items)).toEqual(['user-0', 'user-1']);
			expect(await watch.poll()).toBeNull();
		});

		it('takes up preserved, future and equal times, and a name that comes again', async () => {
			const watch = await begun();
			await watch.write('a-old.csv', header + pushRows(1, 10), 90 * 24 * hour);
			await watch.write('b-future.csv', header + pushRows(1, 20), -3 * hour);
			await watch.write('c-same.csv', header + pushRows(1, 30), minute);
			await watch.write('d-same.csv', header + pushRows(1, 40), minute);
			expect(users((await watch.drain())[0])).toEqual(['user-10', 'user-30', 'user-40', 'user-20']);
			await watch.write('c-same.csv', header + pushRows(2, 50), 0);
			expect(users((await watch.drain())[0])).toEqual(['user-50', 'user-51']);
			await watch.remove('c-same.csv');
			expect(await watch.poll()).toBeNull();
			await watch.write('c-same.csv', header + pushRows(1, 60), 2 * hour);
			expect(users((await watch.drain())[0])).toEqual(['user-60']);
		});

		it.each([
			['plain', (text: string) => Buffer.from(text)],
			['gzip', (text: string) => gzipSync(text)],
		])('reads a %s file in portions and goes on in the middle', async (_kind, pack) => {
			const watch = await begun({ rowsPerRun: 700 });
			await watch.write('large.csv', pack(header + pushRows(3_000)));
			const portions: number[] = [];
			const seen: unknown[] = [];
			for (let outputs = await watch.poll(); outputs !== null; outputs = await watch.poll()) {
				portions.push(outputs[0]!.length);
				seen.push(...users(json(outputs)));
				// Between two polls n8n is restarted: only what JSON keeps is left.
				watch.staticData = JSON.parse(JSON.stringify(watch.staticData)) as IDataObject;
			}
			expect(portions).toEqual([700, 700, 700, 700, 200]);
			expect(seen).toEqual(Array.from({ length: 3_000 }, (_, row) => `user-${row}`));
		});

		it('gives batches, summaries and files', async () => {
			const batches = await begun({ output: 'batches', batchSize: 40 });
			await batches.write('push.csv', header + pushRows(100));
			const [items] = await batches.drain();
			expect(items.map(({ rows }) => (rows as unknown[]).length)).toEqual([40, 40, 20]);
			expect(items.map(({ _file }) => [(_file as IDataObject).row, (_file as IDataObject).lastRow])).toEqual([
				[1, 40],
				[41, 80],
				[81, 100],
			]);

			const summaries = await begun({ output: 'summary' });
			await summaries.write('push.csv', `${header}${pushRows(100)}push_optout,2026-03-01T11:00:00Z,user-7,\n`);
			const [[summary]] = await summaries.drain();
			expect(summary).toMatchObject({ kind: 'pushEvents', rows: 101, optOuts: 1, errorRate: 0, _file: { name: 'push.csv' } });

			const files = await begun({ output: 'file' });
			await files.write('push.csv', header + pushRows(1), hour);
			const [[file]] = await files.drain();
			expect(file).toEqual({ _file: expect.objectContaining({ name: 'push.csv', size: (header + pushRows(1)).length }) });
		});

		it('keeps counting where a summary stopped when the time was up', async () => {
			const watch = await begun({ output: 'summary' });
			const startedAt = performance.now();
			await watch.poll();
			let budget = 2 * (performance.now() - startedAt) + 100;
			await watch.write('push.csv', header + pushRows(60_000));
			const summaries: IDataObject[] = [];
			for (let poll = 0; poll < 40 && summaries.length === 0; poll++) {
				// On a busy machine a listing may take all of that: then the poll says so, and loses nothing.
				const outputs = await watch.poll({ budget }).catch(() => null);
				budget *= 1.2;
				summaries.push(...json(outputs));
				watch.staticData = JSON.parse(JSON.stringify(watch.staticData)) as IDataObject;
			}
			expect(summaries).toEqual([expect.objectContaining({ rows: 60_000, badRows: 0 })]);
		});

		it('passes over empty files and files with nothing but a header', async () => {
			const watch = await begun();
			await watch.write('empty.csv', '');
			await watch.write('header-only.csv', header);
			await watch.write('rows.csv', header + pushRows(1));
			const [items, setAside] = await watch.drain();
			expect(names(items)).toEqual(['rows.csv']);
			expect(setAside.map(({ problem }) => problem)).toEqual([]);
		});

		it('waits while a file grows, and for its second look', async () => {
			const watch = await begun({ options: { unchangedFor: 1 } });
			const looksTwice = fixture.kind !== 's3' && fixture.kind !== 'gcs';
			await watch.write('growing.csv', header + pushRows(1), 3_000);
			if (!looksTwice) {
				expect(users((await watch.drain())[0])).toEqual(['user-0']);
				return;
			}
			expect(await watch.poll()).toBeNull();
			await wait(2_100);
			await watch.write('growing.csv', header + pushRows(2), 1_000);
			expect(await watch.poll()).toBeNull();
			await wait(2_100);
			expect(users((await watch.drain())[0])).toEqual(['user-0', 'user-1']);
		});

		it('sets aside rows and files that cannot be read, says why, and reads the others', async () => {
			const watch = await begun();
			const whole = gzipSync(header + pushRows(500));
			await watch.write('a-cut.csv.gz', whole.subarray(0, whole.length / 2), 3 * minute);
			await watch.write('b-ragged.csv', `${header}push_sent,2026-03-01T10:00:00Z\n${pushRows(1, 7)}`, 2 * minute);
			if (fixture.shelf.forbid !== undefined) {
				await watch.write('c-forbidden.csv', header + pushRows(1, 8), 2 * minute);
				await fixture.shelf.forbid(`${watch.folder}/c-forbidden.csv`);
			}
			await watch.write('d-fine.csv', header + pushRows(1, 9), minute);
			const [items, setAside] = await watch.drain();
			expect(users(items.filter(({ _file }) => (_file as IDataObject).name !== 'a-cut.csv.gz'))).toEqual(['user-7', 'user-9']);
			const problems = Object.fromEntries(setAside.map(({ problem, _file }) => [(_file as IDataObject).name, problem]));
			expect(problems['a-cut.csv.gz']).toMatch(/given up after 1 attempts/);
			expect(problems['b-ragged.csv']).toMatch(/^Line 2 has 2 fields instead of 4/);
			if (fixture.shelf.forbid !== undefined) expect(problems['c-forbidden.csv']).toMatch(/given up/);
		});

		it('deletes or moves what is read only in the poll after, and overwrites nothing', async () => {
			if (!fixture.isWritable) return;
			const { shelf } = fixture;
			const deleting = await begun({ afterReading: 'delete' });
			await deleting.write('push.csv', header + pushRows(1));
			expect(json(await deleting.poll())).toHaveLength(1);
			expect(await shelf.read(`${deleting.folder}/push.csv`)).toBeDefined();
			expect(await deleting.poll()).toBeNull();
			expect(await shelf.read(`${deleting.folder}/push.csv`)).toBeUndefined();
			expect(await shelf.read(`${deleting.folder}/history.csv`)).toBeDefined();

			const moving = await begun();
			const done = `${moving.folder}/done`;
			moving.parameters = { afterReading: 'move', targetFolder: done };
			for (const round of [1, 2]) {
				await moving.write('push.csv', header + pushRows(round));
				expect(json(await moving.poll())).toHaveLength(round);
				expect(await moving.poll()).toBeNull();
				expect(await shelf.read(`${moving.folder}/push.csv`)).toBeUndefined();
				expect((await shelf.read(`${done}/push.csv`))?.toString()).toBe(header + pushRows(1));
			}
		});

		it('moves what it gives up into quarantine', async () => {
			if (!fixture.isWritable) return;
			const watch = await begun();
			const quarantine = `${watch.folder}/quarantine`;
			watch.parameters = { options: { quarantineFolder: quarantine, recursive: true } };
			const whole = gzipSync(header + pushRows(500));
			const cut = whole.subarray(0, whole.length / 2);
			await watch.write('cut.csv.gz', cut);
			const [, setAside] = await watch.drain();
			expect(setAside).toHaveLength(1);
			await watch.poll();
			expect(await fixture.shelf.read(`${quarantine}/cut.csv.gz`)).toEqual(Buffer.from(cut));
			// The folder lies within the one that is watched, and what is in it is left alone.
			expect(await watch.poll()).toBeNull();
		});

		it('gives a sample of the newest file in a test run, and remembers nothing', async () => {
			const watch = new Watch(fixture);
			await watch.write('older.csv', header + pushRows(5, 100), 2 * hour);
			await watch.write('newest.csv', header + pushRows(50, 200), hour);
			const outputs = await watch.poll({ mode: 'manual' });
			expect(json(outputs)).toHaveLength(20);
			expect(names(json(outputs))).toEqual(['newest.csv']);
			expect(watch.staticData).toEqual({});
			const nothing = new Watch(fixture, { filePattern: 'nothing-like-this.csv' });
			await nothing.write('other.csv', header);
			await expect(nothing.poll({ mode: 'manual' })).rejects.toThrow('No data with the current filter could be found');
		});

		it('refuses a second poll while one runs', async () => {
			const watch = await begun();
			await watch.write('push.csv', header + pushRows(2_000));
			const results = await Promise.all([watch.poll(), watch.poll()]);
			expect(results.filter((outputs) => outputs === null)).toHaveLength(1);
			expect(results.flatMap(json)).toHaveLength(2_000);
		});

		it('repeats a poll whose outcome n8n threw away', async () => {
			const watch = await begun();
			await watch.write('push.csv', header + pushRows(3));
			const abandoned = await watch.poll({ staticData: structuredClone(watch.staticData), activation: 'update' });
			const counted = await watch.poll({ activation: 'update' });
			expect(json(counted)).toEqual(json(abandoned));
			expect(await watch.poll({ activation: 'update' })).toBeNull();
		});

		it('says what stops it in n8n’s words, and changes nothing then', async () => {
			const stranger = new Watch(fixture, {}, fixture.wrongCredential());
			await stranger.write('push.csv', header + pushRows(1));
			await expect(stranger.poll()).rejects.toMatchObject({ name: 'NodeApiError', failure: { cause: 'credential-invalid' } });
			expect(stranger.staticData).toEqual({});
			const nobody = await startCuttingProxy(fixture);
			await nobody.stop();
			const away = new Watch(fixture, {}, fixture.credential(nobody.port));
			await expect(away.poll()).rejects.toMatchObject({ name: 'NodeApiError', failure: { cause: 'temporarily-unavailable' } });
		});

		it('loses and repeats nothing when the connection breaks anywhere', { timeout: 240_000 }, async () => {
			const proxy = await startCuttingProxy(fixture);
			try {
				const watch = new Watch(fixture, { options: { attempts: 20 } }, fixture.credential(proxy.port));
				await watch.write('history.csv', header + pushRows(3), 48 * hour);
				expect(await watch.poll()).toBeNull();
				await watch.write('push.csv', header + pushRows(6_000));
				const seen: unknown[] = [];
				for (let bytes = 0; bytes < 400_000; bytes = Math.ceil(bytes * 2.5 + 300)) {
					proxy.after(bytes, 'cut');
					seen.push(...users(json(await watch.poll().catch(() => null))));
					skipPauses(watch.staticData);
				}
				proxy.heal();
				skipPauses(watch.staticData);
				seen.push(...users((await watch.drain())[0]));
				expect(seen).toEqual(Array.from({ length: 6_000 }, (_, row) => `user-${row}`));
			} finally {
				await proxy.stop();
			}
		});

		it('lets go of a server that falls silent, before n8n gives the poll up', { timeout: 120_000 }, async () => {
			const proxy = await startCuttingProxy(fixture);
			try {
				const patient = { ...fixture.credential(proxy.port), timeout: 600 };
				const watch = new Watch(fixture, { options: { attempts: 20 } }, patient);
				await watch.write('history.csv', header + pushRows(3), 48 * hour);
				expect(await watch.poll()).toBeNull();
				await watch.write('push.csv', header + pushRows(40_000));
				const seen: unknown[] = [];
				for (const bytes of [0, 100_000]) {
					proxy.after(bytes, 'hang');
					const startedAt = performance.now();
					seen.push(...users(json(await watch.poll({ budget: 4_000 }).catch(() => null))));
					expect(performance.now() - startedAt).toBeLessThan(4_000 + 5_000 + 3_000);
					proxy.heal();
					skipPauses(watch.staticData);
				}
				seen.push(...users((await watch.drain())[0]));
				expect(seen).toEqual(Array.from({ length: 40_000 }, (_, row) => `user-${row}`));
			} finally {
				await proxy.stop();
			}
		});

		it('watches a large folder with a small state', { timeout: 300_000 }, async () => {
			const { many = 10_000 } = settings;
			const watch = new Watch(fixture);
			for (let file = 0; file < many; file++) await watch.write(`push_${file}.csv`, 'a\n', 48 * hour);
			expect(await watch.poll()).toBeNull();
			await watch.write('new.csv', header + pushRows(1));
			const startedAt = performance.now();
			expect(names((await watch.drain())[0])).toEqual(['new.csv']);
			expect(performance.now() - startedAt).toBeLessThan(60_000);
			expect(JSON.stringify(watch.staticData).length).toBeLessThan(many * 13 + 1_000);
		});
	});
}

/** As if the pause before the next attempt were over. */
function skipPauses(staticData: IDataObject): void {
	const state = structuredClone(staticData.watch) as { id: string; open: Record<string, { trouble?: { retryAt: number } }> } | undefined;
	if (state === undefined) return;
	for (const file of Object.values(state.open)) if (file.trouble) file.trouble.retryAt = 0;
	staticData.watch = state as unknown as IDataObject;
}
