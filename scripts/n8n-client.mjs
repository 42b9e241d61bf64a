import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';

/**
 * @typedef {{ id: string, name: string }} Reference
 * @typedef {{ status: 'OK' | 'Error', message: string }} CredentialTestResult
 * @typedef {{ id: string, name: string, active: boolean, nodes: object[], connections: object }} Workflow
 * @typedef {{ id: string, status: string, mode: string, workflowId: string, data?: any }} Execution
 * @typedef {{ name: string, path: string, isFullPath?: boolean, httpMethod: string }} WebhookDescription
 * @typedef {{ name: string, displayName: string, version: number | number[], webhooks?: WebhookDescription[] }} NodeType
 * @typedef {{ name: string, displayName: string, properties: object[] }} CredentialType
 */

/**
 * A client of a running n8n: the public API where it has what is needed, what the editor calls otherwise.
 * Failed requests throw with n8n's own words.
 */
export class N8nClient {
	#http;
	#cookies = '';
	#apiKey = '';

	/** @param {string} url */
	constructor(url) {
		this.url = url;
		this.#http = axios.create({
			baseURL: url,
			proxy: false,
			timeout: 60_000,
			// A busy n8n may close a connection that was kept just as it is used again.
			httpAgent: new Agent({ keepAlive: false }),
			// n8n ties a session to the browser that sends this with every request.
			headers: { 'browser-id': randomUUID() },
		});
		this.#http.interceptors.response.use(undefined, (error) => Promise.reject(describeFailure(error)));
	}

	/**
	 * Logs in, setting up the owner first where there is none yet.
	 *
	 * @param {{ email: string, password: string }} owner
	 */
	async logIn({ email, password }) {
		const settings = await this.#asEditor('GET', '/rest/settings');
		if (settings.userManagement.showSetupOnFirstLoad) {
			await this.#asEditor('POST', '/rest/owner/setup', { email, password, firstName: 'Batch', lastName: 'Sandbox' });
		} else {
			await this.#asEditor('POST', '/rest/login', { emailOrLdapLoginId: email, password });
		}
		const scopes = await this.#asEditor('GET', '/rest/api-keys/scopes');
		const label = `script ${randomUUID()}`;
		const { rawApiKey } = await this.#asEditor('POST', '/rest/api-keys', { label, scopes, expiresAt: null });
		this.#apiKey = rawApiKey;
	}

	/** @returns {Promise<NodeType[]>} the nodes the editor offers */
	async nodeTypes() {
		const { data } = await this.#http.get('/types/nodes.json', { headers: { cookie: this.#cookies } });
		return data;
	}

	/** @returns {Promise<CredentialType[]>} the types of credentials the editor offers */
	async credentialTypes() {
		const { data } = await this.#http.get('/types/credentials.json', { headers: { cookie: this.#cookies } });
		return data;
	}

	/**
	 * @param {{ name: string, type: string, data: Record<string, unknown> }} credential
	 * @returns {Promise<Reference>}
	 */
	async createCredential(credential) {
		return await this.#asEditor('POST', '/rest/credentials', credential);
	}

	/**
	 * Tests a stored credential as the editor does after saving it.
	 *
	 * @param {Reference & { type: string, data: Record<string, unknown> }} credential
	 * @returns {Promise<CredentialTestResult>}
	 */
	async testCredential(credential) {
		return await this.#asEditor('POST', '/rest/credentials/test', { credentials: credential });
	}

	/**
	 * @param {{ name: string, nodes: object[], connections: object, settings?: object }} workflow as n8n exports it
	 * @returns {Promise<Workflow>}
	 */
	async createWorkflow({ name, nodes, connections, settings = {} }) {
		return await this.#asApiUser('POST', '/workflows', { name, nodes, connections, settings });
	}

	/** @param {string} workflowId */
	async activateWorkflow(workflowId) {
		return await this.#asApiUser('POST', `/workflows/${workflowId}/activate`, {});
	}

	/**
	 * What became of an activation: n8n registers the triggers after it has answered, and tells failures here.
	 *
	 * @param {string} workflowId
	 * @returns {Promise<{ status: string, triggers: Array<{ status: string, errorMessage?: string | null }> }>}
	 */
	async publicationStatus(workflowId) {
		return await this.#asEditor('GET', `/rest/workflows/${workflowId}/publication-status`);
	}

	/** @param {string} workflowId */
	async deactivateWorkflow(workflowId) {
		return await this.#asApiUser('POST', `/workflows/${workflowId}/deactivate`, {});
	}

	/** @param {string} workflowId */
	async deleteWorkflow(workflowId) {
		return await this.#asApiUser('DELETE', `/workflows/${workflowId}`);
	}

	/**
	 * @param {{ workflowId?: string, status?: string, includeData?: boolean, limit?: number }} [filter]
	 * @returns {Promise<Execution[]>} the newest first
	 */
	async executions({ workflowId, status, includeData = false, limit = 250 } = {}) {
		const params = { workflowId, status, includeData, limit };
		const { data } = await this.#asApiUser('GET', '/executions', undefined, params);
		return data;
	}

	/**
	 * Runs a saved execution again, as *Retry* in the editor's list does.
	 *
	 * @param {string} executionId
	 */
	async retryExecution(executionId) {
		return await this.#asApiUser('POST', `/executions/${executionId}/retry`, {});
	}

	/**
	 * @param {{ type: string, webhookId?: string, parameters?: Record<string, unknown> }} triggerNode of an active workflow
	 * @param {{ webhookName?: string }} [options]
	 * @returns {Promise<string>} the address under which n8n serves its webhook
	 */
	async webhookUrl({ type, webhookId, parameters = {} }, { webhookName = 'default' } = {}) {
		const nodeType = (await this.nodeTypes()).find(({ name }) => name === type);
		if (!nodeType) throw new Error(`n8n knows no node type ${type}`);
		const webhook = nodeType.webhooks.find(({ name }) => name === webhookName);
		const path = webhook.path.replace(/^=\{\{\s*\$parameter\["(\w+)"\]\s*\}\}$/, (_, parameter) => String(parameters[parameter]));
		const isFullPath = webhook.isFullPath || !webhookId;
		return `${this.url}/webhook/${isFullPath ? path : `${webhookId}/${path}`}`;
	}

	/**
	 * Waits until a webhook answers: n8n says "activated" a few seconds before it serves the webhooks (404, 500 until then).
	 *
	 * @param {string} url
	 * @param {import('axios').AxiosRequestConfig} [probe] what to ask with. The preflight asked by default starts no execution
	 *   and shows that the webhook is registered; for a trigger that refuses strangers, a stranger's call shows that it runs.
	 */
	async waitForWebhook(url, probe = preflightFor('POST')) {
		const deadline = Date.now() + 60_000;
		let status;
		while (Date.now() < deadline) {
			status = await statusOf(url, probe);
			if (typeof status === 'number' && status !== 404 && status < 500) return;
			await sleep(200);
		}
		throw new Error(`The webhook ${url} did not come up: it still answers ${status}`);
	}

	async #asEditor(method, path, body) {
		const response = await this.#http.request({ method, url: path, data: body, headers: { cookie: this.#cookies } });
		const cookies = response.headers['set-cookie'];
		if (cookies) this.#cookies = cookies.map((cookie) => cookie.split(';')[0]).join('; ');
		return response.data.data;
	}

	async #asApiUser(method, path, body, params) {
		const headers = { 'X-N8N-API-KEY': this.#apiKey };
		const { data } = await this.#http.request({ method, url: `/api/v1${path}`, data: body, params, headers });
		return data;
	}
}

/**
 * @param {string} method
 * @returns {import('axios').AxiosRequestConfig} the question a browser asks before it calls another origin
 */
export function preflightFor(method) {
	return { method: 'OPTIONS', headers: { Origin: 'http://localhost', 'Access-Control-Request-Method': method } };
}

/** @returns {Promise<number | string>} the status, or why there was none: a busy n8n may be late, or break a connection off */
async function statusOf(url, probe) {
	const request = { url, proxy: false, timeout: 10_000, httpAgent: new Agent({ keepAlive: false }), validateStatus: () => true, ...probe };
	return await axios.request(request).then(({ status }) => status, ({ message }) => message);
}

function describeFailure(error) {
	if (!error.response) return error;
	const { config, response } = error;
	const answer = response.data?.message ?? JSON.stringify(response.data);
	return new Error(`${config.method.toUpperCase()} ${config.url} was answered with ${response.status}: ${answer}`);
}
