import type {
	ICredentialDataDecryptedObject,
	ICredentialTestFunctions,
	INode,
	INodeCredentialTestResult,
	INodeListSearchResult,
	INodeParameters,
	INodeType,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { core, loadPackage, nodeTypes, workflow } from './builtPackage.ts';
import { credentialsHelper } from './credentials.ts';

/** What the editor asks a node for while a workflow is written, each in n8n-core's real context. */
async function nodeTypeOf(type: string): Promise<INodeType> {
	await loadPackage();
	return nodeTypes.getByNameAndVersion(`n8n-nodes-batch.${type}`, 1);
}

/** The "Test" of a credential, as the editor runs it when one is saved. */
export async function testCredential(
	data: ICredentialDataDecryptedObject,
	{ type = 'batch', method = 'testBatchApi', credential = 'batchApi' } = {},
): Promise<INodeCredentialTestResult> {
	const test = (await nodeTypeOf(type)).methods?.credentialTest?.[method];
	if (test === undefined) throw new Error(`${type} has no credential test ${method}`);
	const context: ICredentialTestFunctions = new core.CredentialTestContext({} as IWorkflowExecuteAdditionalData);
	return await test.call(context, { id: '1', name: 'under test', type: credential, data });
}

export interface ListSearch {
	type?: string;
	method: string;
	parameters: INodeParameters;
	credentials: Record<string, ICredentialDataDecryptedObject>;
	filter?: string;
	paginationToken?: string;
}

/** One page of a "From List" field. */
export async function searchList(search: ListSearch): Promise<INodeListSearchResult> {
	const type = search.type ?? 'batch';
	const { methods, description } = await nodeTypeOf(type);
	const method = methods?.listSearch?.[search.method];
	if (method === undefined) throw new Error(`${type} has no list ${search.method}`);
	const node: INode = {
		id: 'node-under-test',
		name: 'Node under test',
		type: `n8n-nodes-batch.${type}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: Object.fromEntries(Object.keys(search.credentials).map((name) => [name, { id: '1', name }])),
	};
	// The editor sends every field that shows, with the default of those left alone.
	const parameters = workflow.NodeHelpers.getNodeParameters(description.properties, search.parameters, true, false, node, description) ?? {};
	node.parameters = parameters;
	const instance = new workflow.Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const additionalData = {
		credentialsHelper: credentialsHelper(search.credentials),
		currentNodeParameters: parameters,
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	const context = new core.LoadOptionsContext(instance, node, additionalData, '');
	return await method.call(context, search.filter, search.paginationToken);
}
