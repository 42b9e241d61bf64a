// npm run bench -- batchTrigger: how fast the Batch Trigger answers a webhook (200 within 100 ms is what Batch wants), against
// an empty trigger of the same version, with a credential and without one, n8n's Webhook node and its GitLab Trigger, which check a
// secret, too, in the same n8n, with the same payload. One request at a time: what is measured is the answer, not how many go
// through at once. They take turns, so that whatever else the machine does meets all alike.
// BENCH_ENGINE=default leaves n8n's expression isolates as they are; otherwise they are acquired when one is needed.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../scripts/bootstrap.mjs';
import { startN8n } from '../scripts/n8n-server.mjs';
import { costsOfCall, describe, reportRatios } from './support/compare.mjs';
import { emptyTriggerType, writeEmptyTrigger } from './support/emptyTrigger.mjs';
import { handOver } from './support/figures.mjs';
import { startGitlab } from './support/gitlab.mjs';
import { measure, median, post } from './support/load.mjs';

const turns = Number(process.env.BENCH_TURNS ?? 24);
const requestsInATurn = Number(process.env.BENCH_REQUESTS ?? 20);
const isLazy = process.env.BENCH_ENGINE !== 'default';
const headers = { 'content-type': 'application/json', 'x-authorization': 'a webhook secret' };

const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-batch-bench-'));
await writeEmptyTrigger(join(folder, 'empty'));
const gitlab = await startGitlab();
const n8n = await startN8n({
	packages: [projectFolder, join(folder, 'empty')],
	environment: isLazy ? { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' } : {},
});
try {
	const data = { authentication: 'header', headerName: 'X-Authorization', headerSecret: headers['x-authorization'] };
	const webhookParameters = { httpMethod: 'POST', path: randomUUID(), authentication: 'headerAuth', options: {} };
	const headerSecret = await credential('httpHeaderAuth', { name: 'X-Authorization', value: data.headerSecret });
	const urls = {
		batch: await activate('n8n-nodes-batch.batchTrigger', { receive: 'webhooks' }, await credential('batchWebhookApi', data)),
		empty: await activate(emptyTriggerType, {}),
		// It never looks at the credential: n8n asks its database whether the workflow may use one, once a call.
		credential: await activate(emptyTriggerType, {}, headerSecret),
		webhook: await activate('n8n-nodes-base.webhook', webhookParameters, headerSecret),
	};
	const gitlabCredential = await credential('gitlabApi', { server: gitlab.url, accessToken: 'a token' });
	urls.gitlab = await activate('n8n-nodes-base.gitlabTrigger', { owner: 'reader', repository: 'news', events: ['push'] }, gitlabCredential, 1);
	headers['x-gitlab-token'] = await gitlab.secret();
	const names = Object.keys(urls);
	for (const name of names) await post(urls[name], load());
	const measured = Object.fromEntries(names.map((name) => [name, []]));
	for (let turn = 0; turn < turns; turn++) {
		// In another order each time: what one leaves behind must not always hit the same other.
		for (const name of [...names.slice(turn % names.length), ...names.slice(0, turn % names.length)]) {
			measured[name].push(await measure(n8n.pid, async () => await post(urls[name], load())));
		}
		process.stdout.write(`turn ${turn + 1} of ${turns}: ${names.map((name) => `${name} ${describe(measured[name].at(-1))}`).join(', ')}\n`);
	}
	const rivals = { empty: 'an empty trigger', credential: 'an empty trigger with a credential', webhook: 'n8n: Webhook, with the same secret', gitlab: 'n8n: GitLab Trigger' };
	for (const [name, rival] of Object.entries(rivals)) {
		reportRatios(`Batch Trigger against ${rival}, isolates ${isLazy ? 'when needed' : 'as by default'}`, measured.batch, measured[name], requestsInATurn);
		handOver({ work: 'A call to the Batch Trigger', rival }, measured.batch, measured[name], costsOfCall);
	}
	for (const name of names) process.stdout.write(`  ${name}: ${median(measured[name].map(({ wall }) => wall)).toFixed(1)} ms an answer (median of the turns)\n`);
} finally {
	await n8n.stop();
	gitlab.stop();
	await rm(folder, { recursive: true, force: true });
}

async function credential(type, data) {
	const { id, name } = await n8n.api.createCredential({ name: type, type, data });
	return { [type]: { id, name } };
}

async function activate(type, parameters, credentials = {}, typeVersion = 2) {
	const node = { id: randomUUID(), name: 'Trigger', type, typeVersion, position: [0, 0], webhookId: randomUUID(), parameters, credentials };
	const workflow = await n8n.api.createWorkflow({ name: type, nodes: [node], connections: {} });
	await n8n.api.activateWorkflow(workflow.id);
	const url = await n8n.api.webhookUrl(node);
	await n8n.api.waitForWebhook(url, { method: 'POST', data: event(), headers });
	return url;
}

function load() {
	return { count: requestsInATurn, concurrency: 1, body: event, headers };
}

/** Every event with an ID of its own, or it would be taken for a repetition. */
function event() {
	return JSON.stringify({ event_id: randomUUID(), custom_id: 'reader-42', step: 'push_subscribed', campaign: { name: 'Weekend reads', token: 'a1b2c3' } });
}
