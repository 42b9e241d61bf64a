import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runInNewContext } from 'node:vm';
import * as crypto from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { bodyTemplate } from '../../../nodes/BatchTrigger/fields/body';
import { envelope, identitySecret, sentEvent } from '../../fixtures/poool/envelope.ts';
import { subscriptionPayload } from '../../fixtures/purchasely/payloads.ts';
import { signedHeaders, testSecret } from '../../fixtures/purchasely/signatures.ts';
import { startEmbeddedSftp } from '../../servers/support/embeddedSftp.ts';
import type { Fixture } from '../../servers/support/fixture.ts';
import { BatchUnderTest, batchCredential } from '../harness/batch.ts';
import { loadPackage, nodeTypes } from '../harness/builtPackage.ts';
import { pollNode } from '../harness/poll.ts';
import { servePoool } from '../harness/pooolTrigger.ts';
import { serve } from '../harness/webhook.ts';
import { blocks, readOfProject, shown } from './blocks.ts';

// Every block of code that the pages show is run, or held against what the product takes or gives. One that is added belongs here.

type Check = (text: string) => Promise<void> | void;

let batch: BatchUnderTest;
let server: Fixture;
beforeAll(async () => {
	await loadPackage();
	batch = await BatchUnderTest.start();
	server = await startEmbeddedSftp();
});
afterAll(async () => {
	await batch.stop();
	await server.stop();
});

const pattern = (first: string) => new RegExp(`^${first.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);

/** By page and beginning. */
const checks: Array<[page: string, beginning: string, check: Check]> = [
	['README.md', 'git clone', commandsOfClone],
	['README.md', '{ "status": "accepted"', rowsThatComeOut],
	['docs/batch-trigger.md', '{\n  "custom_id"', (text) => expect(text).toBe(bodyTemplate)],
	['docs/batch-trigger.md', '{\n  "eventName"', callOfStep],
	['docs/busy-sites.md', 'npm run bench', commandsOfBench],
	['docs/files.md', '{\n  "event": "push_opened"', rowOfFile],
	['docs/files.md', '{\n  "kind"', summaryOfFile],
	['docs/files.md', '{ "event": "push_opened"', rowWithCampaign],
	['docs/files.md', '"readAs"', whatWasAssumed],
	['docs/files.md', '{ "set"', setOfFiles],
	['docs/poool.md', '{\n  "eventName"', eventOfPage],
	['docs/poool.md', '// Cloudflare Worker', pathOfOwnSite],
	['docs/poool.md', '// On the site', signatureOfSite],
	['docs/purchasely.md', '{\n  "eventName"', eventOfPurchasely],
];

/** What is held elsewhere, or cannot be run by a test. */
const reasons: Array<[page: string, beginning: string, reason: string]> = [
	['docs/batch-trigger.md', "curl 'PRODUCTION-URL'", 'test/e2e/walkThrough.test.ts runs it in a shell'],
	['docs/purchasely.md', "url='PRODUCTION-URL'", 'test/e2e/walkThrough.test.ts runs it in a shell'],
	['docs/poool.md', '<script>var pooolBatch', 'test/unit/poool/documentation.test.ts holds it against what the node serves'],
	['docs/poool.md', "script-src 'nonce-…'", 'test/e2e/pooolBridge.test.ts opens a page under such a policy in a browser'],
	['docs/poool.md', '# nginx', 'settings of proxies; test/e2e/pooolBridge.test.ts serves the script under such a path'],
	['docs/poool.md', '<script async src="…/bridge.js" data-user', 'test/e2e/walkThrough.test.ts puts it into a page; the signature is made here'],
];

describe('the code of the pages', () => {
	const listed = [...checks, ...reasons].map(([page, beginning]) => ({ page, starts: pattern(beginning) }));

	it('is all run, held against the product, or listed with a reason', () => {
		const unlisted = blocks.filter(({ page, text }) => listed.filter((entry) => entry.page === page && entry.starts.test(text)).length !== 1);
		expect(unlisted).toEqual([]);
		const unused = listed.filter(({ page, starts }) => !blocks.some((block) => block.page === page && starts.test(block.text)));
		expect(unused).toEqual([]);
		for (const [, , reason] of reasons) for (const [file] of reason.matchAll(/test\/\S+\.ts/g)) expect(readOfProject(file)).not.toBe('');
	});

	it.each(checks)('of %s holds: %s', async (page, beginning, check) => {
		const [block] = blocks.filter(({ page: own, text }) => own === page && pattern(beginning).test(text));
		await check(block!.text);
	});
});

const manifest = JSON.parse(readOfProject('package.json')) as { repository: { url: string }; scripts: Record<string, string> };
const linesOf = (text: string) => text.split('\n').map((line) => line.replace(/\s+#.*$/, ''));

/** What the two commands do is seen by .ci/run, which begins with a fresh clone, too. */
function commandsOfClone(text: string): void {
	const address = manifest.repository.url.replace('git+', '');
	expect(linesOf(text)).toEqual([`git clone ${address}`, `cd ${address.split('/').at(-1)!.replace('.git', '')}`, 'npm run demo', 'npm test']);
	expect(manifest.scripts).toMatchObject({ demo: expect.any(String), test: expect.any(String) });
	expect(readOfProject('.ci/run')).toMatch(/^npm test$[^]*^npm run demo -- --exit$/m);
}

function commandsOfBench(text: string): void {
	expect(manifest.scripts.bench).toBe('node scripts/bench.mjs');
	for (const line of linesOf(text)) {
		const { settings = '', name } = /^(?<settings>(?:\w+=\S+ )*)npm run bench -- (?<name>\w+)$/.exec(line)!.groups!;
		const measurement = readOfProject(`bench/${name}.mjs`);
		for (const [setting] of settings.matchAll(/\w+(?==)/g)) expect(measurement).toContain(setting);
	}
}

async function rowsThatComeOut(text: string): Promise<void> {
	const rows = [
		{ user: 'reader-42', plan: 'gold' },
		{ user: 'reader-43', plan: `Gold${' and more'.repeat(40)}` },
	];
	const attribute = [{ name: 'plan', type: 'text', text: '={{ $json.plan }}' }];
	const parameters = { resource: 'profile', operation: 'upsert', customId: '={{ $json.user }}', attributes: { attribute } };
	const { items } = await batch.run(parameters, rows);
	expect(items.map(({ json }) => json)).toEqual(shown(`[${text.replace('}\n{', '},\n{')}]`));
}

async function callOfStep(text: string): Promise<void> {
	const output = shown(text);
	const { body } = JSON.parse(text) as { body: object };
	const nodeType = nodeTypes.getByNameAndVersion('batchTrigger');
	const credentials = { batchWebhookApi: { authentication: 'bearer', token: 'a-long-secret' } };
	const trigger = await serve({ nodeType, credentials, parameters: { output: 'prepared', attributeFields: 'order.total' } });
	try {
		expect(await trigger.post(JSON.stringify(body), { authorization: 'Bearer a-long-secret' })).toMatchObject({ status: 200 });
		expect(trigger.items()).toEqual([output]);
	} finally {
		await trigger.close();
	}
}

/** What the file trigger puts out of files that were just uploaded. */
async function itemsOf(files: Record<string, string>, parameters: INodeParameters): Promise<IDataObject[]> {
	const [folder = ''] = Object.keys(files)[0]!.split('/');
	await server.shelf.makeFolder(folder);
	for (const [path, content] of Object.entries(files)) await server.shelf.write(path, content);
	const [items = []] =
		(await pollNode({
			type: 'batchFileTrigger',
			workflowId: crypto.randomUUID(),
			credentials: { batchStorageSftpApi: server.credential(), batchApi: batchCredential(batch.sandbox) },
			parameters: { pollTimes: { item: [{ mode: 'everyMinute' }] }, source: 'sftp', folder, startFrom: 'all', ...parameters, options: { unchangedFor: 0, ...(parameters.options as object) } },
		})) ?? [];
	return items.map(({ json }) => json);
}

const anyVersion = (text: string) => text.replaceAll('q3Zk0eW1_uPa', '…');
const header = 'event,timestamp,custom_user_id,campaign_token\n';
const ofApp = { options: { appPattern: '{app}_push_*' } };

async function rowOfFile(text: string): Promise<void> {
	const rows = Array.from({ length: 17 }, () => 'push_opened,2026-03-01T10:15:00Z,reader-42,c2f1e0\n');
	const items = await itemsOf({ 'exports/shop_push_2026-03-01.csv': header + rows.join('') }, { ...ofApp, output: 'rows' });
	expect(items.at(-1)).toEqual(shown(anyVersion(text)));
}

async function summaryOfFile(text: string): Promise<void> {
	const rows = (event: string, count: number, campaign = '', time = '2026-03-01T10:15:00Z') => `${event},${time},reader,${campaign}\n`.repeat(count);
	const file = [
		header,
		rows('push_sent', 1, 'c2f1e0', '2026-03-01T00:00:03Z'),
		rows('push_sent', 79_999, 'c2f1e0'),
		rows('push_sent', 19_600),
		rows('push_opened', 10_000, 'c2f1e0'),
		rows('push_opened', 8_000),
		rows('push_error', 400),
		rows('push_optin', 1_200),
		rows('push_optout', 799),
		rows('push_optout', 1, '', '2026-03-01T23:59:58Z'),
	].join('');
	const [summary] = await itemsOf({ 'summaries/shop_push_2026-03-01.csv': file }, { ...ofApp, output: 'summary' });
	expect(summary).toEqual(shown(text));
}

/** The sandbox has other campaigns: which fields there are, and of which kind. */
async function rowWithCampaign(text: string): Promise<void> {
	const row = 'push_opened,2026-03-01T10:15:00Z,reader,sandbox-ios-002\n';
	const [item] = await itemsOf({ 'names/shop_push_2026-03-01.csv': header + row }, { output: 'rows', campaignNames: true });
	expect(item).toMatchObject({ event: 'push_opened', campaignToken: 'sandbox-ios-002', campaignName: 'Weekend reads 2', campaignLabels: ['NEWS', 'DAILY'] });
	const { campaignLabels, ...texts } = JSON.parse(text.replace(', … }', ' }')) as IDataObject;
	expect(Object.keys(texts)).toEqual(['event', 'campaignToken', 'campaignName']);
	expect(campaignLabels).toEqual([expect.any(String)]);
}

async function whatWasAssumed(text: string): Promise<void> {
	const rows = Array.from({ length: 40 }, (_unused, row) => {
		const [event, campaign] = row % 2 === 0 ? ['push_sent', 'c2f1e0'] : ['push_optin', ''];
		return `${event};2026-03-01T10:${row + 10}:00Z;reader-${row};${campaign};x\n`;
	});
	const [first] = await itemsOf({ 'assumed/push.csv': rows.join('') }, { output: 'rows' });
	expect(first?._file).toMatchObject(shown(`{${text}}`) as object);
}

async function setOfFiles(text: string): Promise<void> {
	const files = { 'in/crm-part-1-of-2.csv': 'id\na\n', 'in/crm-part-2-of-2.csv': 'id\nb\n' };
	expect(await itemsOf(files, { output: 'file', waitForSet: 'count' })).toEqual([shown(anyVersion(text))]);
}

async function eventOfPage(text: string): Promise<void> {
	const data = { widget: 'subscription', button: 'subscribe', url: 'https://www.example.com/offers' };
	const trigger = await servePoool({ output: 'prepared' });
	try {
		const event = sentEvent({ id: 'k3j9x0a2-1', data });
		expect(await trigger.send(envelope({ user: { id: 'reader-42' }, events: [event] }))).toMatchObject({ status: 200 });
		expect(trigger.items()).toEqual([shown(text.replace(/"2026-[^"]+"/, '"…"'))]);
	} finally {
		await trigger.close();
	}
}

/** Run as Cloudflare does, with a server in place of n8n. */
async function pathOfOwnSite(text: string): Promise<void> {
	const asked: string[] = [];
	const n8n = createServer((request, response) => {
		asked.push(`${request.method} ${request.url}`);
		response.end('answered');
	});
	await new Promise<void>((resolve) => n8n.listen(0, '127.0.0.1', resolve));
	try {
		const { port } = n8n.address() as AddressInfo;
		const code = text.replace('https://n8n.example.com', `http://127.0.0.1:${port}`);
		const worker = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { default: { fetch(request: Request): Promise<Response> } };
		const request = new Request('https://www.example.com/reader-news/webhook/1/events', { method: 'POST', body: '{}' });
		expect(await (await worker.default.fetch(request)).text()).toBe('answered');
		expect(asked).toEqual(['POST /webhook/1/events']);
	} finally {
		n8n.close();
	}
}

async function signatureOfSite(text: string): Promise<void> {
	const userId = 'reader-42';
	const signature = runInNewContext(`${text}\nsignature`, { crypto, secret: identitySecret, userId }) as string;
	const trigger = await servePoool({ userVerification: 'refuse' });
	try {
		expect(await trigger.send(envelope({ user: { id: userId, signature } }))).toMatchObject({ status: 200 });
		expect(trigger.items()).toMatchObject([{ batch: { customId: userId } }]);
		expect(await trigger.send(envelope({ user: { id: 'reader-43', signature } }))).toMatchObject({ status: 401 });
	} finally {
		await trigger.close();
	}
}

async function eventOfPurchasely(text: string): Promise<void> {
	const trigger = await serve({
		nodeType: nodeTypes.getByNameAndVersion('purchaselyTrigger'),
		parameters: { output: 'prepared' },
		credentials: { purchaselyWebhookApi: { clientSharedSecret: testSecret } },
	});
	try {
		const body = JSON.stringify(subscriptionPayload());
		await trigger.post(body, signedHeaders(body));
		expect(trigger.items()).toEqual([shown(text)]);
	} finally {
		await trigger.close();
	}
}
