import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The node type of the empty trigger, as n8n knows it. */
export const emptyTriggerType = 'n8n-nodes-empty-bench.emptyTrigger';

/**
 * Writes a community package with one trigger that does nothing but hand its body on: the least any trigger costs in n8n.
 * n8n's own Webhook node is no yardstick: n8n leaves out work for it that it does for every other trigger.
 *
 * @param {string} folder
 */
export async function writeEmptyTrigger(folder) {
	await mkdir(folder, { recursive: true });
	const nodeFile = 'EmptyTrigger.node.js';
	await writeFile(
		join(folder, 'package.json'),
		JSON.stringify({
			name: 'n8n-nodes-empty-bench',
			version: '1.0.0',
			keywords: ['n8n-community-node-package'],
			n8n: { n8nNodesApiVersion: 1, nodes: [nodeFile], credentials: [] },
		}),
	);
	await writeFile(join(folder, nodeFile), emptyTrigger);
}

const emptyTrigger = `'use strict';
class EmptyTrigger {
	constructor() {
		this.description = {
			displayName: 'Empty Trigger',
			name: 'emptyTrigger',
			group: ['trigger'],
			version: [1, 2],
			description: 'Hands its body on',
			defaults: { name: 'Empty Trigger' },
			inputs: [],
			outputs: ['main'],
			credentials: [{ name: 'httpHeaderAuth' }],
			webhooks: [{ name: 'default', httpMethod: 'POST', path: 'events', responseMode: 'onReceived', responseData: 'noData' }],
			properties: [],
		};
		const yes = async () => true;
		this.webhookMethods = { default: { checkExists: yes, create: yes, delete: yes } };
	}
	async webhook() {
		return { workflowData: [[{ json: { body: this.getBodyData() } }]] };
	}
}
exports.EmptyTrigger = EmptyTrigger;
`;
