import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { storageCredentials } from '../../nodes/shared/storage/openStorage.ts';
import { projectFolder } from '../../scripts/bootstrap.mjs';
import { startN8n } from '../../scripts/n8n-server.mjs';
import type { Fixture } from './support/fixture.ts';
import { startOpenSsh } from './support/openssh.ts';
import { startS3 } from './support/s3.ts';

const engines = {
	'in-memory': {},
	durable: {
		N8N_SCHEDULER_ENABLED: 'true',
		N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
		N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
		N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'true',
	},
};

const header = 'event,timestamp,custom_user_id,campaign_token\n';
const hour = 60 * 60_000;

const rows = (prefix: string, count: number): string =>
	Array.from({ length: count }, (_, row) => `push_sent,2026-03-01T10:00:00Z,${prefix}-${row},campaign\n`).join('');
const users = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, row) => `${prefix}-${row}`);

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

interface Watched {
	readonly name: string;
	readonly fixture: Fixture;
	workflowId?: string;
}

/** A real n8n, a real clock: a poll a minute. */
describe.each(Object.keys(engines) as Array<keyof typeof engines>)('a real n8n with the %s engine', (engine) => {
	let folder: string;
	let n8n: Awaited<ReturnType<typeof startN8n>>;
	let watched: Watched[];

	const start = async (packages: string[]) => {
		n8n = await startN8n({ userFolder: folder, packages, environment: engines[engine] });
	};

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'batch-file-trigger-'));
		watched = [
			{ name: 'SFTP', fixture: await startOpenSsh() },
			{ name: 'S3', fixture: await startS3() },
		];
		await start([projectFolder]);
	}, 300_000);

	afterAll(async () => {
		await n8n?.stop();
		for (const { fixture } of watched ?? []) await fixture.stop();
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	});

	/** What came out of the trigger so far, the oldest first. */
	async function arrived({ workflowId }: Watched): Promise<unknown[]> {
		const executions = await n8n.api.executions({ workflowId, includeData: true });
		return executions.reverse().flatMap(({ data }) => {
			const items = data?.resultData?.runData?.Trigger?.[0]?.data?.main?.[0] as Array<{ json: IDataObject }> | undefined;
			return (items ?? []).map(({ json }) => json.customId);
		});
	}

	async function until(each: Watched, expected: string[]): Promise<void> {
		const deadline = Date.now() + 260_000;
		let seen = await arrived(each);
		while (seen.length < expected.length && Date.now() < deadline) {
			await wait(2_000);
			seen = await arrived(each);
		}
		const executions = await n8n.api.executions({ workflowId: each.workflowId });
		expect(seen, `${each.name}: ${JSON.stringify(executions.map(({ status, mode }) => ({ status, mode })))}`).toEqual(expected);
	}

	it('gets every row once, through an end in the middle of a file', { timeout: 1_200_000 }, async () => {
		for (const each of watched) {
			await each.fixture.shelf.write('exports/history.csv', header + rows('history', 5), new Date(Date.now() - 48 * hour));
			const type = storageCredentials[each.fixture.kind];
			const credential = await n8n.api.createCredential({ name: each.name, type, data: each.fixture.credential() });
			const tested = await n8n.api.testCredential({ ...credential, type, data: each.fixture.credential() });
			expect(tested, each.name).toMatchObject({ status: 'OK' });
			const { id } = await n8n.api.createWorkflow({
				name: each.name,
				nodes: [
					{
						id: `trigger-${each.name}`,
						name: 'Trigger',
						type: 'n8n-nodes-batch.batchFileTrigger',
						typeVersion: 1,
						position: [0, 0],
						credentials: { [type]: { id: credential.id, name: credential.name } },
						parameters: {
							pollTimes: { item: [{ mode: 'everyMinute' }] },
							source: each.fixture.kind,
							folder: 'exports',
							rowsPerRun: 1_000,
							afterReading: 'delete',
						},
					},
				],
				connections: {},
				settings: { saveDataSuccessExecution: 'all' },
			});
			each.workflowId = id;
			await n8n.api.activateWorkflow(id);
		}

		// n8n says "activated" before it has polled for the first time.
		await wait(20_000);
		// An upload that keeps its old time: only what was learned at activation tells that it is new.
		for (const { fixture } of watched) {
			await fixture.shelf.write('exports/a.csv', header + rows('a', 3), new Date(Date.now() - 30 * hour));
		}
		for (const each of watched) await until(each, users('a', 3));

		for (const { fixture } of watched) await fixture.shelf.write('exports/b.csv', header + rows('b', 2_500));
		for (const each of watched) {
			const deadline = Date.now() + 260_000;
			while ((await arrived(each)).length < 1_003 && Date.now() < deadline) await wait(1_000);
		}
		kill(folder);
		await n8n.stop();
		for (const { fixture } of watched) await fixture.shelf.write('exports/c.csv', header + rows('c', 4), new Date(Date.now() - 20 * hour));
		await start([]);
		for (const each of watched) await until(each, [...users('a', 3), ...users('b', 2_500), ...users('c', 4)]);

		// What is read is deleted, in a poll that starts nothing; what was there before stays.
		await wait(130_000);
		for (const each of watched) {
			expect(await arrived(each), each.name).toHaveLength(2_507);
			for (const name of ['a', 'b', 'c']) expect(await each.fixture.shelf.read(`exports/${name}.csv`), `${each.name} ${name}`).toBeUndefined();
			expect(await each.fixture.shelf.read('exports/history.csv')).toBeDefined();
		}
	});
});
