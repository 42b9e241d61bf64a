import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '../bootstrap.mjs';

const triggerType = 'n8n-nodes-batch.purchaselyTrigger';

/**
 * Does what a user does with the example: creates the credentials, tests them, imports the workflow, picks the credentials
 * in its nodes and activates it.
 *
 * @param {import('../n8n-client.mjs').N8nClient} api
 * @param {{ sandbox: { url: string, keys: object }, clientSharedSecret: string }} accounts
 * @returns {Promise<string>} the address Purchasely is to call
 */
export async function importPurchaselyWorkflow(api, { sandbox, clientSharedSecret }) {
	const batch = await createWorkingCredential(api, {
		name: 'Batch (sandbox)',
		type: 'batchApi',
		data: {
			restApiKey: sandbox.keys.restApiKey,
			projectKey: sandbox.keys.projectKey,
			iosApiKey: sandbox.keys.appKeys.ios,
			androidApiKey: sandbox.keys.appKeys.android,
			webApiKey: sandbox.keys.appKeys.web,
			advanced: true,
			apiAddress: sandbox.url,
		},
	});
	const purchasely = await api.createCredential({
		name: 'Purchasely (demo)',
		type: 'purchaselyWebhookApi',
		data: { clientSharedSecret },
	});
	const example = JSON.parse(await readFile(join(projectFolder, 'examples', 'purchasely-to-batch.json'), 'utf8'));
	const nodes = example.nodes.map((node) => ({
		...node,
		...(node.type === triggerType && { webhookId: node.webhookId ?? randomUUID() }),
		...(node.credentials && { credentials: pickCredentials(node, { batchApi: batch, purchaselyWebhookApi: purchasely }) }),
	}));
	const workflow = await api.createWorkflow({ ...example, nodes });
	await api.activateWorkflow(workflow.id);
	const webhookUrl = await api.webhookUrl(workflow.nodes.find(({ type }) => type === triggerType));
	// Unsigned, so it starts nothing, and the refusal shows that the node itself answers.
	await api.waitForWebhook(webhookUrl, { method: 'POST', data: {} });
	return webhookUrl;
}

async function createWorkingCredential(api, { name, type, data }) {
	const credential = await api.createCredential({ name, type, data });
	const { status, message } = await api.testCredential({ id: credential.id, name, type, data });
	if (status !== 'OK') throw new Error(`n8n's test of the credential "${name}" failed: ${message}`);
	return credential;
}

function pickCredentials(node, available) {
	return Object.fromEntries(
		Object.keys(node.credentials).map((type) => {
			if (!available[type]) throw new Error(`The node "${node.name}" asks for a ${type} credential, which the demo does not have`);
			return [type, { id: available[type].id, name: available[type].name }];
		}),
	);
}
