import { randomUUID } from 'node:crypto';
import type {
	IBinaryKeyData,
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	ITaskData,
	IWorkflowExecuteAdditionalData,
	OnError,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { core, loadPackage, nodeTypes, sourceType, workflow } from './builtPackage.ts';
import { credentialsHelper } from './credentials.ts';

export interface NodeRun {
	/** Type without the package's name. */
	type?: string;
	parameters: INodeParameters;
	credentials: Record<string, ICredentialDataDecryptedObject>;
	items?: IDataObject[];
	/** Binary data of the items, by their index. */
	binary?: IBinaryKeyData[];
	onError?: OnError;
	/** n8n's Retry On Fail: so many tries in all. */
	tries?: number;
	/** The same ids make two runs the same node of the same workflow, for what n8n remembers of it. */
	workflowId?: string;
	/** What n8n keeps with the workflow; changed in place. */
	staticData?: IDataObject;
	/** `manual` is a run from the editor. */
	mode?: WorkflowExecuteMode;
	/** Of the workflow; Europe/Paris unless given. */
	timezone?: string;
	/** Called with a function that cancels the execution, as the editor's stop button does. */
	onStart?: (cancel: () => void) => void;
}

export interface NodeResult {
	/** Items of the first output. */
	items: INodeExecutionData[];
	/** Items of the error output, under `onError: 'continueErrorOutput'`. */
	errorItems: INodeExecutionData[];
	error: ITaskData['error'];
	hints: NonNullable<ITaskData['hints']>;
}

/** Runs a node of the built package in n8n-core's real execution engine. */
export async function executeNode(run: NodeRun): Promise<NodeResult> {
	await loadPackage();
	const node: INode = {
		id: 'node-under-test',
		name: 'Node under test',
		type: `n8n-nodes-batch.${run.type ?? 'batch'}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: run.parameters,
		credentials: Object.fromEntries(Object.keys(run.credentials).map((type) => [type, { id: '1', name: type }])),
		...(run.onError && { onError: run.onError }),
		...(run.tries && { retryOnFail: true, maxTries: run.tries, waitBetweenTries: 1 }),
	};
	const source: INode = { id: 'source', name: 'Source', type: sourceType, typeVersion: 1, position: [0, 0], parameters: {} };
	const instance = new workflow.Workflow({
		id: run.workflowId ?? randomUUID(),
		nodes: [source, node],
		connections: { [source.name]: { main: [[{ node: node.name, type: 'main', index: 0 }]] } },
		active: false,
		nodeTypes,
		settings: { timezone: run.timezone ?? 'Europe/Paris' },
		...(run.staticData && { staticData: run.staticData }),
	});
	await instance.expression.acquireIsolate?.();
	const input = (run.items ?? [{}]).map((json, item) => ({ json, binary: run.binary?.[item], pairedItem: { item } }));
	const execution = new core.WorkflowExecute(
		additionalData(run.credentials),
		run.mode ?? 'trigger',
		workflow.createRunExecutionData({
			resultData: {
				runData: {
					[source.name]: [{ startTime: 0, executionTime: 0, executionIndex: 0, source: [], data: { main: [input] } }],
				},
			},
			executionData: {
				nodeExecutionStack: [{ node, data: { main: [input] }, source: { main: [{ previousNode: source.name }] } }],
			},
		}),
	);
	const running = execution.processRunExecutionData(instance);
	run.onStart?.(() => running.cancel());
	const { data } = await running;
	const task = data.resultData.runData[node.name]?.[0];
	return {
		items: task?.data?.main[0] ?? [],
		errorItems: task?.data?.main[1] ?? [],
		error: task?.error,
		hints: task?.hints ?? [],
	};
}

function additionalData(credentials: NodeRun['credentials']): IWorkflowExecuteAdditionalData {
	const address = 'http://127.0.0.1';
	return {
		hooks: new core.ExecutionLifecycleHooks('trigger', '1', { id: '1', name: 'test' } as never),
		credentialsHelper: credentialsHelper(credentials),
		executionId: '1',
		currentNodeExecutionIndex: 0,
		restApiUrl: address,
		instanceBaseUrl: address,
		webhookBaseUrl: address,
		webhookTestBaseUrl: address,
		webhookWaitingBaseUrl: address,
		formWaitingBaseUrl: address,
		variables: {},
		setExecutionStatus: () => undefined,
		sendDataToUI: () => undefined,
	} as unknown as IWorkflowExecuteAdditionalData;
}
