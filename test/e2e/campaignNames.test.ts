import { beforeAll, expect, test } from 'vitest';
import type { N8nClient } from '../../scripts/n8n-client.mjs';
import { prepareAccount } from './accounts.ts';
import { soon, useEditor } from './editor.ts';
import { readForm } from './readForm.ts';

const editorOf = useEditor();

let api: N8nClient;

beforeAll(async () => {
	({ api } = await prepareAccount());
});

const nodeOf = (name: string, type: string, parameters: object) => ({ id: name, name, type, typeVersion: 1, position: [260, 0], parameters });
const parseNode = (parameters: object = {}) => nodeOf('Parse', 'n8n-nodes-batch.batch', { resource: 'exportFile', ...parameters });

/** Whether the form asks for as many credentials. */
async function expectCredentials(count: number): Promise<void> {
	const credentials = async () => (await readForm(editorOf.current.form)).labels.filter((label) => label.startsWith('Credential'));
	await expect.poll(async () => (await credentials()).length, soon).toBe(count);
}

test('Parse asks for the Batch credential when names of campaigns are wanted, like every other operation', async () => {
	const editor = editorOf.current;
	const { id } = await api.createWorkflow({ name: 'Parse', nodes: [parseNode()], connections: {} });
	await editor.goToWorkflow(id);
	await editor.openNode('Parse');
	await expectCredentials(0);
	await editor.field('campaignNames').locator('.el-switch').click();
	await expectCredentials(1);
	await editor.picture('parse-campaign-names');
	await editor.field('campaignNames').locator('.el-switch').click();
	await expectCredentials(0);
	await editor.field('campaignNames').locator('.el-switch').click();
	for (const [resource, count] of [
		['Push', 1],
		['Export File', 0],
		['Profile', 1],
	] as const) {
		await editor.field('resource').locator('input').first().click();
		// Not by the option's name, in which the description follows: "Export Files that Batch makes …" holds "Export File".
		await editor.page.getByRole('option').filter({ has: editor.page.getByText(resource, { exact: true }) }).first().click();
		await expectCredentials(count);
	}
	await editor.closeNode();
});

test('the Batch File Trigger asks for it beside that of the storage', async () => {
	const editor = editorOf.current;
	const trigger = nodeOf('Files', 'n8n-nodes-batch.batchFileTrigger', {});
	const { id } = await api.createWorkflow({ name: 'Files', nodes: [trigger], connections: {} });
	await editor.goToWorkflow(id);
	await editor.openNode('Files');
	await expectCredentials(1);
	await editor.field('campaignNames').locator('.el-switch').click();
	await expectCredentials(2);
	await editor.picture('trigger-campaign-names');
	await editor.field('output').locator('input').first().click();
	await editor.page.getByRole('option', { name: /^File/ }).first().click();
	await expectCredentials(1);
	await editor.closeNode();
});

test('a workflow with Parse is published without a Batch credential', async () => {
	const schedule = nodeOf('Schedule', 'n8n-nodes-base.scheduleTrigger', { rule: { interval: [{ field: 'hours', hoursInterval: 24 }] } });
	const connections = { Schedule: { main: [[{ node: 'Parse', type: 'main', index: 0 }]] } };
	const { id } = await api.createWorkflow({ name: 'Published', nodes: [schedule, parseNode()], connections });
	expect(await api.activateWorkflow(id)).toMatchObject({ active: true });
	await api.deactivateWorkflow(id);
});
