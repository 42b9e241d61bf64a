import type { IExecuteFunctions, INode, INodeExecutionData, INodeType, INodeTypes, OnError } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../nodes/shared/batch/bulk/lane.ts';
import { DeliveredMemory } from '../../nodes/Batch/run/delivered.ts';
import { core, loadPackage, workflow } from './harness/builtPackage.ts';

type How = 'throws' | 'gives an error';

/** A node that delivers every item to the list and then fails: which of them n8n would deliver again. */
function deliverer(delivered: unknown[], tries: number[], how: How): INodeType {
	return {
		description: { displayName: 'Deliver', name: 'deliver', group: ['output'], version: 1, description: '', defaults: {}, inputs: ['main'], outputs: ['main'], properties: [] } as never,
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			const items = this.getInputData();
			const runIndex = this.getWorkflowDataProxy(0).$runIndex as number;
			tries.push(runIndex);
			const memory = DeliveredMemory.of(this);
			const out = items.map(({ json }, row): INodeExecutionData => {
				if (row === 0) return { json: { error: 'refused' }, pairedItem: { item: row } };
				const entry = { lane: { platform: 'ios' }, identity: String(json.id) } as Entry<unknown>;
				const known = memory.of(row, entry);
				if (known === undefined) delivered.push(json.id);
				memory.keep(row, entry, known ?? { status: 'accepted', answer: {} });
				return { json: { status: 'accepted' }, pairedItem: { item: row } };
			});
			if (how === 'throws') throw new Error('refused');
			return [out];
		},
	};
}

async function runNode(how: How, onError: OnError | undefined, branches = 1) {
	await loadPackage();
	const delivered: unknown[] = [];
	const tries: number[] = [];
	const type = deliverer(delivered, tries, how);
	const pass = { ...type, description: { ...type.description, name: 'pass', inputs: [] }, execute: undefined } as unknown as INodeType;
	const nodeTypes: INodeTypes = {
		getByName: (name) => (name === 'pass' ? pass : type),
		getByNameAndVersion: (name) => (name === 'pass' ? pass : type),
		getKnownTypes: () => ({}),
	};
	const source: INode = { id: 's', name: 'Source', type: 'pass', typeVersion: 1, position: [0, 0], parameters: {} };
	const node: INode = { id: 'n', name: 'Deliver', type: 'deliver', typeVersion: 1, position: [0, 0], parameters: {}, retryOnFail: true, maxTries: 3, waitBetweenTries: 1, ...(onError && { onError }) };
	const instance = new workflow.Workflow({ id: 'w', nodes: [source, node], connections: { Source: { main: [[{ node: 'Deliver', type: 'main', index: 0 }]] } }, active: false, nodeTypes });
	await instance.expression.acquireIsolate?.();
	// The very same item objects on each branch, as n8n passes them on.
	const input: INodeExecutionData[] = [1, 2, 3].map((id) => ({ json: { id } }));
	const stack = Array.from({ length: branches }, () => ({ node, data: { main: [input] }, source: { main: [{ previousNode: 'Source' }] } }));
	const execution = new core.WorkflowExecute(
		{
			hooks: new core.ExecutionLifecycleHooks('trigger', '1', { id: '1', name: 'test' } as never),
			executionId: '1',
			currentNodeExecutionIndex: 0,
			webhookWaitingBaseUrl: 'http://127.0.0.1',
			formWaitingBaseUrl: 'http://127.0.0.1',
			variables: {},
			setExecutionStatus: () => undefined,
			sendDataToUI: () => undefined,
		} as never,
		'trigger',
		workflow.createRunExecutionData({
			resultData: { runData: { Source: [{ startTime: 0, executionTime: 0, executionIndex: 0, source: [], data: { main: [input] } }] } },
			executionData: { nodeExecutionStack: stack },
		}),
	);
	await execution.processRunExecutionData(instance);
	return { delivered, tries };
}

describe.each<[How]>([['throws'], ['gives an error']])('Retry On Fail, where the node %s', (how) => {
	it.each([undefined, 'continueRegularOutput', 'continueErrorOutput'] as const)('delivers each item once with On Error %s', async (onError) => {
		expect(await runNode(how, onError)).toEqual({ delivered: [2, 3], tries: [0, 0, 0] });
	});

	it('delivers on each branch, the items being the same objects', async () => {
		expect(await runNode(how, 'continueRegularOutput', 2)).toEqual({ delivered: [2, 3, 2, 3], tries: [0, 0, 0, 1, 1, 1] });
	});
});
