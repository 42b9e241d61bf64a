import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import axios from 'axios';
import type { IDataObject, INodeExecutionData, INodeParameters, ITaskData } from 'n8n-workflow';
import type { N8nClient } from '../../scripts/n8n-client.mjs';
import type { CredentialsOfNode } from './accounts.ts';

/** A node as a test writes it down. */
export interface Step {
	type: string;
	typeVersion?: number;
	parameters?: INodeParameters;
	credentials?: CredentialsOfNode;
	/** Names of the nodes that get its items, by output; `to` of a sub-node names the one it serves. */
	to?: string[][];
	/** How a sub-node serves, e.g. `ai_tool`. Default: it is none. */
	serves?: string;
	/** Settings of the node, such as Retry On Fail. */
	settings?: object;
}

export type Steps = Record<string, Step>;

/** What n8n has saved of an execution. */
export interface SavedRun {
	readonly status: string;
	/** Runs of the nodes, by name. */
	readonly nodes: Readonly<Record<string, readonly ITaskData[]>>;
	readonly error?: { readonly message: string; readonly description?: string };
}

/** A workflow of n8n that is published; its first node is a webhook where `Start` is not among the steps. */
export class PublishedWorkflow {
	private readonly seen = new Set<string>();

	private constructor(
		private readonly api: N8nClient,
		readonly id: string,
		private readonly path: string,
	) {}

	/** @param first the step that gets the rows of `run`, or the one behind a webhook of which `answers` says who answers it */
	static async publish(api: N8nClient, name: string, steps: Steps, first?: string | { next: string; answers: string }): Promise<PublishedWorkflow> {
		const path = randomUUID();
		const all: Steps = { ...(first !== undefined && startingWith(path, first)), ...steps };
		const workflow = await api.createWorkflow({ name, nodes: Object.entries(all).map(nodeOf), connections: connectionsOf(all) });
		await api.activateWorkflow(workflow.id);
		return new PublishedWorkflow(api, workflow.id, path);
	}

	private get address(): string {
		return this.addressAt(this.api.url);
	}

	/** Where another process of the same n8n serves its webhook. */
	addressAt(url: string): string {
		return `${url}/webhook/${this.path}`;
	}

	async ready(): Promise<this> {
		await this.api.waitForWebhook(this.address);
		return this;
	}

	/** Runs it with these rows as items, and waits until n8n has saved what became of it. */
	async run(rows: readonly IDataObject[]): Promise<SavedRun> {
		await axios.post(this.address, { rows }, { proxy: false, validateStatus: () => true });
		return await this.saved();
	}

	/** The execution that ended since this was last asked. */
	async saved(): Promise<SavedRun> {
		for (let attempt = 0; attempt < 600; attempt++) {
			const executions = await this.api.executions({ workflowId: this.id, includeData: true });
			const found = executions.find(({ id, status }) => !this.seen.has(id) && status !== 'running' && status !== 'new');
			if (found !== undefined) {
				this.seen.add(found.id);
				const { runData: nodes = {}, error } = found.data?.resultData ?? {};
				return { status: found.status, nodes, error };
			}
			await wait(100);
		}
		throw new Error('n8n did not end the run');
	}
}

/** A webhook; where only a step is named, with a node that makes an item of each row it was called with. */
function startingWith(path: string, first: string | { next: string; answers: string }): Steps {
	const { next, answers } = typeof first === 'string' ? { next: 'Rows', answers: 'lastNode' } : first;
	const start: Step = {
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		parameters: { httpMethod: 'POST', path, responseMode: answers, options: {} },
		settings: { webhookId: path },
		to: [[next]],
	};
	if (typeof first !== 'string') return { Start: start };
	return {
		Start: start,
		Rows: { type: 'n8n-nodes-base.splitOut', typeVersion: 1, parameters: { fieldToSplitOut: 'body.rows', options: {} }, to: [[first]] },
	};
}

function nodeOf([name, { type, typeVersion = 1, parameters = {}, credentials, settings }]: [string, Step]): object {
	return { id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters, credentials, ...settings };
}

function connectionsOf(steps: Steps): object {
	return Object.fromEntries(
		Object.entries(steps).map(([name, { to = [], serves = 'main' }]) => [
			name,
			{ [serves]: to.map((nodes) => nodes.map((node) => ({ node, type: serves, index: 0 }))) },
		]),
	);
}

/** Everything that came out of a node, over all its runs. */
export function itemsOf({ nodes }: SavedRun, name: string): INodeExecutionData[] {
	return (nodes[name] ?? []).flatMap(({ data }) => Object.values(data ?? {}).flat(2)).filter((item) => item !== null);
}
