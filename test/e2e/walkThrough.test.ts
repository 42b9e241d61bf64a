import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { N8nClient } from '../../scripts/n8n-client.mjs';
import { identitySecret, signatureOf } from '../fixtures/poool/envelope.ts';
import { stubText } from '../fixtures/poool/site/collector.ts';
import { startSite, type Pages, type Site } from '../fixtures/poool/site/site.ts';
import { blocks } from '../nodes/documentation/blocks.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { startEmbeddedSftp } from '../servers/support/embeddedSftp.ts';
import type { Fixture } from '../servers/support/fixture.ts';
import { soon, useEditor } from './editor.ts';
import { Newcomer, type Answers } from './newcomer.ts';
import { PooolSetUp } from './pooolSetUp.ts';

// Each scenario from README and the examples alone: imported by the editor, its credentials typed in, set off, and its result seen.

const editorOf = useEditor();
let sandbox: Sandbox;
let keys: Answers;
let sftp: Fixture;
let site: Site;
let pages: Pages = {};
let newcomer: Newcomer;

beforeAll(async () => {
	sandbox = await startSandbox();
	sftp = await startEmbeddedSftp();
	site = await startSite(() => pages);
	newcomer = new Newcomer(editorOf.current);
	keys = await newcomer.readSandbox(sandbox.url);
});

afterAll(async () => {
	const { url, owner } = inject('n8n');
	const api = new N8nClient(url);
	await api.logIn(owner);
	for (const id of newcomer.published) await api.deactivateWorkflow(id);
	await sandbox.close();
	await sftp.stop();
	await site.close();
});

const inShell = async (command: string) => (await promisify(execFile)('sh', ['-c', command])).stdout;

/** What a page shows as code, by a word in it. */
const codeOf = (page: string, word: string) => blocks.find((block) => block.page === page && block.text.includes(word))!.text;

/** n8n says that a workflow is published a moment before it serves its addresses. */
async function isServed(url: string, method = 'POST'): Promise<void> {
	const preflight = { method: 'OPTIONS', headers: { origin: site.origin, 'access-control-request-method': method } };
	await expect.poll(async () => (await fetch(url, preflight)).status, soon).toBeLessThan(300);
}

/** A page with a paywall, and with this in its head. */
const articleWith = (text: string) => `<!doctype html><meta charset="utf-8"><head>${text}<script src="/standIn.js"></script></head>
	<body><h1>An article</h1><div id="paywall"></div><script>
	const access = Access.init('APP').config({ cookies_enabled: true });
	access.createPaywall({ target: '#paywall', pageType: 'premium', mode: 'hide' });
	</script></body>`;

test('the first push, in the five steps of README', async () => {
	const editor = editorOf.current;
	await editor.startWorkflow();
	await editor.part('canvas-plus-button').click();
	await editor.searchNodes('Batch');
	await editor.pickerEntry('Batch').click();
	await editor.nodePicker.getByText(/^Actions/).click();
	await editor.picture('push-actions');
	await editor.pickerEntry('Send push').click();
	await editor.form.waitFor();
	await newcomer.makeCredential(keys);
	await editor.credentialDialog.waitFor({ state: 'hidden' });
	await newcomer.fill('Recipients', 'reader-42');
	await newcomer.fill('Group ID', 'first_push');
	await newcomer.fill('Title', 'Good morning');
	await newcomer.fill('Body', 'Your first push');
	await editor.runStep();
	await editor.output.getByText('accepted', { exact: true }).first().waitFor();
	expect(await editor.output.innerText()).toMatch(/iOS[\s\S]*Android[\s\S]*Web/);
	await newcomer.pictures('push-accepted');
	await newcomer.pictureOfSandbox(sandbox.url, 'push-sandbox');
	expect(await editor.page.locator('#phone').innerText()).toMatch(/Good morning[\s\S]*Your first push/);
});

test('the simplest start: a call changes a profile, and is told what became of it', async () => {
	const editor = editorOf.current;
	await newcomer.paste('webhook-to-profile');
	await newcomer.pictures('profile-imported');
	await editor.openNode('Update Profile');
	await newcomer.makeCredential(keys);
	await editor.credentialDialog.waitFor({ state: 'hidden' });
	await editor.closeNode();
	await newcomer.publish();
	await editor.openNode('Webhook');
	const url = await newcomer.productionUrl();
	await newcomer.pictures('profile-webhook');
	await editor.closeNode();
	const [, command] = /^(curl .*)$/m.exec(await newcomer.noteOf('curl'))!;
	await isServed(url);
	expect(await inShell(command!.replace('<the URL>', url))).toContain('"status":"accepted"');
	expect(sandbox.state.profiles.get('reader-42')?.attributes).toMatchObject({ plan: 'gold', articles_read: 12 });
	await newcomer.seeRun('profile-run');
});

test('the quick start of Purchasely: an event becomes an event, profile data and a push', async () => {
	const editor = editorOf.current;
	const secret = 'a shared secret';
	await newcomer.importFromFile('purchasely-to-batch');
	await newcomer.pictures('purchasely-imported');
	await editor.openNode('Purchasely Trigger');
	await newcomer.makeCredential({ 'Client Shared Secret': secret });
	await editor.credentialDialog.waitFor({ state: 'hidden' });
	const url = await newcomer.productionUrl();
	await newcomer.pictures('purchasely-trigger');
	await editor.closeNode();
	await editor.openNode('Track Event');
	await newcomer.makeCredential(keys);
	await editor.credentialDialog.waitFor({ state: 'hidden' });
	await editor.closeNode();
	for (const name of ['Update Profile', 'Send Push', 'Send Web Push']) {
		await editor.openNode(name);
		expect(await editor.part('node-credentials-select', editor.form).locator('input').first().inputValue()).not.toBe('');
		await editor.picture(`purchasely-${name}`);
		await editor.closeNode();
	}
	await newcomer.publish();
	await isServed(url);
	const command = codeOf('docs/purchasely.md', 'openssl').replace('PRODUCTION-URL', url).replace('CLIENT-SHARED-SECRET', secret);
	await inShell(command);
	await newcomer.seeRun('purchasely-run');
	expect(sandbox.state.events.map(({ name }) => name)).toContain('ply_renewal_disabled');
	expect(sandbox.state.profiles.get('reader-42')?.attributes).toMatchObject({ ply_plan: 'monthly', has_active_subscription: true });
	expect(sandbox.state.pushes.at(-1)).toMatchObject({ groupId: 'subscription_at_risk' });
	await newcomer.pictureOfSandbox(sandbox.url, 'purchasely-sandbox');
	// The update that brings the event alone changed nothing of the profile.
	expect(await editor.page.locator('#profiles .detail').allInnerTexts()).not.toContain('');
});

test('a step of an automation calls any service, and Batch learns of it', async () => {
	const editor = editorOf.current;
	const token = 'a-long-secret';
	const letters: string[] = [];
	const printer = createServer((request, response) => {
		request.on('data', (part: Buffer) => letters.push(part.toString()));
		request.on('end', () => response.end('{}'));
	});
	await new Promise<void>((resolve) => printer.listen(0, '127.0.0.1', resolve));
	try {
		await newcomer.importFromFile('universal-channel-to-anything');
		await newcomer.pictures('step-imported');
		await editor.openNode('Batch Trigger');
		await newcomer.makeCredential({ Token: token });
		await editor.credentialDialog.waitFor({ state: 'hidden' });
		const url = await newcomer.productionUrl();
		await newcomer.pictures('step-trigger');
		await editor.closeNode();
		await editor.openNode('Ask for a Letter');
		await newcomer.fill('URL', `http://127.0.0.1:${(printer.address() as AddressInfo).port}/letters`);
		await editor.closeNode();
		await editor.openNode('Note It at Batch');
		await newcomer.makeCredential(keys);
		await editor.credentialDialog.waitFor({ state: 'hidden' });
		await editor.closeNode();
		await newcomer.publish();
		await isServed(url);
		await inShell(codeOf('docs/batch-trigger.md', 'curl').replace('PRODUCTION-URL', url).replace('THE-TOKEN', token));
		await newcomer.seeRun('step-run');
		expect(letters).toEqual(['{"reader":"reader-42","letter":"welcome_letter"}']);
		expect(sandbox.state.profiles.get('reader-42')?.attributes).toHaveProperty(['date(last_letter_at)']);
	} finally {
		printer.close();
	}
});

test('a page with Poool’s paywall: one text to paste, and its clicks are events', async () => {
	const editor = editorOf.current;
	await newcomer.importFromFile('poool-to-batch');
	await newcomer.pictures('poool-imported');
	await editor.openNode('Poool Trigger');
	await newcomer.fill('Allowed Origins', site.origin);
	const url = await newcomer.productionUrl('bridge.js');
	await newcomer.pictures('poool-trigger');
	await editor.closeNode();
	await editor.openNode('Track Event');
	await newcomer.makeCredential(keys);
	await editor.credentialDialog.waitFor({ state: 'hidden' });
	await editor.closeNode();
	await newcomer.publish();
	await isServed(url, 'GET');
	const { page } = editor;
	const workflow = page.url();
	await page.goto(url);
	const text = await page.locator('textarea').inputValue();
	await newcomer.pictures('poool-text');
	pages = { '/article': articleWith(text.replace('data-user=""', 'data-user="reader-7"')), '/offers': '<h1>Offers</h1>' };
	await page.goto(`${site.origin}/article`);
	await page.locator('#access-loginClick').waitFor();
	await editor.picture('poool-page');
	await Promise.all([page.waitForURL('**/offers'), page.click('#access-loginClick')]);
	await expect.poll(() => sandbox.state.events.filter(({ customId }) => customId === 'reader-7').map(({ name }) => name.toLowerCase()), soon).toEqual(['poool_click_log']);
	await page.goto(workflow);
	await newcomer.seeRun('poool-run');
	await newcomer.pictureOfSandbox(sandbox.url, 'poool-sandbox');
});

test('a page that proves who its reader is, with the tag that docs/poool.md shows', async () => {
	const setUp = await PooolSetUp.start();
	try {
		const name = 'Of the site';
		const { id } = await setUp.api.createCredential({ name, type: 'pooolIdentityApi', data: { identitySecret } });
		const { script } = await setUp.activate({ allowedOrigins: site.origin, userVerification: 'refuse', events: ['access.loginClick'] }, { pooolIdentityApi: { id, name } });
		const text = codeOf('docs/poool.md', 'data-signature');
		const { page } = editorOf.current;
		for (const [path, reader] of [['/proven', 'reader-42'], ['/made-up', 'reader-43']] as const) {
			const tag = text.replace('…/bridge.js', script).replace('reader-42', reader).replace('9f86d0…', signatureOf('reader-42'));
			pages = { [path]: articleWith(`<script>${stubText}</script>${tag}`), '/offers': '<h1>Offers</h1>' };
			await page.goto(site.origin + path);
			await page.waitForFunction(() => 'running' in (window.pooolBatch ?? {}));
			// A link leads away, and with the page goes what it would hear of the answer.
			await page.evaluate(() => document.addEventListener('click', (event) => event.preventDefault()));
			const answered = page.waitForResponse((response) => response.request().method() === 'POST');
			await page.click('#access-loginClick');
			expect((await answered).status()).toBe(reader === 'reader-42' ? 200 : 401);
		}
		await expect.poll(() => setUp.sandbox.state.events.map(({ customId }) => customId), soon).toEqual(['reader-42']);
	} finally {
		await setUp.stop();
	}
});

test('a nightly audience from SFTP: looked at by Preview Only, then kept', async () => {
	const editor = editorOf.current;
	await sftp.shelf.makeFolder('audiences');
	await sftp.shelf.write('audiences/vip_1.csv', 'custom_id\nreader-1\nreader-2\nreader-2\n');
	await newcomer.importFromFile('audience-nightly-from-sftp');
	await newcomer.pictures('audience-imported');
	const { host, port, username, password, hostKeyFingerprint } = sftp.credential() as Record<string, string>;
	await editor.openNode('Batch File Trigger');
	await newcomer.makeCredential({ Host: host!, Port: String(port), Username: username!, Password: password!, 'Host Key Fingerprint': hostKeyFingerprint! });
	await editor.credentialDialog.waitFor({ state: 'hidden' });
	await newcomer.pictures('audience-trigger');
	await editor.runStep();
	await editor.output.getByText('vip_1.csv').first().waitFor();
	await newcomer.pictures('audience-fetched');
	await editor.closeNode();
	await editor.openNode('Sync Audience');
	await newcomer.makeCredential(keys);
	await editor.credentialDialog.waitFor({ state: 'hidden' });
	await editor.pictureOfForm('audience-sync', editor.form);
	await editor.form.locator('input[placeholder="Add Option"], button:has-text("Add Option")').first().click();
	await editor.page.getByText('Preview Only', { exact: true }).last().click();
	await newcomer.labelled('Preview Only', editor.form, '.el-switch').click();
	await editor.runStep();
	await editor.output.getByText('preview', { exact: true }).first().waitFor();
	await newcomer.pictures('audience-preview');
	expect(sandbox.state.requests.filter(({ path }) => path.includes('/audiences/update') || path.includes('/audiences/replace'))).toEqual([]);
	const previewOnly = newcomer.labelled('Preview Only', editor.form, '.el-switch');
	await previewOnly.click();
	await expect.poll(async () => await previewOnly.getAttribute('class'), soon).not.toContain('is-checked');
	await editor.closeNode();
	await editor.part('execute-workflow-button').click();
	await expect.poll(() => sandbox.state.requests.map(({ path }) => path), soon).toContain('/2.11/audiences/replace');
	await expect.poll(() => [...(sandbox.state.audiences.get('vip')?.members.keys() ?? [])], soon).toEqual(['reader-1', 'reader-2']);
	await editor.openNode('Sync Audience');
	await editor.output.getByText('accepted', { exact: true }).first().waitFor();
	await newcomer.pictures('audience-applied');
	await editor.closeNode();
	await newcomer.publish();
	await newcomer.pictureOfSandbox(sandbox.url, 'audience-sandbox');
});
