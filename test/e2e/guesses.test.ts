import { afterAll, beforeAll, expect, test } from 'vitest';
import type { N8nClient } from '../../scripts/n8n-client.mjs';
import { startEmbeddedWeb } from '../servers/support/embeddedWeb.ts';
import type { Fixture } from '../servers/support/fixture.ts';
import { prepareAccount } from './accounts.ts';
import { useEditor } from './editor.ts';

const editorOf = useEditor();

let api: N8nClient;
let server: Fixture;

beforeAll(async () => {
	({ api } = await prepareAccount());
	server = await startEmbeddedWeb();
});

afterAll(async () => {
	await server.stop();
});

test('a wrong guess is seen in the test run of the Batch File Trigger, and corrected with one option', async () => {
	const editor = editorOf.current;
	// Words over words: nothing tells a header from a row.
	await server.shelf.write('in/flowers.csv', 'rose;tulip\nred;yellow\nwhite;orange\n');
	const { id: credentialId } = await api.createCredential({ name: 'Files', type: 'batchStorageHttpApi', data: server.credential() });
	const trigger = {
		id: 'files',
		name: 'Files',
		type: 'n8n-nodes-batch.batchFileTrigger',
		typeVersion: 1,
		position: [260, 0],
		parameters: { source: 'http', folder: 'in' },
		credentials: { batchStorageHttpApi: { id: credentialId, name: 'Files' } },
	};
	const { id } = await api.createWorkflow({ name: 'Files', nodes: [trigger], connections: {} });
	await editor.goToWorkflow(id);
	await editor.openNode('Files');
	await editor.runStep();
	await editor.output.getByText('header assumed: no').first().waitFor();
	await editor.picture('guess-of-a-header');
	expect(await editor.output.innerText()).toMatch(/3 items/);

	await editor.form.locator('input[placeholder="Add Option"], button:has-text("Add Option")').first().click();
	await editor.page.getByText('First Line Is a Header', { exact: true }).last().click();
	await editor.field('options.hasHeader').locator('input').first().click();
	await editor.page.getByRole('option', { name: 'Yes' }).first().click();
	await editor.runStep();
	await editor.output.getByText('header certain: yes').first().waitFor();
	await editor.picture('guess-corrected');
	expect(await editor.output.innerText()).toMatch(/2 items[\s\S]*rose[\s\S]*tulip/);
	await editor.closeNode();
});
