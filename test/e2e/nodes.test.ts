import { beforeAll, expect, inject, test } from 'vitest';
import type { N8nClient } from '../../scripts/n8n-client.mjs';
import { prepareAccount, type CredentialsOfNode } from './accounts.ts';
import { imagesIn, soon, useEditor } from './editor.ts';
import { callsOfSandbox, lastCallOfSandbox } from './sandboxLog.ts';

const editorOf = useEditor();

let api: N8nClient;
let credentials: CredentialsOfNode;

beforeAll(async () => {
	({ api, credentials } = await prepareAccount());
});

const manualTrigger = {
	id: 'start',
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

function batchNode(name: string, parameters: object, more: object = {}) {
	const { batchApi } = credentials;
	const type = 'n8n-nodes-batch.batch';
	return { id: 'batch', name, type, typeVersion: 1, position: [520, 0], parameters, credentials: { batchApi }, ...more };
}

test('the list of templates holds the campaigns of the chosen app, and finds one by its name', async () => {
	const editor = editorOf.current;
	const node = batchNode('Template', { resource: 'push', operation: 'sendFromTemplate', platform: 'android' });
	const { id } = await api.createWorkflow({ name: 'Templates', nodes: [node], connections: {} });
	await editor.goToWorkflow(id);
	await editor.openNode(node.name);

	const campaigns = editor.part('rlc-item');
	await editor.part('rlc-input-container', editor.form).click();
	await expect.poll(() => campaigns.count(), soon).toBe(36);
	expect((await campaigns.first().innerText()).trim()).toBe('Breaking news (draft 36) (draft)');
	await editor.picture('templates');

	await editor.part('rlc-search').fill('weather');
	await expect
		.poll(async () => (await campaigns.allInnerTexts()).map((text) => text.trim()), soon)
		.toEqual(['Local weather alert 35', 'Local weather alert 23', 'Local weather alert 11']);
	await editor.picture('templates-search');
	await campaigns.nth(1).click();
	await expect.poll(() => editor.part('rlc-input', editor.form).inputValue(), soon).toBe('Local weather alert 23');

	const lists = (await callsOfSandbox()).filter(({ path }) => path.endsWith('/campaigns/list'));
	expect(new Set(lists.map(({ method, path }) => `${method} ${path}`))).toEqual(new Set(['GET /1.1/android/campaigns/list']));

	await editor.field('recipients').locator('input').fill('reader-7');
	await editor.runStep();
	await editor.output.getByText('accepted', { exact: true }).first().waitFor();
	await editor.picture('templates-sent');
	expect(await lastCallOfSandbox()).toMatchObject({
		method: 'POST',
		path: '/partner/transactional/send',
		body: { template_id: 'sandbox-android-023', recipients: { custom_ids: ['reader-7'] } },
	});
});

test('the Purchasely Trigger says how to set it up, under which URL it is called, and has two outputs', async () => {
	const editor = editorOf.current;
	const trigger = {
		id: 'trigger',
		name: 'Purchasely Trigger',
		type: 'n8n-nodes-batch.purchaselyTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		webhookId: '0f9d3f0e-5b53-4c4c-9a6c-3d0f1c1a7b1e',
		credentials: { purchaselyWebhookApi: credentials.purchaselyWebhookApi },
	};
	const { id } = await api.createWorkflow({ name: 'Purchasely', nodes: [trigger], connections: {} });
	await editor.goToWorkflow(id);
	const node = editor.canvasNode(trigger.name);
	await expect
		.poll(async () => (await editor.part('canvas-node-output-handle', node).allInnerTexts()).map((text) => text.trim()), soon)
		.toEqual(['Known User', 'Anonymous']);
	await expect.poll(() => imagesIn(node), soon).toEqual([{ file: 'purchasely.svg', isDrawn: true }]);
	expect(await node.innerText()).toContain('prepared for Batch');
	await editor.picture('trigger-canvas');

	await editor.openNode(trigger.name);
	const steps = editor.form.locator('.notice li');
	expect(await steps.count()).toBe(3);
	expect(await steps.locator('a').evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).hostname))).toEqual([
		'console.purchasely.io',
		'console.purchasely.io',
	]);
	await editor.form.getByText('Webhook URLs', { exact: true }).click();
	await editor.part('radio-button-production', editor.form).click();
	await editor.form.getByText(`${inject('n8n').url}/webhook/${trigger.webhookId}/webhook`).waitFor();
	expect(await editor.form.locator('.http-method').innerText()).toContain('POST');
	await editor.picture('trigger-open');

	await editor.field('anonymousEvents').click();
	await editor.page.getByRole('option', { name: 'Pass Along With the Others' }).click();
	await editor.closeNode();
	await expect.poll(() => editor.part('canvas-node-output-handle', node).count(), soon).toBe(1);
});

test.each([
	{
		where: 'in the row, with a hint',
		node: { customId: '={{ $json.id }}' },
		more: {},
		see: ['accepted', 'refused', /1 of 2 rows did not go through/],
	},
	{ where: 'as an error, when no row goes through', node: { customId: '={{ "undefined" }}' }, more: {}, see: [/2 of 2 rows did not go through/] },
	{
		where: 'on the error output',
		node: { customId: '={{ $json.id }}' },
		more: { onError: 'continueErrorOutput' },
		see: ['accepted', /Error Branch \(1 item\)/],
	},
])('a row that Batch would refuse says why: $where', async ({ where, node: parameters, more, see }) => {
	const editor = editorOf.current;
	const list = {
		...{ id: 'list', name: 'List', type: 'n8n-nodes-base.set', typeVersion: 3.4, position: [200, 0] },
		parameters: { mode: 'raw', jsonOutput: '{ "people": [{ "id": "reader-1" }, { "id": "undefined" }] }', options: {} },
	};
	const split = {
		...{ id: 'split', name: 'Each', type: 'n8n-nodes-base.splitOut', typeVersion: 1, position: [400, 0] },
		parameters: { fieldToSplitOut: 'people', options: {} },
	};
	const node = batchNode(
		'Update',
		{ resource: 'profile', operation: 'upsert', attributesFrom: 'json', attributesJson: '{ "plan": "gold" }', ...parameters },
		{ position: [600, 0], ...more },
	);
	const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
	const { id } = await api.createWorkflow({
		name: `Refused rows ${where}`,
		nodes: [manualTrigger, list, split, node],
		connections: { Start: to('List'), List: to('Each'), Each: to('Update') },
	});
	await editor.goToWorkflow(id);
	await editor.openNode(node.name);
	await editor.runStep();
	for (const text of see) await editor.output.getByText(text, { exact: true }).first().waitFor();
	// The editor adds the item by itself, once it knows what came in: on a busy machine sometimes not at all.
	expect(((await editor.output.innerText()).match(/\[item 0\]/g) ?? []).length).toBeLessThanOrEqual(1);
	if (where === 'on the error output') await editor.output.getByText('Error Branch').first().click();
	await editor.output.getByText(/Custom ID .*is not an identity: check the expression/).first().waitFor();
	await editor.picture(`refused-${where.replace(/\W+/g, '-')}`);
});
