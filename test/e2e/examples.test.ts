import { randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { N8nClient } from '../../scripts/n8n-client.mjs';
import { subscriptionPayload } from '../fixtures/purchasely/payloads.ts';
import { signedHeaders, testSecret } from '../fixtures/purchasely/signatures.ts';
import { callProject } from '../sandbox/calls.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { startEmbeddedSftp } from '../servers/support/embeddedSftp.ts';
import type { Fixture } from '../servers/support/fixture.ts';
import { startS3 } from '../servers/support/s3.ts';
import { prepareAccount } from './accounts.ts';
import { startAgentModel } from './agentModel.ts';
import { soon, useEditor } from './editor.ts';
import { databaseOfTests } from './database.ts';

// Each workflow of examples/ as somebody would import it, with the own credentials picked: published, set off, and looked at.

interface ExampleNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	webhookId?: string;
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
}

interface Example {
	name: string;
	nodes: ExampleNode[];
	connections: object;
	settings: object;
}

const folder = fileURLToPath(new URL('../../examples/', import.meta.url));
const read = (name: string) => JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')) as Example;

const everyFewSeconds = { item: [0, 10, 20, 30, 40, 50].map((second) => ({ mode: 'custom', cronExpression: `${second} * * * * *` })) };

const secretOfSteps = 'secret-of-the-steps';

const editorOf = useEditor();
let api: N8nClient;
let batch: Sandbox;
let sftp: Fixture;
let s3: Fixture;
let model: Server;
let credentials: Record<string, { id: string; name: string }>;
const database = databaseOfTests();
const published: string[] = [];

beforeAll(async () => {
	({ api } = await prepareAccount());
	batch = await startSandbox();
	sftp = await startEmbeddedSftp();
	s3 = await startS3();
	model = await startAgentModel();
	const { keys, url } = batch;
	const create = async (type: string, data: Record<string, unknown>) => {
		const name = `${type} of the examples`;
		return { id: (await api.createCredential({ name, type, data })).id, name };
	};
	credentials = {
		batchApi: await create('batchApi', {
			restApiKey: keys.restApiKey,
			projectKey: keys.projectKey,
			iosApiKey: keys.appKeys.ios,
			androidApiKey: keys.appKeys.android,
			webApiKey: keys.appKeys.web,
			advanced: true,
			apiAddress: url,
		}),
		purchaselyWebhookApi: await create('purchaselyWebhookApi', { clientSharedSecret: testSecret }),
		batchStorageSftpApi: await create('batchStorageSftpApi', sftp.credential()),
		batchStorageS3Api: await create('batchStorageS3Api', s3.credential()),
		batchWebhookApi: await create('batchWebhookApi', { authentication: 'bearer', token: secretOfSteps }),
		openAiApi: await create('openAiApi', { apiKey: 'none', url: `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`, header: false }),
		postgres: await create('postgres', { ...database.connection, ssl: 'disable', allowUnauthorizedCerts: false, sshTunnel: false, maxConnections: 5 }),
	};
});

afterEach(async () => {
	for (const id of published.splice(0)) await api.deactivateWorkflow(id);
});

afterAll(async () => {
	await batch.close();
	await sftp.stop();
	await s3.stop();
	model.close();
});

/** Imports an example, picks the credentials of these tests, changes what a user would, and publishes it. */
async function publish(name: string, changes: Record<string, Record<string, unknown>> = {}) {
	const example = read(name);
	const nodes = example.nodes.map((node) => ({
		...node,
		...(node.webhookId !== undefined && { webhookId: randomUUID() }),
		parameters: { ...node.parameters, ...(node.type === 'n8n-nodes-base.webhook' && { path: randomUUID() }), ...changes[node.name] },
		...(node.credentials && { credentials: Object.fromEntries(Object.keys(node.credentials).map((type) => [type, credentials[type]])) }),
	}));
	const { id } = await api.createWorkflow({ ...example, nodes });
	await api.activateWorkflow(id);
	published.push(id);
	return { id, nodeOf: (of: string) => nodes.find((node) => node.name === of)! };
}

/** The executions of a workflow that are over, with what each node put out. */
async function executionsOf(workflowId: string) {
	const executions = await api.executions({ workflowId, includeData: true });
	return executions
		.filter(({ status }) => status === 'success' || status === 'error' || status === 'waiting')
		.map(({ id, status, data }) => {
			const runs = (data?.resultData?.runData ?? {}) as Record<string, Array<{ error?: { message: string }; data?: { main?: Array<Array<{ json: Record<string, unknown> }> | null> } }>>;
			const failures = Object.entries(runs).flatMap(([node, tries]) => tries.flatMap(({ error }) => (error ? [`${node}: ${error.message}`] : [])));
			const itemsOf = (node: string) => (runs[node] ?? []).flatMap(({ data: out }) => (out?.main ?? []).flatMap((items) => (items ?? []).map(({ json }) => json)));
			return { id, status, failures, itemsOf };
		});
}

/** Waits for an execution that fits. A failed one ends the wait, with its reason. */
async function executed(workflowId: string, fits: (execution: Awaited<ReturnType<typeof executionsOf>>[number]) => boolean) {
	let found: Awaited<ReturnType<typeof executionsOf>>[number] | undefined;
	await expect
		.poll(async () => {
			const executions = await executionsOf(workflowId);
			found = executions.find(fits);
			return found !== undefined || executions.some(({ status }) => status === 'error') ? 'ended' : executions.map(({ status }) => status);
		}, soon)
		.toBe('ended');
	if (found === undefined) throw new Error(JSON.stringify((await executionsOf(workflowId)).map(({ failures }) => failures)));
	expect(found.failures).toEqual([]);
	return found;
}

const callsTo = (ending: string) => batch.state.requests.filter(({ path }) => path.endsWith(ending));

async function submit(url: string, fields: Record<string, string>) {
	const form = new FormData();
	Object.values(fields).forEach((value, index) => form.set(`field-${index}`, value));
	const answer = await fetch(url, { method: 'POST', body: form });
	expect(answer.status, await answer.clone().text()).toBe(200);
	return answer;
}

async function openForm(node: ExampleNode) {
	const url = `${inject('n8n').url}/form/${node.webhookId}`;
	await expect.poll(async () => (await fetch(url)).status, soon).toBe(200);
	return url;
}

async function sendPurchasely(url: string, changes: Record<string, unknown>) {
	const body = JSON.stringify(subscriptionPayload({ event_id: randomUUID(), event_created_at: new Date().toISOString(), event_created_at_ms: Date.now(), ...changes }));
	const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...signedHeaders(body) } });
	expect(answer.status).toBe(200);
}

async function purchaselyUrl({ nodeOf }: Awaited<ReturnType<typeof publish>>) {
	const url = await api.webhookUrl(nodeOf('Purchasely Trigger'));
	await api.waitForWebhook(url, { method: 'POST', data: {} });
	return url;
}

test.each(globSync('*.json', { cwd: folder }).map((file) => basename(file, '.json')))('%s can be read on the canvas', async (name) => {
	const editor = editorOf.current;
	const { id } = await api.createWorkflow(read(name));
	await editor.goToWorkflow(id);
	const notes = editor.part('sticky');
	await notes.first().waitFor();
	for (const theme of ['light', 'dark'] as const) {
		await editor.setTheme(theme);
		await editor.picture(`example-${name}-${theme}`);
	}
	const cut = await notes.evaluateAll((elements) =>
		elements.flatMap((element) =>
			[element, ...element.querySelectorAll('*')]
				.filter((part) => part.clientHeight > 40 && part.scrollHeight > part.clientHeight + 2 && getComputedStyle(part).overflowY !== 'visible')
				.map((part) => `${part.textContent.slice(0, 40)}: ${part.scrollHeight} of ${part.clientHeight}`),
		),
	);
	expect(cut).toEqual([]);
	expect(await editor.page.getByText(/Install this node|Unrecognized node type/).count()).toBe(0);
});

test('webhook-to-profile answers with what became of the row', async () => {
	const workflow = await publish('webhook-to-profile');
	const url = `${inject('n8n').url}/webhook/${workflow.nodeOf('Webhook').parameters.path as string}`;
	await api.waitForWebhook(url, { method: 'POST', data: { user_id: 'probe' } });
	const send = async (body: object) =>
		await (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json();
	expect(await send({ user_id: 'reader-7', plan: 'gold', articles_read: 12 })).toMatchObject({ status: 'accepted', customId: 'reader-7' });
	expect(callsTo('profiles/update').at(-1)?.body).toEqual([{ identifiers: { custom_id: 'reader-7' }, attributes: { plan: 'gold', articles_read: 12 } }]);
	expect(await send({ user_id: 'reader-7', articles_read: 'many' })).toMatchObject({ status: 'refused', error: expect.stringContaining('articles_read') });
});

test('purchasely-billing-issue sends one push a day that opens the billing screen', async () => {
	const workflow = await publish('purchasely-billing-issue');
	const url = await purchaselyUrl(workflow);
	await sendPurchasely(url, { event_name: 'RENEWAL_DISABLED' });
	await sendPurchasely(url, { event_name: 'GRACE_PERIOD_STARTED' });
	await executed(workflow.id, ({ itemsOf }) => itemsOf('Send Push').length > 0);
	await sendPurchasely(url, { event_name: 'ENTERED_BILLING_RETRY' });
	await expect.poll(async () => (await executionsOf(workflow.id)).length, soon).toBe(3);
	const pushes = callsTo('transactional/send').filter(({ body }) => (body as { group_id?: string }).group_id === 'billing_problem');
	expect(pushes.map(({ body }) => body)).toMatchObject([{ recipients: { custom_ids: ['reader-42'] }, deeplink: 'news://ply/update_billing' }]);
});

test('purchasely-trial-to-audience keeps the audience, and drafts a campaign for nobody in particular', async () => {
	await callProject(batch, 'audiences/create', { name: 'trial_readers', type: 'custom_ids' });
	const workflow = await publish('purchasely-trial-to-audience', { 'Every Monday': { rule: { interval: [{ field: 'seconds', secondsInterval: 5 }] } } });
	const url = await purchaselyUrl(workflow);
	await sendPurchasely(url, { event_name: 'TRIAL_STARTED' });
	await executed(workflow.id, ({ itemsOf }) => itemsOf('Update Audience').some(({ status }) => status === 'accepted'));
	await sendPurchasely(url, { event_name: 'TRIAL_CONVERTED' });
	await expect.poll(() => callsTo('audiences/update').length, soon).toBe(2);
	expect(callsTo('audiences/update').map(({ body }) => body)).toMatchObject([{}, {}]);
	await executed(workflow.id, ({ itemsOf }) => itemsOf('Draft a Campaign').some(({ status }) => status === 'accepted'));
});

test('campaign-from-segment drafts a campaign for readers who stayed away', async () => {
	const workflow = await publish('campaign-from-segment');
	await submit(await openForm(workflow.nodeOf('What to Say')), { Title: 'We missed you', Text: 'Five stories of the week', Link: 'https://www.example.com/week' });
	const { itemsOf } = await executed(workflow.id, ({ itemsOf: out }) => out('Draft a Campaign').length > 0);
	expect(itemsOf('Draft a Campaign')).toMatchObject([{ status: 'accepted' }]);
	expect(callsTo('campaigns/create').at(-1)?.body).toMatchObject({ live: false, targeting: { segments: ['DORMANT'] } });
});

test('privacy-request-from-form asks every app', async () => {
	const workflow = await publish('privacy-request-from-form');
	await submit(await openForm(workflow.nodeOf('Privacy Request')), { 'User ID': 'reader-42', Request: 'Review' });
	const { itemsOf } = await executed(workflow.id, ({ itemsOf: out }) => out('Ask Batch').length > 0);
	expect(itemsOf('Ask Batch')).toMatchObject([{ platforms: { iOS: { status: 'accepted' }, Android: { status: 'accepted' }, Web: { status: 'accepted' } } }]);
});

test('ai-drafts-a-campaign makes a draft only when a person approves', async () => {
	const workflow = await publish('ai-drafts-a-campaign');
	const form = await openForm(workflow.nodeOf('What Is It About'));
	const before = callsTo('campaigns/create').length;
	for (const decision of ['Leave it', 'Make the draft']) {
		const { formWaitingUrl } = (await (await submit(form, { Topic: 'The best of the week' })).json()) as { formWaitingUrl: string };
		const waiting = await executed(workflow.id, ({ status }) => status === 'waiting');
		expect(waiting.itemsOf('Look First')).toMatchObject([{ status: 'preview', preview: expect.anything() }]);
		expect(callsTo('campaigns/create')).toHaveLength(before);
		await submit(formWaitingUrl, { Decision: decision });
		await expect.poll(async () => (await executionsOf(workflow.id)).find(({ id }) => id === waiting.id)?.status, soon).toBe('success');
	}
	expect(callsTo('campaigns/create')).toHaveLength(before + 1);
	expect(callsTo('orchestrations/list').length).toBeGreaterThan(0);
});

test('universal-channel-to-anything calls a service for a profile, and notes it at Batch', async () => {
	const letters: unknown[] = [];
	const printer = createServer((request, response) => {
		request.on('data', (part: Buffer) => letters.push(JSON.parse(part.toString())));
		request.on('end', () => response.end('{}'));
	});
	await new Promise<void>((resolve) => printer.listen(0, '127.0.0.1', resolve));
	try {
		const { port } = printer.address() as AddressInfo;
		const workflow = await publish('universal-channel-to-anything', { 'Ask for a Letter': { url: `http://127.0.0.1:${port}/letters` } });
		const url = await api.webhookUrl(workflow.nodeOf('Batch Trigger'));
		await api.waitForWebhook(url, { method: 'POST', data: {} });
		const call = { method: 'POST', body: JSON.stringify({ custom_id: 'reader-9', step: 'welcome_letter', event_id: '1' }) };
		const headers = { 'content-type': 'application/json', authorization: `Bearer ${secretOfSteps}` };
		const statuses = [await fetch(url, { ...call, headers }), await fetch(url, { ...call, headers })].map(({ status }) => status);
		expect(statuses).toEqual([200, 200]);
		await executed(workflow.id, ({ itemsOf }) => itemsOf('Note It at Batch').some(({ status }) => status === 'accepted'));
		expect(letters).toEqual([{ reader: 'reader-9', letter: 'welcome_letter' }]);
		expect(callsTo('profiles/update').at(-1)?.body).toMatchObject([{ identifiers: { custom_id: 'reader-9' }, attributes: { 'date(last_letter_at)': expect.any(String) } }]);
	} finally {
		printer.close();
	}
});

const fileSettings = { pollTimes: everyFewSeconds, options: { unchangedFor: 1 } };
const membersOf = (audience: string) => {
	batch.settle();
	return [...(batch.state.audiences.get(audience)?.members.keys() ?? [])].toSorted();
};

test('audience-nightly-from-sftp keeps the audience as the newest file says, and sends what changed', async () => {
	await sftp.shelf.makeFolder('audiences');
	await sftp.shelf.write('audiences/vip_1.csv', 'custom_id\nreader-1\nreader-2\n');
	const workflow = await publish('audience-nightly-from-sftp', { 'Batch File Trigger': fileSettings });
	const first = await executed(workflow.id, ({ itemsOf }) => itemsOf('Sync Audience').length > 0);
	expect(first.itemsOf('Sync Audience')).toMatchObject([{ status: 'accepted', unique: 2, comparedWith: null, afterReading: [{ state: 'moved' }] }]);
	expect(membersOf('vip')).toEqual(['reader-1', 'reader-2']);
	await sftp.shelf.write('audiences/vip_2.csv', 'custom_id\nreader-2\nreader-3\n');
	const second = await executed(workflow.id, ({ id, itemsOf }) => id !== first.id && itemsOf('Sync Audience').length > 0);
	expect(second.itemsOf('Sync Audience')).toMatchObject([{ status: 'accepted', comparedWith: 'audiences/done/vip_1.csv', added: 1, removed: 1 }]);
	expect(membersOf('vip')).toEqual(['reader-2', 'reader-3']);
});

test('audience-from-s3-to-campaign-draft fills the audience that the name says, and puts a draft down', async () => {
	await s3.shelf.write('audiences/news_fr_2026-03-01.csv', 'custom_id;since\nreader-1;2026\nreader-2;2025\n');
	const workflow = await publish('audience-from-s3-to-campaign-draft', { 'Batch File Trigger': fileSettings });
	const { itemsOf } = await executed(workflow.id, (execution) => execution.itemsOf('Create Draft').length > 0);
	expect(itemsOf('Sync Audience')).toMatchObject([{ status: 'accepted', audience: 'news_fr', unique: 2, afterReading: [{ state: 'moved' }] }]);
	expect(itemsOf('Create Draft')).toMatchObject([{ status: 'accepted' }]);
	expect(membersOf('news_fr')).toEqual(['reader-1', 'reader-2']);
	expect(callsTo('campaigns/create').at(-1)?.body).toMatchObject({ state: 'DRAFT', name: expect.stringContaining('news_fr') });
	expect(await s3.shelf.read('audiences/done/news_fr_2026-03-01.csv')).toBeDefined();
});

test('customer-file-to-profiles makes profile data of a file, and moves it away', async () => {
	await sftp.shelf.makeFolder('customers');
	await sftp.shelf.write('customers/crm.csv', 'custom_id;plan;since\ncustomer-1;gold;2026-03-01\ncustomer-2;silver;2026-04-01\n');
	const workflow = await publish('customer-file-to-profiles', { 'Batch File Trigger': { pollTimes: everyFewSeconds, options: { kind: 'other', unchangedFor: 1 } } });
	const { itemsOf } = await executed(workflow.id, (execution) => execution.itemsOf('Update Profiles').length > 0);
	expect(itemsOf('Update Profiles').map(({ status, customId }) => [status, customId])).toEqual([
		['accepted', 'customer-1'],
		['accepted', 'customer-2'],
	]);
	expect(batch.state.profiles.get('customer-2')?.attributes).toMatchObject({ plan: 'silver' });
	await expect.poll(async () => await sftp.shelf.read('customers/crm.csv'), soon).toBeUndefined();
});

test('batch-exports-to-report makes a line of each campaign, with its name', async () => {
	const rows = 'push_sent,2026-03-02T10:00:00Z,reader,sandbox-ios-002\n'.repeat(2);
	await sftp.shelf.makeFolder('reported');
	await sftp.shelf.write('reported/shop_push_2026-03-02.csv', `event,timestamp,custom_user_id,campaign_token\n${rows}`);
	const workflow = await publish('batch-exports-to-report', { 'Batch File Trigger': { ...fileSettings, folder: 'reported' } });
	const { itemsOf } = await executed(workflow.id, (execution) => execution.itemsOf('One Line a Campaign').length > 0);
	expect(itemsOf('One Line a Campaign')).toMatchObject([{ campaigns: { campaignName: 'Weekend reads 2', rows: 2 } }]);
});

describe.skipIf(!database.isThere)('with a database', () => {
	beforeAll(async () => await database.create());
	afterAll(async () => await database.remove());

	const header = 'event,timestamp,custom_user_id,campaign_token\n';

	test('push-export-to-postgresql stores each row once and shows what each campaign came to', async () => {
		await sftp.shelf.makeFolder('exports');
		const rows = ['push_sent', 'push_sent', 'push_opened'].map((event) => `${event},2026-03-01T10:00:00Z,reader,sandbox-ios-002\n`);
		await sftp.shelf.write('exports/shop_push_2026-03-01.csv', header + rows.join(''));
		const workflow = await publish('push-export-to-postgresql', { 'Batch File Trigger': fileSettings });
		await executed(workflow.id, ({ itemsOf }) => itemsOf('Store Rows').length > 0);
		const url = `${inject('n8n').url}/webhook/${workflow.nodeOf('Report Page').parameters.path as string}`;
		await api.waitForWebhook(url, { method: 'GET' });
		const page = await fetch(url);
		expect(page.headers.get('content-type')).toContain('text/html');
		expect(await page.text()).toMatch(/Weekend reads 2[\s\S]*2[\s\S]*1[\s\S]*0/);
		expect(await database.query('SELECT line, event FROM batch_push_events ORDER BY line')).toEqual(['1|push_sent', '2|push_sent', '3|push_opened']);
		await editorOf.current.page.goto(url);
		await editorOf.current.picture('report-page');
	});

	test('optin-export-to-database keeps who can be reached', async () => {
		await sftp.shelf.makeFolder('exports');
		const optIns = 'custom_user_id,advertising_id,optin\nreader-1,0b9a7a52-50f3-4f3e-8a1f-0d9b7f1c2a33,true\n,5ca811b6-46e9-4847-9381-3911bd5fcd7b,false\n';
		await sftp.shelf.write('exports/shop_optin_2026-03-01.csv', optIns);
		const workflow = await publish('optin-export-to-database', { 'Batch File Trigger': { ...fileSettings, options: { kind: 'optInUsers', unchangedFor: 1 } } });
		await executed(workflow.id, ({ itemsOf }) => itemsOf('Store Rows').length > 0);
		expect(await database.query('SELECT custom_id, opt_in, file_date FROM batch_opt_ins ORDER BY custom_id')).toEqual(['|false|2026-03-01', 'reader-1|true|2026-03-01']);
	});
});
