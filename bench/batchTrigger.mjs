// npm run bench -- batchTrigger: how fast the Batch Trigger answers a webhook (200 within 100 ms is what Batch wants), against
// an empty trigger of the same version in the same n8n, in the same run, with the same payload. One request at a time: what is
// measured is the answer, not how many go through at once. Blocks alternate, so that whatever else the machine does meets both alike.
// BENCH_ENGINE=default leaves n8n's expression isolates as they are; otherwise they are acquired when one is needed.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../scripts/bootstrap.mjs';
import { startN8n } from '../scripts/n8n-server.mjs';
import { describe, reportRatios } from './support/compare.mjs';
import { emptyTriggerType, writeEmptyTrigger } from './support/emptyTrigger.mjs';
import { measure, median, post } from './support/load.mjs';

const blocks = Number(process.env.BENCH_BLOCKS ?? 24);
const requestsInABlock = 20;
const isLazy = process.env.BENCH_ENGINE !== 'default';
const headers = { 'content-type': 'application/json', 'x-authorization': 'a webhook secret' };

const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-batch-bench-'));
await writeEmptyTrigger(join(folder, 'empty'));
const n8n = await startN8n({
	packages: [projectFolder, join(folder, 'empty')],
	environment: isLazy ? { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' } : {},
});
try {
	const data = { authentication: 'header', headerName: 'X-Authorization', headerSecret: headers['x-authorization'] };
	const credential = await n8n.api.createCredential({ name: 'Calls of Batch', type: 'batchWebhookApi', data });
	const urls = {
		batch: await activate('n8n-nodes-batch.batchTrigger', { receive: 'webhooks' }, { batchWebhookApi: { id: credential.id, name: 'Calls of Batch' } }),
		empty: await activate(emptyTriggerType, {}),
	};
	const names = Object.keys(urls);
	for (const name of names) await post(urls[name], load());
	const measured = { batch: [], empty: [] };
	for (let block = 0; block < blocks; block++) {
		for (const name of block % 2 === 0 ? names : names.toReversed()) {
			measured[name].push(await measure(n8n.pid, async () => await post(urls[name], load())));
		}
		process.stdout.write(`block ${block + 1} of ${blocks}: ${names.map((name) => `${name} ${describe(measured[name].at(-1))}`).join(', ')}\n`);
	}
	reportRatios(`Batch Trigger against an empty trigger, isolates ${isLazy ? 'when needed' : 'as by default'}`, measured.batch, measured.empty, requestsInABlock);
	for (const name of names) process.stdout.write(`  ${name}: ${median(measured[name].map(({ wall }) => wall)).toFixed(1)} ms an answer (median of blocks)\n`);
} finally {
	await n8n.stop();
	await rm(folder, { recursive: true, force: true });
}

async function activate(type, parameters, credentials = {}) {
	const node = { id: randomUUID(), name: 'Trigger', type, typeVersion: 2, position: [0, 0], webhookId: randomUUID(), parameters, credentials };
	const workflow = await n8n.api.createWorkflow({ name: type, nodes: [node], connections: {} });
	await n8n.api.activateWorkflow(workflow.id);
	const url = await n8n.api.webhookUrl(node);
	await n8n.api.waitForWebhook(url, { method: 'POST', data: event(), headers });
	return url;
}

function load() {
	return { count: requestsInABlock, concurrency: 1, body: event, headers };
}

/** Every event with an ID of its own, or it would be taken for a repetition. */
function event() {
	return JSON.stringify({ event_id: randomUUID(), custom_id: 'reader-42', step: 'push_subscribed', campaign: { name: 'Weekend reads', token: 'a1b2c3' } });
}
