import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { storageCredentials } from '../../nodes/shared/storage/openStorage.ts';
import { projectFolder } from '../../scripts/bootstrap.mjs';
import { startN8n } from '../../scripts/n8n-server.mjs';
import { batchCredential } from '../nodes/harness/batch.ts';
import { AudienceFiles, fileOf, people, syncOfApp, syncOfProject } from '../nodes/harness/audienceFile.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import type { Fixture } from './support/fixture.ts';
import type { RunningN8n } from './support/n8nPolls.ts';
import { startOpenSsh } from './support/openssh.ts';
import { startS3 } from './support/s3.ts';

const million = 1_000_000;
const patience = 300_000;

/** One of these is due every ten seconds. */
const pollTimes = { item: [0, 10, 20, 30, 40, 50].map((second) => ({ mode: 'custom', cronExpression: `${second} * * * * *` })) };

/** A million IDs keep this process busy for longer than n8n keeps a connection open: its end must be heard before the next call. */
const turn = async (): Promise<void> => await wait(100);

/** A trigger that puts out files, and a sync: the two nodes that a nightly audience takes. */
class Nightly {
	private workflowId = '';

	constructor(
		private readonly n8n: RunningN8n,
		private readonly fixture: Fixture,
		private readonly sandbox: Sandbox,
		private readonly folder: string,
	) {}

	async activate(parameters: INodeParameters): Promise<void> {
		await turn();
		const { api } = this.n8n;
		const { kind } = this.fixture;
		const type = storageCredentials[kind];
		const stored = await api.createCredential({ name: this.folder, type, data: { ...this.fixture.credential(), timeout: 60 } });
		const batch = await api.createCredential({ name: this.folder, type: 'batchApi', data: { ...batchCredential(this.sandbox), advanced: true } });
		const nodes = [
			{
				name: 'Trigger',
				type: 'n8n-nodes-batch.batchFileTrigger',
				credentials: { [type]: { id: stored.id, name: stored.name } },
				parameters: { pollTimes, source: kind, folder: this.folder, output: 'file', options: { unchangedFor: 0 } },
			},
			{
				name: 'Sync',
				type: 'n8n-nodes-batch.batch',
				credentials: { [type]: { id: stored.id, name: stored.name }, batchApi: { id: batch.id, name: batch.name } },
				parameters: { ...parameters, fileFrom: kind, storedFile: 'path', path: '={{ $json._file.path }}' },
			},
		].map((node, index) => ({ ...node, id: `${this.folder}-${index}`, typeVersion: 1, position: [index * 200, 0] }));
		const { id } = await api.createWorkflow({
			name: this.folder,
			nodes,
			connections: { Trigger: { main: [[{ node: 'Sync', type: 'main', index: 0 }]] } },
			settings: { saveDataSuccessExecution: 'all' },
		});
		this.workflowId = id;
		await api.activateWorkflow(id);
		const deadline = Date.now() + patience;
		while ((await api.publicationStatus(id)).status !== 'published') {
			if (Date.now() > deadline) throw new Error('the workflow did not become active');
			await wait(500);
		}
	}

	/** Puts a file there, and waits for the report of its sync. */
	async sync(name: string, content: string): Promise<IDataObject> {
		const before = (await this.reports()).length;
		await this.fixture.shelf.write(`${this.folder}/${name}`, content);
		const deadline = Date.now() + patience;
		for (;;) {
			const reports = await this.reports();
			const report = reports[before];
			if (report?.error !== undefined) throw new Error(`${name}: ${JSON.stringify(report)}`);
			if (report !== undefined) return report;
			if (Date.now() > deadline) throw new Error(`nothing came of ${name}`);
			await wait(1_000);
		}
	}

	private async reports(): Promise<IDataObject[]> {
		await turn();
		const executions = await this.n8n.api.executions({ workflowId: this.workflowId, includeData: true });
		return executions.reverse().flatMap(({ data, status }) => {
			const run = data?.resultData?.runData?.Sync?.[0];
			const json = run?.data?.main?.[0]?.[0]?.json as IDataObject | undefined;
			if (json !== undefined) return [json];
			return status === 'running' || status === 'new' ? [] : [{ status, error: JSON.stringify(run?.error ?? data?.resultData?.error) } as IDataObject];
		});
	}
}

describe.each([
	['OpenSSH', startOpenSsh],
	['S3', async () => await startS3()],
] as const)('an audience file on %s, through a real n8n', (_name, startServer) => {
	let folder: string;
	let n8n: RunningN8n;
	let fixture: Fixture;
	let sandbox: Sandbox;
	let audience: AudienceFiles;

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'audience-file-'));
		fixture = await startServer();
		sandbox = await startSandbox({ enforceRateLimits: false, retention: { requests: 1_000, bodies: 5 } });
		sandbox.state.indexing.afterViews = 0;
		audience = new AudienceFiles(sandbox, fixture);
		await audience.create('stranger');
		n8n = await startN8n({ userFolder: folder, packages: [projectFolder], environment: {} });
	}, 300_000);

	afterAll(async () => {
		await n8n?.stop();
		await sandbox?.close();
		await fixture?.stop();
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	});

	it('of a million IDs becomes exactly that audience, and what comes after it does what its name says', { timeout: 1_500_000 }, async () => {
		const nightly = new Nightly(n8n, fixture, sandbox, 'named');
		await fixture.shelf.write('named/old_replace.csv', fileOf(['old']), new Date(Date.now() - 48 * 60 * 60_000));
		await nightly.activate({ ...syncOfApp, mode: 'fileName', fileNamePattern: 'vip_{action}_{part}.csv', afterReading: 'delete', options: { fewestMembers: '0' } });
		const ids = people(million);
		expect(await nightly.sync('vip_replace_1.csv', fileOf(ids))).toMatchObject({ status: 'accepted', unique: million, calls: 100, afterReading: [{ state: 'deleted' }] });
		expect(new Set(audience.members())).toEqual(new Set(ids));
		expect(await fixture.shelf.read('named/vip_replace_1.csv')).toBeUndefined();
		expect(await nightly.sync('vip_removed_2.csv', fileOf(people(million - 20_000)))).toMatchObject({ status: 'accepted', removed: million - 20_000, calls: 98 });
		expect(audience.members()).toEqual(people(20_000, million - 20_000).toSorted());
		expect(await nightly.sync('vip_added_3.csv', fileOf(people(3)))).toMatchObject({ status: 'accepted', added: 3, calls: 1 });
		expect(audience.members()).toHaveLength(20_003);
	});

	it('of a million IDs is followed by what changed, in as few calls as that takes', { timeout: 1_500_000 }, async () => {
		const nightly = new Nightly(n8n, fixture, sandbox, 'compared');
		await fixture.shelf.write('compared/old.csv', fileOf(['old']), new Date(Date.now() - 48 * 60 * 60_000));
		await nightly.activate({ ...syncOfApp, mode: 'difference', previousFiles: 'vip_*.csv', afterReading: 'move', targetFolder: 'compared-done', options: { fewestMembers: '0' } });
		expect(await nightly.sync('vip_1.csv', fileOf(people(million)))).toMatchObject({ status: 'accepted', comparedWith: null, calls: 100 });
		const next = [...people(million - 5_000), ...people(6_000, 2 * million)];
		expect(await nightly.sync('vip_2.csv', fileOf(next))).toMatchObject({ status: 'accepted', comparedWith: 'compared-done/vip_1.csv', added: 6_000, removed: 5_000, calls: 2 });
		expect(new Set(audience.members())).toEqual(new Set(next));
		expect(await fixture.shelf.read('compared-done/vip_2.csv')).toBeDefined();
	});

	it('says what is done with each line, and becomes an audience of a project', { timeout: 900_000 }, async () => {
		const byLine = new Nightly(n8n, fixture, sandbox, 'lines');
		await fixture.shelf.write('lines/old.csv', 'id;status\nold;add\n', new Date(Date.now() - 48 * 60 * 60_000));
		await byLine.activate({ ...syncOfApp, idType: 'custom_ids', platforms: ['ios'], mode: 'lines', actionColumn: 'status' });
		expect(await byLine.sync('vip.csv', 'id;status\na;add\nstranger;remove\n')).toMatchObject({ status: 'accepted', added: 1, removed: 1 });
		expect(audience.members('1.0')).toEqual(['a']);
		const ofProject = new Nightly(n8n, fixture, sandbox, 'project');
		await fixture.shelf.write('project/old.csv', fileOf(['old']), new Date(Date.now() - 48 * 60 * 60_000));
		await ofProject.activate({ ...syncOfProject, mode: 'replace', options: { fewestMembers: '0' } });
		expect(await ofProject.sync('vip.csv', fileOf(people(30_000)))).toMatchObject({ status: 'accepted', calls: 3 });
		expect(audience.members('project')).toEqual(people(30_000).toSorted());
	});
});
