import { beforeAll, describe, expect, inject, test } from 'vitest';
import { bodyTemplate } from '../../nodes/BatchTrigger/fields/body';
import type { N8nClient } from '../../scripts/n8n-client.mjs';
import { prepareAccount } from './accounts.ts';
import { soon, useEditor, type Theme } from './editor.ts';

const editorOf = useEditor();

let api: N8nClient;
let credential: { id: string; name: string };

beforeAll(async () => {
	({ api } = await prepareAccount());
	const name = 'Calls of Batch';
	credential = { ...(await api.createCredential({ name, type: 'batchWebhookApi', data: { authentication: 'bearer', token: 'a-long-secret' } })), name };
});

function trigger(parameters: Record<string, unknown>, webhookId: string) {
	return {
		...{ id: webhookId, name: 'Batch Trigger', type: 'n8n-nodes-batch.batchTrigger', typeVersion: 2, position: [0, 0], webhookId },
		...{ parameters, credentials: { batchWebhookApi: { id: credential.id, name: credential.name } } },
	};
}

async function post(url: string, body: unknown, headers: Record<string, string>) {
	const answer = await fetch(url, {
		method: 'POST',
		body: typeof body === 'string' ? body : JSON.stringify(body),
		headers: { 'content-type': 'application/json', ...headers },
	});
	return { status: answer.status, body: await answer.text() };
}

test.each<Theme>(['light', 'dark'])('the Batch Trigger says how to set it up, and has a body to copy (%s)', async (theme) => {
	const editor = editorOf.current;
	await editor.setTheme(theme);
	const node = trigger({}, '1f9d3f0e-5b53-4c4c-9a6c-3d0f1c1a7b1e');
	const { id } = await api.createWorkflow({ name: 'Batch calls', nodes: [node], connections: {} });
	await editor.goToWorkflow(id);
	await editor.picture(`batch-trigger-canvas-${theme}`);
	await editor.openNode(node.name);
	const steps = () => editor.form.locator('.notice li').allInnerTexts();
	expect((await steps()).map((text) => text.trim().slice(0, 2))).toEqual(['1.', '2.', '3.', '4.']);
	expect(await editor.field('bodyTemplate').locator('textarea').inputValue()).toBe(bodyTemplate);
	await editor.pictureOfForm(`batch-trigger-universal-channel-${theme}`, editor.form);

	await editor.field('receive').click();
	await editor.page.getByRole('option', { name: 'Webhooks of an App (MEP)' }).click();
	await expect.poll(async () => (await steps()).length, soon).toBe(4);
	await editor.form.getByText('Webhook URLs', { exact: true }).click();
	await editor.part('radio-button-production', editor.form).click();
	for (const path of ['webhook', 'token']) await editor.form.getByText(`${inject('n8n').url}/webhook/${node.webhookId}/${path}`).waitFor();
	await editor.pictureOfForm(`batch-trigger-webhooks-${theme}`, editor.form);
	await editor.closeNode();
	await editor.openCredential(credential.id);
	await editor.pictureOfForm(`batch-trigger-credential-${theme}`, editor.credentialForm);
	await editor.closeCredential();
});

describe('the Batch Trigger in a real n8n', () => {
	/** Published, with the addresses of its two ways in. */
	async function published(parameters: Record<string, unknown>, webhookId: string) {
		const node = trigger(parameters, webhookId);
		const { id } = await api.createWorkflow({ name: `Published ${webhookId}`, nodes: [node], connections: {} });
		await api.activateWorkflow(id);
		const url = await api.webhookUrl(node);
		await api.waitForWebhook(url);
		const items = async () => {
			const executions = (await api.executions({ workflowId: id, includeData: true })) as Array<{ data?: { resultData?: { runData?: Record<string, Array<{ data?: { main: Array<Array<{ json: object }>> } }>> } } }>;
			return executions.flatMap(({ data }) => data?.resultData?.runData?.[node.name]?.[0]?.data?.main[0]?.map(({ json }) => json) ?? []);
		};
		return { id, url, items, tokenUrl: await api.webhookUrl(node, { webhookName: 'setup' }) };
	}

	test('starts on a step with the secret, once for an ID, and answers 401 to every other call', async () => {
		const { id, url, items } = await published({}, '2f9d3f0e-5b53-4c4c-9a6c-3d0f1c1a7b1e');
		const body = { custom_id: 'reader-42', step: 'renewal', event_id: 'order-7' };
		const right = { authorization: 'Bearer a-long-secret' };
		expect(await post(url, body, {})).toEqual({ status: 401, body: '' });
		expect(await post(url, body, { authorization: 'Bearer guess' })).toEqual({ status: 401, body: '' });
		expect(await post(url, body, right)).toEqual({ status: 200, body: '' });
		expect(await post(url, body, right)).toEqual({ status: 200, body: '' });
		await expect.poll(items, soon).toEqual([body]);
		expect(await api.executions({ workflowId: id })).toHaveLength(1);
		await api.deactivateWorkflow(id);
	});

	test('issues tokens by OAuth2, in a form as clients send it, and takes calls with them', async () => {
		const name = 'Calls of Batch, OAuth2';
		const data = { authentication: 'oAuth2', clientId: 'batch', clientSecret: 'kept & shared' };
		const { id: credentialId } = await api.createCredential({ name, type: 'batchWebhookApi', data });
		const bearer = credential;
		credential = { id: credentialId, name };
		const { id, url, tokenUrl, items } = await published({ receive: 'webhooks' }, '3f9d3f0e-5b53-4c4c-9a6c-3d0f1c1a7b1e');
		credential = bearer;
		const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'batch', client_secret: 'kept & shared' });
		const asForm = { 'content-type': 'application/x-www-form-urlencoded' };
		expect((await post(tokenUrl, `${form.toString()}x`, asForm)).status).toBe(401);
		const answer = await fetch(tokenUrl, { method: 'POST', body: form });
		expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
		const { access_token: token } = (await answer.json()) as { access_token: string };
		expect(await post(url, { id: 1 }, { authorization: 'Bearer a-long-secret' })).toEqual({ status: 401, body: '' });
		expect(await post(url, { id: 1 }, { authorization: `Bearer ${token}` })).toEqual({ status: 200, body: '' });
		await expect.poll(items, soon).toEqual([{ id: 1 }]);
		expect(await api.executions({ workflowId: id })).toHaveLength(1);
		await api.deactivateWorkflow(id);
	});
});
