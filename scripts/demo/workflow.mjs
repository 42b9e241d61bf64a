import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '../bootstrap.mjs';

/**
 * The credentials of a user of the examples. That of Batch is tested first, as the editor does.
 *
 * @param {import('../n8n-client.mjs').N8nClient} api
 * @param {{ sandbox: { url: string, keys: object }, clientSharedSecret: string, sftp?: object }} accounts
 * @returns {Promise<Record<string, import('../n8n-client.mjs').Reference>>} by type
 */
export async function createCredentials(api, { sandbox, clientSharedSecret, sftp }) {
	const create = async (name, type, data) => {
		const { id } = await api.createCredential({ name, type, data });
		return { id, name, type, data };
	};
	const batch = await create('Batch (sandbox)', 'batchApi', {
		restApiKey: sandbox.keys.restApiKey,
		projectKey: sandbox.keys.projectKey,
		iosApiKey: sandbox.keys.appKeys.ios,
		androidApiKey: sandbox.keys.appKeys.android,
		webApiKey: sandbox.keys.appKeys.web,
		advanced: true,
		apiAddress: sandbox.url,
	});
	const { status, message } = await api.testCredential(batch);
	if (status !== 'OK') throw new Error(`n8n's test of the credential "${batch.name}" failed: ${message}`);
	return {
		batchApi: batch,
		purchaselyWebhookApi: await create('Purchasely (demo)', 'purchaselyWebhookApi', { clientSharedSecret }),
		...(sftp && { batchStorageSftpApi: await create('Files (demo)', 'batchStorageSftpApi', sftp) }),
	};
}

/**
 * Does what a user does with an example: imports the workflow, picks the credentials in its nodes and publishes it.
 *
 * @param {import('../n8n-client.mjs').N8nClient} api
 * @param {string} example the name of a file of examples/
 * @param {object} with
 * @param {Record<string, import('../n8n-client.mjs').Reference>} with.credentials by type
 * @param {(type: string) => string} with.packageOf the package that has a type of ours
 * @param {Record<string, object>} [with.changes] parameters by the name of the node
 * @returns {Promise<object>} the trigger's node
 */
export async function importExample(api, example, { credentials, packageOf, changes = {} }) {
	const workflow = JSON.parse(await readFile(join(projectFolder, 'examples', `${example}.json`), 'utf8'));
	const nodes = workflow.nodes.map((node) => ({
		...node,
		type: node.type.replace(/^n8n-nodes-batch\.(\w+)$/, (_, type) => `${packageOf(type)}.${type}`),
		...(node.webhookId && { webhookId: randomUUID() }),
		parameters: { ...node.parameters, ...changes[node.name] },
		...(node.credentials && { credentials: pickCredentials(node, credentials) }),
	}));
	const { id } = await api.createWorkflow({ ...workflow, nodes });
	await api.activateWorkflow(id);
	return nodes.find(({ type }) => type.endsWith('Trigger'));
}

function pickCredentials(node, available) {
	return Object.fromEntries(
		Object.keys(node.credentials).map((type) => {
			if (!available[type]) throw new Error(`The node "${node.name}" asks for a ${type} credential, which the demo does not have`);
			return [type, { id: available[type].id, name: available[type].name }];
		}),
	);
}
