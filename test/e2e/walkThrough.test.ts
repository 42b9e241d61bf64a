import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
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
import { startS3 } from '../servers/support/s3.ts';
import { startAgentModel } from './agentModel.ts';
import { databaseOfTests } from './database.ts';
import { soon, useEditor } from './editor.ts';
import { Newcomer } from './newcomer.ts';
import { PooolSetUp } from './pooolSetUp.ts';
import { scenarios } from './scenarios.ts';

// Each scenario from README and the examples alone: imported by the editor, its credentials typed in, set off, and its result seen.

const editorOf = useEditor();
let sandbox: Sandbox;
let sftp: Fixture;
let s3: Fixture;
let model: Server;
let site: Site;
let pages: Pages = {};
let newcomer: Newcomer;
const database = databaseOfTests();
const sharedSecret = 'a shared secret';
const tokenOfSteps = 'a-long-secret';

beforeAll(async () => {
	sandbox = await startSandbox();
	sftp = await startEmbeddedSftp();
	s3 = await startS3();
	model = await startAgentModel();
	site = await startSite(() => pages);
	if (database.isThere) await database.create();
	newcomer = new Newcomer(editorOf.current);
	const onServer = sftp.credential() as Record<string, string>;
	const inBucket = s3.credential() as Record<string, string>;
	const { connection } = database;
	newcomer.learn({
		batch: await newcomer.readSandbox(sandbox.url),
		batchTrigger: { Token: tokenOfSteps },
		database: { Host: connection.host, Database: connection.database, User: connection.user, Password: connection.password, Port: String(connection.port) },
		model: { 'API Key': 'none', 'Base URL': `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1` },
		purchasely: { 'Client Shared Secret': sharedSecret },
		s3: { Bucket: inBucket.bucket!, Region: inBucket.region!, Endpoint: inBucket.endpoint!, 'Access Key ID': inBucket.accessKeyId!, 'Secret Access Key': inBucket.secretAccessKey! },
		sftp: { Host: onServer.host!, Port: String(onServer.port), Username: onServer.username!, Password: onServer.password!, 'Host Key Fingerprint': onServer.hostKeyFingerprint! },
	});
});

afterAll(async () => {
	const { url, owner } = inject('n8n');
	const api = new N8nClient(url);
	await api.logIn(owner);
	for (const id of newcomer.published) await api.deactivateWorkflow(id);
	await sandbox.close();
	await sftp.stop();
	await s3.stop();
	model.close();
	await site.close();
	if (database.isThere) await database.remove();
});

const inShell = async (command: string) => (await promisify(execFile)('sh', ['-c', command])).stdout;

/** What a page shows as code, by a word in it. */
const codeOf = (page: string, word: string) => blocks.find((block) => block.page === page && block.text.includes(word))!.text;

/** Calls the Purchasely Trigger as the docs say. */
async function sendPurchasely(url: string, event = 'RENEWAL_DISABLED'): Promise<void> {
	const command = codeOf('docs/purchasely.md', 'openssl').replace('PRODUCTION-URL', url).replace('CLIENT-SHARED-SECRET', sharedSecret);
	await inShell(command.replace('RENEWAL_DISABLED', event));
}

/** A page with a paywall, and with this in its head. */
const articleWith = (text: string) => `<!doctype html><meta charset="utf-8"><head>${text}<script src="/standIn.js"></script></head>
	<body><h1>An article</h1><div id="paywall"></div><script>
	const access = Access.init('APP').config({ cookies_enabled: true });
	access.createPaywall({ target: '#paywall', pageType: 'premium', mode: 'hide' });
	</script></body>`;

/** Copies the text that the trigger's address shows into an article, and clicks there. */
async function visit(url: string, click: string, reader: string): Promise<void> {
	const { page } = editorOf.current;
	await page.goto(url);
	const text = await page.locator('textarea').inputValue();
	await editorOf.current.pictures('poool-text');
	pages = { '/article': articleWith(text.replace('data-user=""', `data-user="${reader}"`)), '/offers': '<h1>Offers</h1>' };
	await page.goto(`${site.origin}/article`);
	await page.locator(`#access-${click}`).waitFor();
	await editorOf.current.picture('poool-page');
	await Promise.all([page.waitForURL('**/offers'), page.click(`#access-${click}`)]);
}

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
	await newcomer.giveOpenNode('batch');
	await newcomer.fill('Recipients', 'reader-42');
	await newcomer.fill('Group ID', 'first_push');
	await newcomer.fill('Title', 'Good morning');
	await newcomer.fill('Body', 'Your first push');
	await editor.runStep();
	await editor.output.getByText('accepted', { exact: true }).first().waitFor();
	expect(await editor.output.innerText()).toMatch(/iOS[\s\S]*Android[\s\S]*Web/);
	await editor.pictures('push-accepted');
	await newcomer.pictureOfSandbox(sandbox.url, 'push-sandbox');
	expect(await editor.page.locator('#phone').innerText()).toMatch(/Good morning[\s\S]*Your first push/);
});

test('the simplest start: a call changes a profile, and is told what became of it', async () => {
	const editor = editorOf.current;
	await newcomer.paste('webhook-to-profile');
	await editor.pictures('profile-imported');
	await newcomer.giveCredentials('Update Profile', 'batch');
	await newcomer.publish();
	await editor.openNode('Webhook');
	const url = await newcomer.productionUrl();
	await editor.pictures('profile-webhook');
	await editor.closeNode();
	const [, command] = /^(curl .*)$/m.exec(await newcomer.noteOf('curl'))!;
	await newcomer.isServed(url);
	expect(await inShell(command!.replace('<the URL>', url))).toContain('"status":"accepted"');
	expect(sandbox.state.profiles.get('reader-42')?.attributes).toMatchObject({ plan: 'gold', articles_read: 12 });
	await newcomer.seeRun('profile-run');
});

test('the quick start of Purchasely: an event becomes an event, profile data and a push', async () => {
	const editor = editorOf.current;
	await newcomer.importFromFile('purchasely-to-batch');
	await editor.pictures('purchasely-imported');
	await editor.openNode('Purchasely Trigger');
	await newcomer.giveOpenNode('purchasely');
	const url = await newcomer.productionUrl();
	await editor.pictures('purchasely-trigger');
	await editor.closeNode();
	await newcomer.giveCredentials('Track Event', 'batch');
	for (const name of ['Update Profile', 'Send Push', 'Send Web Push']) {
		await editor.openNode(name);
		expect(await editor.part('node-credentials-select', editor.form).locator('input').first().inputValue()).not.toBe('');
		await editor.picture(`purchasely-${name}`);
		await editor.closeNode();
	}
	await newcomer.publish();
	await newcomer.isServed(url);
	await sendPurchasely(url);
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
	const letters: string[] = [];
	const printer = createServer((request, response) => {
		request.on('data', (part: Buffer) => letters.push(part.toString()));
		request.on('end', () => response.end('{}'));
	});
	await new Promise<void>((resolve) => printer.listen(0, '127.0.0.1', resolve));
	try {
		await newcomer.importFromFile('universal-channel-to-anything');
		await editor.pictures('step-imported');
		await editor.openNode('Batch Trigger');
		await newcomer.giveOpenNode('batchTrigger');
		const url = await newcomer.productionUrl();
		await editor.pictures('step-trigger');
		await editor.closeNode();
		await editor.openNode('Ask for a Letter');
		await newcomer.fill('URL', `http://127.0.0.1:${(printer.address() as AddressInfo).port}/letters`);
		await editor.closeNode();
		await newcomer.giveCredentials('Note It at Batch', 'batch');
		await newcomer.publish();
		await newcomer.isServed(url);
		await inShell(codeOf('docs/batch-trigger.md', 'curl').replace('PRODUCTION-URL', url).replace('THE-TOKEN', tokenOfSteps));
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
	await editor.pictures('poool-imported');
	await editor.openNode('Poool Trigger');
	await newcomer.fill('Allowed Origins', site.origin);
	const url = await newcomer.productionUrl('bridge.js');
	await editor.pictures('poool-trigger');
	await editor.closeNode();
	await newcomer.giveCredentials('Track Event', 'batch');
	await newcomer.publish();
	await newcomer.isServed(url, 'GET', site.origin);
	const workflow = editor.page.url();
	await visit(url, 'loginClick', 'reader-7');
	await expect.poll(() => sandbox.state.events.filter(({ customId }) => customId === 'reader-7').map(({ name }) => name.toLowerCase()), soon).toEqual(['poool_click_log']);
	await editor.page.goto(workflow);
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
	await editor.pictures('audience-imported');
	await editor.openNode('Batch File Trigger');
	await newcomer.giveOpenNode('sftp');
	await editor.pictures('audience-trigger');
	await editor.runStep();
	await editor.output.getByText('vip_1.csv').first().waitFor();
	await editor.pictures('audience-fetched');
	await editor.closeNode();
	await editor.openNode('Sync Audience');
	await newcomer.giveOpenNode('batch');
	await editor.pictureOfForm('audience-sync', editor.form);
	await editor.form.locator('input[placeholder="Add Option"], button:has-text("Add Option")').first().click();
	await editor.page.getByText('Preview Only', { exact: true }).last().click();
	await newcomer.labelled('Preview Only', editor.form, '.el-switch').click();
	await editor.runStep();
	await editor.output.getByText('preview', { exact: true }).first().waitFor();
	await editor.pictures('audience-preview');
	expect(sandbox.state.requests.filter(({ path }) => path.includes('/audiences/update') || path.includes('/audiences/replace'))).toEqual([]);
	const previewOnly = newcomer.labelled('Preview Only', editor.form, '.el-switch');
	await previewOnly.click();
	await expect.poll(async () => await previewOnly.getAttribute('class'), soon).not.toContain('is-checked');
	await editor.closeNode();
	await editor.part('execute-workflow-button').click();
	await expect.poll(() => sandbox.state.requests.map(({ path }) => path), soon).toContain('/2.11/audiences/replace');
	await expect.poll(() => [...(sandbox.state.audiences.get('vip')?.members.keys() ?? [])].toSorted(), soon).toEqual(['reader-1', 'reader-2']);
	await editor.openNode('Sync Audience');
	await editor.output.getByText('accepted', { exact: true }).first().waitFor();
	await editor.pictures('audience-applied');
	await editor.closeNode();
	await newcomer.publish();
	await newcomer.pictureOfSandbox(sandbox.url, 'audience-sandbox');
});

test('a click on Subscribe that nothing follows becomes a push', async () => {
	const editor = editorOf.current;
	await newcomer.importFromFile('poool-click-without-conversion');
	await editor.pictures('click-imported');
	await editor.openNode('Poool Trigger');
	await newcomer.fill('Allowed Origins', site.origin);
	const url = await newcomer.productionUrl('bridge.js');
	await editor.closeNode();
	// Nobody who tries it out waits for a day.
	await editor.openNode('Wait a Day');
	await newcomer.choose('Wait Unit', 'Seconds');
	await editor.closeNode();
	await newcomer.giveCredentials('Send Push', 'batch');
	await newcomer.publish();
	await newcomer.isServed(url, 'GET', site.origin);
	const pushes = () => sandbox.state.pushes.filter(({ groupId = '' }) => groupId.startsWith('paywall_'));
	await visit(url, 'subscribeClick', 'reader-8');
	await expect.poll(pushes, soon).toMatchObject([{ recipients: { custom_ids: ['reader-8'] } }]);
	await newcomer.pictureOfSandbox(sandbox.url, 'click-sandbox');
});

test.for(scenarios)('$example, as its notes say', async ({ example, needsDatabase, before, credentials, fields = {}, walk }, { skip }) => {
	skip(needsDatabase === true && !database.isThere, 'There is no PostgreSQL');
	const stage = { newcomer, sandbox, sftp, s3, database, sendPurchasely };
	await before?.(stage);
	await newcomer.importFromFile(example);
	await editorOf.current.pictures(`${example}-imported`);
	for (const [node, kinds] of Object.entries(credentials)) await newcomer.giveCredentials(node, ...kinds);
	for (const [node, answers] of Object.entries(fields)) await newcomer.fillNode(node, answers);
	await walk(stage);
	await newcomer.pictureOfSandbox(sandbox.url, `${example}-sandbox`);
});
