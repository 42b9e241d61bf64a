import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { storageCredentials } from '../../../nodes/shared/storage/openStorage.ts';
import type { N8nClient } from '../../../scripts/n8n-client.mjs';
import { batchCredential } from '../../nodes/harness/batch.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Fixture } from './fixture.ts';

/** A project takes a call a second: a million IDs, and what is waited for after them. */
const patience = 600_000;

/** One of these is due every ten seconds. */
const pollTimes = { item: [0, 10, 20, 30, 40, 50].map((second) => ({ mode: 'custom', cronExpression: `${second} * * * * *` })) };

/** A million IDs keep this process busy for longer than n8n keeps a connection open: its end must be heard before the next call. */
const turn = async (): Promise<void> => await wait(100);

/** A trigger that puts out files, and a sync: the two nodes that a nightly audience takes. */
export class Nightly {
	private workflowId = '';

	constructor(
		private readonly api: N8nClient,
		private readonly fixture: Fixture,
		private readonly sandbox: Sandbox,
		private readonly folder: string,
	) {}

	async activate(parameters: INodeParameters): Promise<void> {
		await turn();
		const { api } = this;
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

	async stop(): Promise<void> {
		if (this.workflowId !== '') await this.api.deactivateWorkflow(this.workflowId);
	}

	private async reports(): Promise<IDataObject[]> {
		await turn();
		const executions = await this.api.executions({ workflowId: this.workflowId, includeData: true });
		return executions.reverse().flatMap(({ data, status }) => {
			const run = data?.resultData?.runData?.Sync?.[0];
			const json = run?.data?.main?.[0]?.[0]?.json as IDataObject | undefined;
			if (json !== undefined) return [json];
			return status === 'running' || status === 'new' ? [] : [{ status, error: JSON.stringify(run?.error ?? data?.resultData?.error) } as IDataObject];
		});
	}
}
