import { expect, inject, test } from 'vitest';
import { imagesIn, soon, useEditor, type Theme } from './editor.ts';
import { callsOfSandbox, lastCallOfSandbox } from './sandboxLog.ts';

const editorOf = useEditor();

const themes: Theme[] = ['dark', 'light'];
const iconOf = (name: string, theme: Theme) => ({ file: theme === 'dark' ? `${name}.dark.svg` : `${name}.svg`, isDrawn: true });

test('a workflow saved from the editor shows the nodes with icons, readable fields and a working credential test', async () => {
	const editor = editorOf.current;
	const { page } = editor;
	const sandbox = inject('sandbox');
	const nodeName = 'Create or update profile';

	await editor.startWorkflow();
	await editor.part('canvas-plus-button').click();
	await editor.searchNodes('Batch');
	for (const theme of themes) {
		await editor.setTheme(theme);
		// Without single events to choose from, n8n shows a trigger under its full name.
		for (const [entry, icon] of [['Batch', 'batch'], ['Purchasely Trigger', 'purchasely']]) {
			await expect.poll(() => imagesIn(editor.pickerEntry(entry)), soon).toEqual([iconOf(icon, theme)]);
		}
		await editor.picture(`picker-${theme}`);
	}

	await editor.searchNodes('Manual');
	await editor.pickerEntry(/Trigger manually|Manual Trigger/).first().click();
	await editor.part('canvas-handle-plus').first().click();
	await editor.searchNodes('Batch');
	await editor.pickerEntry('Batch').click();
	await editor.pickerEntry(nodeName).first().waitFor();
	await editor.picture('actions');
	await editor.pickerEntry(nodeName).first().click();
	await editor.form.waitFor();
	expect(await editor.chosen('resource')).toBe('Profile');
	expect(await editor.chosen('operation')).toBe('Create or Update');
	await editor.picture('node-new');

	// The credential: made, tested, broken, mended.
	await editor.part('node-credentials-empty-state').locator('button').click();
	await expect.poll(() => imagesIn(editor.credentialDialog), soon).toEqual([iconOf('batch', 'light')]);
	await editor.picture('credential-new');
	for (const [name, value] of Object.entries({
		restApiKey: sandbox.keys.restApiKey,
		projectKey: sandbox.keys.projectKey,
		iosApiKey: sandbox.keys.appKeys.ios,
		androidApiKey: sandbox.keys.appKeys.android,
		webApiKey: sandbox.keys.appKeys.web,
	})) {
		await editor.credentialField(name).locator('input').fill(value);
	}
	expect(await editor.credentialField('apiAddress').isVisible()).toBe(false);
	await editor.credentialField('advanced').locator('.el-switch').click();
	await editor.credentialField('apiAddress').locator('input').fill(sandbox.url);
	await editor.picture('credential-advanced');
	await editor.saveCredential();
	// n8n closes the dialog of a new credential whose test succeeds.
	await editor.credentialDialog.waitFor({ state: 'hidden' });

	const success = editor.part('credentials-config-container-test-success');
	await editor.part('credential-edit-button').click();
	await success.waitFor();
	expect(await success.innerText()).toContain('Connection tested successfully');
	await editor.picture('credential-tested');

	await editor.credentialField('iosApiKey').locator('input').fill('not-a-key');
	await editor.saveCredential();
	await editor.credentialDialog.getByText('More details').click();
	await editor.credentialDialog.getByText(/^iOS App Key: .+ Works: Project Key, Android App Key, Web App Key/).waitFor();
	expect(await editor.credentialDialog.innerText()).not.toContain('not-a-key');
	await editor.picture('credential-wrong-key');

	await editor.credentialField('iosApiKey').locator('input').fill(sandbox.keys.appKeys.ios);
	await editor.saveCredential();
	await success.waitFor();
	await editor.closeCredential();

	const tests = await callsOfSandbox();
	expect(tests.length).toBeGreaterThanOrEqual(12);
	expect(new Set(tests.map(({ method }) => method))).toEqual(new Set(['GET']));
	expect(new Set(tests.map(({ path }) => path))).toEqual(
		new Set([
			'/2.11/audiences/list',
			...['ios', 'android', 'web', 'unknown-key'].map((app) => `/1.0/${app}/custom-audience`),
		]),
	);

	// The node: filled in and run.
	await editor.field('customId').locator('input').fill('reader-42');
	await editor.part('fixed-collection-add', editor.form).click();
	await editor.field('attributes.attribute[0].name').locator('input').fill('plan');
	await editor.field('attributes.attribute[0].text').locator('input, textarea').first().fill('gold');
	await editor.runStep();
	await editor.output.getByText('accepted', { exact: true }).first().waitFor();
	expect(await editor.output.innerText()).toMatch(/1 item[\s\S]*status[\s\S]*customId[\s\S]*accepted[\s\S]*reader-42/);
	await editor.picture('node-run');
	expect(await lastCallOfSandbox()).toEqual({
		method: 'POST',
		path: '/2.11/profiles/update',
		status: 202,
		body: [{ identifiers: { custom_id: 'reader-42' }, attributes: { plan: 'gold' } }],
	});

	// The workflow: saved and opened again.
	await editor.closeNode();
	await editor.save('reader-42', 'gold');
	await page.reload();
	const node = editor.canvasNode(nodeName);
	for (const theme of themes) {
		await editor.setTheme(theme);
		await expect.poll(() => imagesIn(node), soon).toEqual([iconOf('batch', theme)]);
		await editor.picture(`canvas-${theme}`);
	}
	expect(await node.innerText()).toContain('Create or Update: Profile');
	await editor.openNode(nodeName);
	expect(await editor.chosen('resource')).toBe('Profile');
	expect(await editor.chosen('operation')).toBe('Create or Update');
	expect(await editor.field('customId').locator('input').inputValue()).toBe('reader-42');
	expect(await editor.field('attributes.attribute[0].name').locator('input').inputValue()).toBe('plan');
	await expect.poll(() => imagesIn(editor.nodeDetails), soon).toContainEqual(iconOf('batch', 'light'));
	await editor.picture('node-reloaded');
});
