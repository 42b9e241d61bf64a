import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { inject } from 'vitest';
import { N8nClient } from '../../scripts/n8n-client.mjs';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';

interface WorkflowNode {
	typeVersion?: number;
	position?: number[];
	name: string;
	type: string;
	webhookId?: string;
	parameters: Record<string, unknown>;
	credentials?: Record<string, unknown>;
}

interface WorkflowFile {
	name: string;
	nodes: WorkflowNode[];
	connections: object;
}

type Credentials = Record<string, { id: string; name: string }>;

/** What the tests read of an item that the Poool Trigger gave. */
export interface ItemOfTrigger {
	source: string;
	eventName: string;
	batch: { event: { name: string; attributes: Record<string, unknown> } };
	poool: object;
}

interface RunData {
	resultData?: { runData?: Record<string, Array<{ data?: { main: Array<Array<{ json: ItemOfTrigger }> | null> } }>> };
}

/** The n8n of the tests and a sandbox of its own in place of Batch; everything it made is undone at the end. */
export class PooolSetUp {
	readonly #workflows: string[] = [];
	#credential?: { id: string; name: string };

	private constructor(
		readonly api: N8nClient,
		readonly sandbox: Sandbox,
	) {}

	static async start(): Promise<PooolSetUp> {
		const { url, owner } = inject('n8n');
		const api = new N8nClient(url);
		await api.logIn(owner);
		return new PooolSetUp(api, await startSandbox());
	}

	async stop(): Promise<void> {
		for (const id of this.#workflows) await this.api.deactivateWorkflow(id);
		await this.sandbox.close();
	}

	/** A Poool Trigger whose events are tracked in Batch as it prepared them. */
	async activate(parameters: Record<string, unknown>, credentials?: Credentials) {
		return await this.activateWorkflow(triggerToTrack(parameters, credentials));
	}

	/** The same, without waiting for it to come up; gives the workflow's id. */
	async publish(parameters: Record<string, unknown>): Promise<string> {
		return (await this.publishWorkflow(triggerToTrack(parameters))).id;
	}

	/** A file of examples/, its trigger's parameters and other nodes' changed as a user would. */
	async activateExample(name: string, changes: Record<string, Record<string, unknown>>) {
		const file = new URL(`../../examples/${name}.json`, import.meta.url);
		const example = JSON.parse(await readFile(file, 'utf8')) as WorkflowFile;
		const nodes = example.nodes.map((node) => ({ ...node, parameters: { ...node.parameters, ...changes[node.name] } }));
		return await this.activateWorkflow({ ...example, nodes });
	}

	/** What came out of the trigger so far, over all executions and both outputs. */
	async itemsOf(workflowId: string): Promise<ItemOfTrigger[]> {
		const executions = await this.api.executions({ workflowId, includeData: true });
		return executions.flatMap(({ data }) => {
			const runs = (data as RunData | undefined)?.resultData?.runData?.['Poool Trigger'] ?? [];
			return (runs[0]?.data?.main ?? []).flatMap((items) => (items ?? []).map(({ json }) => json));
		});
	}

	private async activateWorkflow(workflow: WorkflowFile) {
		const { id, trigger } = await this.publishWorkflow(workflow);
		const script = await this.api.webhookUrl(trigger, { webhookName: 'setup' });
		const endpoint = await this.api.webhookUrl(trigger);
		await this.api.waitForWebhook(endpoint);
		return { id, script, endpoint };
	}

	private async publishWorkflow(workflow: WorkflowFile) {
		this.#credential ??= await this.createCredential();
		const { id, name } = this.#credential;
		const nodes = workflow.nodes.map((node) => ({
			...node,
			id: randomUUID(),
			...(node.type === 'n8n-nodes-batch.pooolTrigger' && { webhookId: randomUUID() }),
			...(node.credentials?.batchApi !== undefined && { credentials: { batchApi: { id, name } } }),
		}));
		const trigger = nodes.find(({ type }) => type === 'n8n-nodes-batch.pooolTrigger')!;
		const created = await this.api.createWorkflow({ ...workflow, nodes });
		await this.api.activateWorkflow(created.id);
		this.#workflows.push(created.id);
		return { id: created.id, trigger };
	}

	private async createCredential() {
		const { keys, url } = this.sandbox;
		return await this.api.createCredential({
			name: 'Batch of the Poool tests',
			type: 'batchApi',
			data: {
				restApiKey: keys.restApiKey,
				projectKey: keys.projectKey,
				iosApiKey: keys.appKeys.ios,
				androidApiKey: keys.appKeys.android,
				webApiKey: keys.appKeys.web,
				advanced: true,
				apiAddress: url,
			},
		});
	}
}

function triggerToTrack(parameters: Record<string, unknown>, credentials?: Credentials): WorkflowFile {
	const common = { typeVersion: 1, position: [0, 0] };
	return {
		name: 'Poool Trigger to Track Event',
		nodes: [
			{ ...common, name: 'Poool Trigger', type: 'n8n-nodes-batch.pooolTrigger', parameters, credentials },
			{
				...common,
				name: 'Track Event',
				type: 'n8n-nodes-batch.batch',
				parameters: { resource: 'event', operation: 'track', api: 'project', eventFrom: 'prepared', options: {} },
				credentials: { batchApi: {} },
			},
		],
		connections: { 'Poool Trigger': { main: [[{ node: 'Track Event', type: 'main', index: 0 }]] } },
	};
}
