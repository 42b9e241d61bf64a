import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	IWorkflowExecuteAdditionalData,
	WorkflowActivateMode,
} from 'n8n-workflow';
import { core, loadPackage, nodeTypes, workflow } from './builtPackage.ts';
import { credentialsHelper } from './credentials.ts';

export interface PolledNode {
	/** Type without the package's name. */
	type: string;
	parameters: INodeParameters;
	credentials: Record<string, ICredentialDataDecryptedObject>;
	/** The same id makes it the same node, for what it remembers in this process. */
	workflowId: string;
}

export interface Poll {
	mode?: 'trigger' | 'manual';
	activation?: WorkflowActivateMode;
	/** What the engine hands out; changed in place. */
	staticData?: IDataObject;
	budget?: number;
}

/** One poll of a node of the built package, in n8n-core's real context. */
export async function pollNode(polled: PolledNode, poll: Poll = {}): Promise<INodeExecutionData[][] | null> {
	await loadPackage();
	const { mode = 'trigger', activation = 'activate', staticData = {}, budget } = poll;
	const node: INode = {
		id: 'node-under-test',
		name: 'Node under test',
		type: `n8n-nodes-batch.${polled.type}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: polled.parameters,
		credentials: Object.fromEntries(Object.keys(polled.credentials).map((name) => [name, { id: '1', name }])),
	};
	const instance = new workflow.Workflow({
		id: polled.workflowId,
		nodes: [node],
		connections: {},
		active: true,
		nodeTypes,
		settings: { timezone: 'Europe/Paris' },
	});
	const additionalData = {
		credentialsHelper: credentialsHelper(polled.credentials),
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	const context = new core.PollContext(
		instance,
		instance.getNode(node.name)!,
		additionalData,
		mode,
		activation,
		undefined,
		undefined,
		undefined,
		undefined,
		() => staticData,
		budget === undefined ? undefined : () => budget,
	);
	await instance.expression.acquireIsolate?.();
	try {
		return await nodeTypes.getByNameAndVersion(node.type, 1).poll!.call(context);
	} finally {
		await instance.expression.releaseIsolate?.();
	}
}
