import { createRequire } from 'node:module';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import { buildSync } from 'esbuild';
import type {
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	INodeTypes,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';

// By require, as n8n itself loads them: their ESM builds do not load in Node as they stand.
const require = createRequire(import.meta.url);
const { HookContext, WebhookContext } = require('n8n-core') as typeof import('n8n-core');
const n8nWorkflow = require('n8n-workflow') as typeof import('n8n-workflow');
const { NodeHelpers, Workflow } = n8nWorkflow;

/** A node's class, compiled from its sources; only n8n-workflow stays outside, as in the built package. */
export function triggerFromSource(name: string): INodeType {
	const { outputFiles } = buildSync({
		entryPoints: [fileURLToPath(new URL(`../../../nodes/${name}/${name}.node.ts`, import.meta.url))],
		bundle: true,
		platform: 'node',
		format: 'cjs',
		external: ['n8n-workflow'],
		write: false,
	});
	const module = { exports: {} as Record<string, new () => INodeType> };
	compileFunction(outputFiles[0]!.text, ['module', 'exports', 'require'])(module, module.exports, require);
	return new module.exports[name]!();
}

/** A trigger under test: its class from the sources, in n8n-core's real contexts. */
export interface TriggerUnderTest {
	nodeType: INodeType;
	parameters?: INodeParameters;
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	mode?: WorkflowExecuteMode;
	/** The one n8n gives to a new node unless set. */
	typeVersion?: number;
	/** Set to share a node's memory between servers; new for every server otherwise. */
	workflowId?: string;
	/** Called where n8n would take the execution on; a throw is n8n failing to. */
	take?: () => Promise<void> | void;
	/** Which of its webhooks is served. */
	webhook?: 'default' | 'setup';
}

export interface Answer {
	status: number;
	body: string;
}

/** One start of the workflow: the items of each output, or what the node threw. */
export type Run = { outputs: INodeExecutionData[][] } | { thrown: unknown };

class KnownCredentials extends n8nWorkflow.ICredentialsHelper {
	private readonly known: Record<string, ICredentialDataDecryptedObject>;
	constructor(known: Record<string, ICredentialDataDecryptedObject>) {
		super();
		this.known = known;
	}
	getParentTypes = () => [];
	isCredentialUsableByNode = () => true;
	getCredentialsProperties = () => [];
	async getDecrypted(...[, , type]: Parameters<ICredentialsHelper['getDecrypted']>) {
		const data = this.known[type];
		if (data === undefined) throw new Error(`no credential ${type}`);
		return data;
	}
	authenticate = notNeeded;
	preAuthentication = notNeeded;
	runPreAuthentication = notNeeded;
	getCredentials = notNeeded;
	updateCredentials = notNeeded;
	updateCredentialsOauthTokenData = notNeeded;
}

async function notNeeded(): Promise<never> {
	throw new Error('a webhook has no use for this');
}

let workflows = 0;

function setUp(trigger: TriggerUnderTest) {
	const { description } = trigger.nodeType;
	const credentials = trigger.credentials ?? {};
	const node: INode = {
		id: 'node-1',
		name: description.displayName,
		type: description.name,
		typeVersion: trigger.typeVersion ?? Math.max(...[description.version].flat()),
		position: [0, 0],
		parameters: trigger.parameters ?? {},
		credentials: Object.fromEntries(Object.keys(credentials).map((name) => [name, { id: '1', name }])),
		webhookId: 'webhook-1',
	};
	const nodeTypes: INodeTypes = {
		getByName: () => trigger.nodeType,
		getByNameAndVersion: () => trigger.nodeType,
		getKnownTypes: () => ({}),
	};
	const id = trigger.workflowId ?? 'workflow';
	// The workflow fills the parameters' defaults in, as it does in n8n.
	const workflow = new Workflow({ id, nodes: [node], connections: {}, active: true, nodeTypes });
	const additionalData = {
		credentialsHelper: new KnownCredentials(credentials),
		webhookBaseUrl: 'http://localhost/webhook',
		webhookTestBaseUrl: 'http://localhost/webhook-test',
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	const startNode = workflow.getNode(node.name);
	const webhookDescription = description.webhooks?.find(({ name }) => name === (trigger.webhook ?? 'default'));
	if (startNode === null || webhookDescription === undefined) throw new Error('this is no webhook node');
	const webhookData = { node: node.name, webhookDescription } as unknown as IWebhookData;
	return { workflow, startNode, additionalData, webhookData, mode: trigger.mode ?? 'webhook' };
}

/** What n8n does at activation: ask whether the webhook exists, and create it if not. */
export async function activate(trigger: TriggerUnderTest): Promise<void> {
	const { workflow, startNode, additionalData, webhookData, mode } = setUp(trigger);
	const context = new HookContext(workflow, startNode, additionalData, mode, 'activate', webhookData);
	const methods = trigger.nodeType.webhookMethods?.default;
	if (!(await methods?.checkExists?.call(context))) await methods?.create?.call(context);
}

/** The outputs the editor draws for these parameters. */
export async function outputsOf(trigger: TriggerUnderTest) {
	const { workflow, startNode } = setUp(trigger);
	await workflow.expression.acquireIsolate?.();
	try {
		return NodeHelpers.getNodeOutputs(workflow, startNode, trigger.nodeType.description);
	} finally {
		await workflow.expression.releaseIsolate?.();
	}
}

/**
 * A real HTTP server around one trigger. What n8n itself does around a webhook node is done here as n8n
 * 2.41 does it: reading and parsing the body, 422 for malformed JSON, 500 and an error run for a throw, the
 * answer of `onReceived` once the execution is taken on (the node's own where `responseData` is empty).
 */
export async function serve(trigger: TriggerUnderTest) {
	const runs: Run[] = [];
	const begun = { calls: 0 };
	const served = { workflowId: `workflow-${++workflows}`, ...trigger };
	const server = createServer((incoming, outgoing) => {
		void handle(served, incoming, outgoing, runs, begun);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		runs,
		port,
		/** Waits until the node has been given so many calls, and has got as far with them as it gets without an answer. */
		given: async (calls: number) => {
			while (begun.calls < calls) await pause(5);
			await pause(25);
		},
		/** All items of all runs, output by output. */
		items: (output = 0): IDataObject[] =>
			runs.flatMap((run) => ('outputs' in run ? (run.outputs[output] ?? []).map(({ json }) => json) : [])),
		get: async (headers: Record<string, string> = {}) => {
			const answer = await fetch(`http://127.0.0.1:${port}`, { headers });
			return { status: answer.status, headers: answer.headers, body: await answer.text() };
		},
		post: async (body: string | Uint8Array, headers: Record<string, string | string[]> = {}) =>
			await post(port, body, headers),
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function handle(trigger: TriggerUnderTest, incoming: IncomingMessage, outgoing: ServerResponse, runs: Run[], begun: { calls: number }) {
	const { workflow, startNode, additionalData, webhookData, mode } = setUp(trigger);
	const response = Object.assign(outgoing, {
		status(code: number) {
			outgoing.statusCode = code;
			return response;
		},
	});
	const fail = (code: number) => {
		if (!response.headersSent) response.status(code).end();
	};

	const contentType = incoming.headers['content-type']?.split(';')[0] ?? '';
	if (startNode.typeVersion === 1) {
		try {
			workflow.expression.getSimpleParameterValue(startNode, '={{$parameter["options"]["binaryData"]}}', mode, {}, undefined, false);
		} catch {
			fail(500);
			return;
		}
	}
	const extended = Object.assign(incoming, {
		rawBody: undefined as Buffer | undefined,
		body: {} as unknown,
		ip: incoming.socket.remoteAddress,
		ips: [],
	});
	if (contentType === 'multipart/form-data') {
		// n8n reads the upload itself; what is left for readRawBody is nothing.
		await buffer(incoming);
		Object.assign(incoming, { readRawBody: async () => void (extended.rawBody = Buffer.alloc(0)) });
	} else if (startNode.typeVersion > 1 && !isParsed(contentType)) {
		Object.assign(incoming, { readRawBody: async () => void (extended.rawBody ??= await buffer(incoming)) });
	} else {
		try {
			extended.rawBody = await buffer(incoming);
		} catch {
			return;
		}
		if (contentType === 'application/json' && extended.rawBody.length > 0) {
			try {
				extended.body = JSON.parse(extended.rawBody.toString('utf8').replace(/^\uFEFF/, ''));
			} catch {
				fail(422);
				return;
			}
		}
	}

	Object.assign(additionalData, { httpRequest: incoming, httpResponse: response });
	const context = new WebhookContext(workflow, startNode, additionalData, mode, webhookData, [], null);
	try {
		begun.calls++;
		const result = await trigger.nodeType.webhook!.call(context);
		if (result.workflowData === undefined) {
			if (result.noWebhookResponse !== true) response.status(200).end('{"message":"Webhook call received"}');
			return;
		}
		await trigger.take?.();
		runs.push({ outputs: result.workflowData as INodeExecutionData[][] });
		const isEmpty = webhookData.webhookDescription.responseData === 'noData';
		response.status(200).end(isEmpty ? undefined : JSON.stringify(result.webhookResponse));
	} catch (thrown) {
		runs.push({ thrown });
		fail(500);
	}
}

/** Of a node of version 2 n8n reads such bodies only, and leaves others to the node. */
function isParsed(contentType: string): boolean {
	const begins = ['application/json', 'text/plain', 'application/x-www-form-urlencoded'].some((kind) => contentType.startsWith(kind));
	return begins || contentType.endsWith('/xml') || contentType.endsWith('+xml');
}

/** Posts bytes as they are; a header given as a list is sent several times. */
async function post(
	port: number,
	body: string | Uint8Array,
	headers: Record<string, string | string[]>,
): Promise<Answer> {
	return await new Promise((resolve, reject) => {
		const call = request(
			{ port, host: '127.0.0.1', method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
			(answer) => {
				buffer(answer).then(
					(bytes) => resolve({ status: answer.statusCode ?? 0, body: bytes.toString('utf8') }),
					reject,
				);
			},
		);
		call.on('error', reject);
		call.end(body);
	});
}
