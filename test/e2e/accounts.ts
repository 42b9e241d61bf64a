import { inject } from 'vitest';
import { N8nClient } from '../../scripts/n8n-client.mjs';

export type CredentialsOfNode = Record<string, { id: string; name: string }>;

/** Logs in and makes the credentials a person would have by then; the keys of the sandbox are in them. */
export async function prepareAccount(): Promise<{ api: N8nClient; credentials: CredentialsOfNode }> {
	const { url, owner } = inject('n8n');
	const sandbox = inject('sandbox');
	const api = new N8nClient(url);
	await api.logIn(owner);
	const create = async (name: string, type: string, data: Record<string, unknown>) => {
		const { id } = await api.createCredential({ name, type, data });
		return { id, name };
	};
	return {
		api,
		credentials: {
			batchApi: await create('Batch sandbox', 'batchApi', {
				restApiKey: sandbox.keys.restApiKey,
				projectKey: sandbox.keys.projectKey,
				iosApiKey: sandbox.keys.appKeys.ios,
				androidApiKey: sandbox.keys.appKeys.android,
				webApiKey: sandbox.keys.appKeys.web,
				advanced: true,
				partnerAddress: `${sandbox.url}/partner/transactional/send`,
				apiAddress: sandbox.url,
			}),
			purchaselyWebhookApi: await create('Purchasely app', 'purchaselyWebhookApi', {
				clientSharedSecret: 'shared-secret-of-the-editor-test',
			}),
		},
	};
}
