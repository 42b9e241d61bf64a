import axios from 'axios';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { PublishedWorkflow, type Steps } from '../../e2e/workflows.ts';
import { until } from '../../servers/support/until.ts';
import type { Cluster } from './cluster.ts';
import type { Seat } from './seat.ts';

/** Many rows in one execution: a Code node makes them, the Batch node sends them, and whoever called is told what came out. */
export class Bulk {
	private constructor(
		private readonly cluster: Cluster,
		private readonly workflow: PublishedWorkflow,
	) {}

	/** @param isCounted whether rows are counted by their status, in place of being told one by one */
	static async publish(cluster: Cluster, name: string, { code, batch, isCounted = false }: { code: string; batch: INodeParameters; isCounted?: boolean }): Promise<Bulk> {
		// Not n8n's Summarize, which copies a group for each row of it: 45 seconds without a turn for anybody else.
		const count = { jsCode: 'const counts = {}; for (const { json } of $input.all()) counts[json.status] = (counts[json.status] ?? 0) + 1; return [{ json: counts }];' };
		const steps: Steps = {
			Rows: { type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode: code }, to: [['Batch']] },
			Batch: {
				type: 'n8n-nodes-batch.batch',
				parameters: batch,
				credentials: { batchApi: cluster.credentials.batchApi! },
				settings: { onError: 'continueRegularOutput' },
				to: [[isCounted ? 'Count' : 'Answer']],
			},
			...(isCounted && { Count: { type: 'n8n-nodes-base.code', typeVersion: 2, parameters: count, to: [['Answer']] } }),
			Answer: { type: 'n8n-nodes-base.respondToWebhook', typeVersion: 1.4, parameters: { respondWith: 'allIncomingItems', options: {} } },
		};
		const workflow = await PublishedWorkflow.publish(cluster.api, name, steps, { next: 'Rows', answers: 'responseNode' });
		for (const { url } of cluster.webhooks) await cluster.api.waitForWebhook(workflow.addressAt(url));
		return new Bulk(cluster, workflow);
	}

	/** @returns what came out; nothing where the process that ran it was killed */
	async run(through: Seat): Promise<IDataObject[]> {
		const { data } = await axios.post<unknown>(this.workflow.addressAt(through.url), {}, { proxy: false, timeout: 170_000, validateStatus: () => true });
		return Array.isArray(data) ? (data as IDataObject[]) : [];
	}

	async executions(): Promise<Array<{ id: string; status: string }>> {
		return await this.cluster.api.executions({ workflowId: this.workflow.id });
	}

	/** The worker that has the newest execution. */
	async workerOfNewest(): Promise<Seat> {
		let found: Seat | undefined;
		await until('a worker has it', async () => {
			const [newest] = await this.executions();
			found = this.cluster.workers.find((worker) => newest !== undefined && worker.hasStarted(newest.id));
			return found !== undefined;
		});
		return found!;
	}
}
