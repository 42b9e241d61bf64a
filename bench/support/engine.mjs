// n8n-core's real execution engine with the nodes of a real n8n and those of this package, without n8n around it: nothing else
// takes the time, the memory and the turns of the event loop that are measured.
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * @param {{ n8nFolder: string, packageFolder: string, expressionEngine: 'vm' | 'legacy' }} places `n8nFolder` holds n8n's
 *   node_modules
 * @returns {Promise<(work: { steps: import('./profileContenders.mjs').Step[], credentials: object, items: object[] }) =>
 *   Promise<Record<string, object[]>>>} runs nodes, and gives what n8n says of the runs of each, by name
 */
export async function startEngine({ n8nFolder, packageFolder, expressionEngine }) {
	const require = createRequire(join(n8nFolder, 'node_modules', 'n8n', 'package.json'));
	require('reflect-metadata');
	const core = require('n8n-core');
	const workflow = require('n8n-workflow');
	// As n8n starts it by default (@n8n/config, expression-engine.config).
	await workflow.Expression.initExpressionEngine({
		engine: expressionEngine,
		bridgeTimeout: 5_000,
		bridgeMemoryLimit: 128,
		poolSize: 1,
		maxCodeCacheSize: 1_024,
	});
	const base = new core.LazyPackageDirectoryLoader(join(n8nFolder, 'node_modules', 'n8n-nodes-base'));
	const own = new core.PackageDirectoryLoader(packageFolder);
	for (const loader of [base, own]) await loader.loadAll();
	const find = (type) => {
		const [packageName, name] = type.split('.');
		return packageName === 'test' ? (name === 'readTwice' ? readTwice(packageFolder) : ownTypes[name]) : (packageName === 'n8n-nodes-base' ? base : own).getNode(name).type;
	};
	const nodeTypes = {
		getByName: find,
		getByNameAndVersion: (type, version) => workflow.NodeHelpers.getVersionedNodeType(find(type), version),
		getKnownTypes: () => ({}),
	};

	return async ({ steps, credentials, items }) => {
		const nodes = [{ name: 'Source', type: 'test.source', typeVersion: 1, parameters: {}, to: { 0: [steps[0].name] } }, ...steps].map(
			(step, index) => ({ ...step, id: String(index), position: [0, 0] }),
		);
		const instance = new workflow.Workflow({ id: '1', nodes, connections: connectionsOf(nodes), active: false, nodeTypes, settings: {} });
		const input = items.map((json, item) => ({ json, pairedItem: { item } }));
		const run = workflow.createRunExecutionData({
			resultData: {
				runData: { Source: [{ startTime: 0, executionTime: 0, executionIndex: 0, source: [], data: { main: [input] } }] },
			},
			executionData: {
				nodeExecutionStack: [{ node: nodes[1], data: { main: [input] }, source: { main: [{ previousNode: 'Source' }] } }],
			},
		});
		await instance.expression.acquireIsolate();
		try {
			const execution = new core.WorkflowExecute(additionalData(core, workflow, own, credentials), 'trigger', run);
			const { data } = await execution.processRunExecutionData(instance);
			if (data.resultData.error) throw data.resultData.error;
			return data.resultData.runData;
		} finally {
			await instance.expression.releaseIsolate();
		}
	};
}

const description = { displayName: 'Node', name: 'node', group: ['input'], version: 1, description: '', defaults: {}, inputs: ['main'], outputs: ['main'], properties: [] };

const evaluatedNames = ['customId', 'attributes'];

const ownTypes = {
	/** What the first node gets its items from. */
	source: { description: { ...description, inputs: [] } },
	/** Lets n8n evaluate its parameters for each item, and does nothing with them. */
	evaluate: {
		// n8n drops parameters of which the description knows nothing.
		description: { ...description, properties: evaluatedNames.map((name) => ({ displayName: name, name, type: 'json', default: '' })) },
		async execute() {
			const items = this.getInputData();
			for (let index = 0; index < items.length; index++) {
				for (const name of evaluatedNames) this.getNodeParameter(name, index);
			}
			return [items];
		},
	},
	/** Serialises calls of ten thousand members and does nothing with them: gives each item back with what was read. */
	serialise: {
		description: { ...description, properties: ['memberId', 'reading'].map((name) => ({ displayName: name, name, type: 'string', default: '' })) },
		async execute() {
			const items = this.getInputData();
			const isDirect = this.getNodeParameter('reading', 0) === 'direct';
			let bytes = 0;
			for (let from = 0; from < items.length; from += 10_000) {
				const ids = [];
				for (let index = from; index < Math.min(from + 10_000, items.length); index++) {
					ids.push({ action: 'add', id: isDirect ? items[index].json.id : this.getNodeParameter('memberId', index) });
				}
				bytes += Buffer.byteLength(JSON.stringify({ type: 'custom_ids', ids }));
			}
			if (bytes === 0) throw new Error('nothing was serialised');
			return [items.map(({ json: { id } }, item) => ({ json: { status: 'accepted', memberId: id }, pairedItem: { item } }))];
		},
	},
};

/** Reads one column of a stored file twice, as the package reads files, and does nothing with it but have each value. */
function readTwice(packageFolder) {
	const own = createRequire(join(packageFolder, 'package.json'));
	const { openStorage } = own('./dist/nodes/shared/storage/openStorage.js');
	const { n8nHttp } = own('./dist/nodes/shared/storage/web/n8nHttp.js');
	const { n8nResolve } = own('./dist/nodes/shared/storage/web/resolve.js');
	const { openTableOf } = own('./dist/nodes/shared/rowFile/openTableOf.js');
	return {
		description: {
			...description,
			properties: ['path', 'usesBatchStorageHttpApi'].map((name) => ({ displayName: name, name, type: 'string', default: '' })),
			credentials: [{ name: 'batchStorageHttpApi', required: true }],
		},
		async execute() {
			const environment = { send: n8nHttp(this.helpers), resolve: n8nResolve(this.helpers) };
			const storage = await openStorage('http', await this.getCredentials('batchStorageHttpApi'), environment);
			let lines = 0;
			for (let time = 0; time < 2; time++) {
				const file = await storage.stat(this.getNodeParameter('path', 0));
				const { table, close } = await openTableOf(storage, file, { hasHeader: true, kind: 'other' });
				for await (const { columns } of table.columnPortions([0])) lines += columns[0].length;
				await close();
			}
			await storage.close();
			return [[{ json: { status: 'accepted', lines: lines / 2 }, pairedItem: { item: 0 } }]];
		},
	};
}

function connectionsOf(nodes) {
	return Object.fromEntries(
		nodes.map(({ name, to }) => [
			name,
			{ main: [0, 1].map((output) => (to[output] ?? []).map((node) => ({ node, type: 'main', index: 0 }))) },
		]),
	);
}

function additionalData(core, workflow, own, credentials) {
	const address = 'http://127.0.0.1';
	return {
		hooks: new core.ExecutionLifecycleHooks('trigger', '1', { id: '1', name: 'bench' }),
		credentialsHelper: credentialsHelper(workflow, own, credentials),
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
	};
}

/** Hands out credentials in clear and lets each type's own `authenticate` run, as n8n's helper does. */
function credentialsHelper(workflow, own, credentials) {
	class Helper extends workflow.ICredentialsHelper {
		getParentTypes() {
			return [];
		}
		isCredentialUsableByNode() {
			return true;
		}
		async authenticate(data, type, request) {
			return await own.getCredential(type).type.authenticate(data, request);
		}
		async preAuthentication() {
			return undefined;
		}
		async runPreAuthentication() {
			return undefined;
		}
		async getDecrypted(_additionalData, _details, type) {
			return credentials[type];
		}
		getCredentialsProperties(type) {
			return own.getCredential(type).type.properties;
		}
	}
	return new Helper();
}
