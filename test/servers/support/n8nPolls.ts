import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { storageCredentials } from '../../../nodes/shared/storage/openStorage.ts';
import { projectFolder } from '../../../scripts/bootstrap.mjs';
import { startN8n } from '../../../scripts/n8n-server.mjs';
import { startCuttingProxy, type CuttingProxy } from './cuttingProxy.ts';
import type { Fixture } from './fixture.ts';
import { startOpenSsh } from './openssh.ts';
import { startS3 } from './s3.ts';
import { patience, until } from './until.ts';

export type RunningN8n = Awaited<ReturnType<typeof startN8n>>;

export const header = 'event,timestamp,custom_user_id,campaign_token\n';
export const hour = 60 * 60_000;

/** n8n polls a schedule once a minute at most: of these six, one is due every ten seconds. */
const pollTimes = { item: [0, 10, 20, 30, 40, 50].map((second) => ({ mode: 'custom', cronExpression: `${second} * * * * *` })) };

export const rows = (prefix: string, count: number): string =>
	Array.from({ length: count }, (_, row) => `push_sent,2026-03-01T10:00:00Z,${prefix}-${row},campaign\n`).join('');
export const users = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, row) => `${prefix}-${row}`);

/** As in a power cut: n8n has no time to write anything down. Its processes are known by their folder. */
function kill(folder: string): void {
	const isItsOwn = (pid: string): boolean => {
		try {
			return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`N8N_USER_FOLDER=${folder}`);
		} catch {
			return false;
		}
	};
	for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isItsOwn(name))) process.kill(Number(pid), 'SIGKILL');
}

/** An n8n that somebody is logged in to. */
type LoggedIn = Pick<RunningN8n, 'api'>;

/** A workflow of one trigger, that watches a server through a proxy that can break. */
export class Watched {
	private workflowId = '';

	constructor(
		readonly name: string,
		readonly fixture: Fixture,
		readonly proxy: CuttingProxy,
		private readonly folder = 'exports',
	) {}

	async write(file: string, content: string, age = 0): Promise<void> {
		await this.fixture.shelf.write(`${this.folder}/${file}`, content, new Date(Date.now() - age));
	}

	async read(file: string): Promise<Buffer | undefined> {
		return await this.fixture.shelf.read(`${this.folder}/${file}`);
	}

	/** Until its first poll is over. */
	async activate({ api }: LoggedIn, options: IDataObject = {}): Promise<void> {
		const type = storageCredentials[this.fixture.kind];
		const data = { ...this.fixture.credential(this.proxy.port), timeout: 600 };
		const credential = await api.createCredential({ name: this.name, type, data });
		expect(await api.testCredential({ ...credential, type, data }), this.name).toMatchObject({ status: 'OK' });
		const { id } = await api.createWorkflow({
			name: this.name,
			nodes: [
				{
					id: `trigger-${this.name}`,
					name: 'Trigger',
					type: 'n8n-nodes-batch.batchFileTrigger',
					typeVersion: 1,
					position: [0, 0],
					credentials: { [type]: { id: credential.id, name: credential.name } },
					parameters: { pollTimes, source: this.fixture.kind, folder: this.folder, rowsPerRun: 1_000, afterReading: 'delete', options },
				},
			],
			connections: {},
			settings: { saveDataSuccessExecution: 'all' },
		});
		this.workflowId = id;
		await api.activateWorkflow(id);
		await until(`${this.name} is active`, async () => (await api.publicationStatus(id)).status === 'published');
	}

	/** What came out of the trigger so far, the oldest first. */
	async arrived({ api }: LoggedIn): Promise<unknown[]> {
		const executions = await api.executions({ workflowId: this.workflowId, includeData: true });
		return executions.reverse().flatMap(({ data }) => {
			const items = data?.resultData?.runData?.Trigger?.[0]?.data?.main?.[0] as Array<{ json: IDataObject }> | undefined;
			return (items ?? []).map(({ json }) => json.customId);
		});
	}

	async expectArrived(n8n: LoggedIn, expected: readonly string[]): Promise<void> {
		const deadline = Date.now() + patience;
		let seen = await this.arrived(n8n);
		while (seen.length < expected.length && Date.now() < deadline) {
			await wait(1_000);
			seen = await this.arrived(n8n);
		}
		const executions = await n8n.api.executions({ workflowId: this.workflowId });
		expect(seen, `${this.name}: ${JSON.stringify(executions.map(({ status, mode }) => ({ status, mode })))}`).toEqual(expected);
	}
}

export interface Engine {
	readonly name: string;
	readonly environment: Readonly<Record<string, string>>;
	/** What makes it give a poll up after eight seconds; undefined where it never does. */
	readonly hasty?: Readonly<Record<string, string>>;
}

/** A real n8n with a real clock polls real servers. */
export function describePolls({ name, environment, hasty }: Engine): void {
	describe(`a real n8n with the ${name} engine`, () => {
		let folder: string;
		let n8n: RunningN8n;
		let watched: Watched[];
		let stranger: Watched;
		const fixtures: Fixture[] = [];

		const start = async (packages: string[], further: Readonly<Record<string, string>> = {}) => {
			n8n = await startN8n({ userFolder: folder, packages, environment: { ...environment, ...further } });
		};

		beforeAll(async () => {
			folder = mkdtempSync(join(tmpdir(), 'batch-file-trigger-'));
			fixtures.push(await startOpenSsh(), await startS3());
			const [sftp, s3] = fixtures as [Fixture, Fixture];
			watched = [new Watched('SFTP', sftp, await startCuttingProxy(sftp)), new Watched('S3', s3, await startCuttingProxy(s3))];
			stranger = new Watched('Silent', sftp, await startCuttingProxy(sftp), 'silent');
			await start([projectFolder]);
		}, 300_000);

		afterAll(async () => {
			await n8n?.stop();
			for (const { proxy } of [...(watched ?? []), ...(stranger ? [stranger] : [])]) await proxy.stop();
			for (const fixture of fixtures) await fixture.stop();
			rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
		});

		it('gets every row once, through an end in the middle of a file', { timeout: 900_000 }, async () => {
			for (const each of watched) {
				await each.write('history.csv', header + rows('history', 5), 48 * hour);
				await each.activate(n8n);
			}
			// An upload that keeps its old time: only what was learned at activation tells that it is new.
			for (const each of watched) await each.write('a.csv', header + rows('a', 3), 30 * hour);
			for (const each of watched) await each.expectArrived(n8n, users('a', 3));

			// One after the other, because SFTP looks twice: so both are in the middle of it at the same moment.
			for (const each of watched) {
				await each.write('b.csv', header + rows('b', 2_500));
				await until(`${each.name} has begun b.csv`, async () => (await each.arrived(n8n)).length >= 1_003);
				each.proxy.after(20_000, 'hang');
			}
			await until('both are in the middle of b.csv', () => watched.every(({ proxy }) => proxy.isBroken()));
			kill(folder);
			await n8n.stop();
			for (const { proxy } of watched) proxy.heal();
			for (const each of watched) await each.write('c.csv', header + rows('c', 4), 20 * hour);
			await start([], hasty);
			const all = [...users('a', 3), ...users('b', 2_500), ...users('c', 4)];
			for (const each of watched) await each.expectArrived(n8n, all);

			// What is read is deleted, in a poll that starts nothing; what was there before stays.
			for (const each of watched) {
				await until(`${each.name} has no more than its history`, async () => {
					const left = await Promise.all(['a', 'b', 'c'].map(async (file) => await each.read(`${file}.csv`)));
					return left.every((content) => content === undefined);
				});
			}
			await wait(21_000);
			for (const each of watched) {
				expect(await each.arrived(n8n), each.name).toHaveLength(all.length);
				expect(await each.read('history.csv'), each.name).toBeDefined();
			}
		});

		it.runIf(hasty !== undefined)('gets every row once, through a poll that n8n gave up', { timeout: 400_000 }, async () => {
			const wasGivenUp = (): boolean => readFileSync(n8n.logFile, 'utf8').includes('Poll exceeded its timeout and was abandoned');
			await stranger.write('history.csv', header + rows('history', 5), 48 * hour);
			await stranger.activate(n8n, { unchangedFor: 0 });
			expect(wasGivenUp()).toBe(false);
			stranger.proxy.after(30_000, 'hang');
			await stranger.write('d.csv', header + rows('d', 2_500));
			await until('the poll was given up', wasGivenUp);
			stranger.proxy.heal();
			await stranger.expectArrived(n8n, users('d', 2_500));
		});
	});
}
