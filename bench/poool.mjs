// npm run bench: what the Poool Trigger costs a request, against an empty trigger in the same n8n, in the same run, with the
// same payload; and what 20 events in one request cost against one. Prints ratios: times depend on the machine.
// Blocks of requests alternate between what is compared, so that whatever else the machine does meets both alike; on Linux,
// the processor time n8n used is compared too, which does not depend on what else runs.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../scripts/bootstrap.mjs';
import { startN8n } from '../scripts/n8n-server.mjs';
import { costsOfCall, describe, reportRatios } from './support/compare.mjs';
import { emptyTriggerType, writeEmptyTrigger } from './support/emptyTrigger.mjs';
import { handOver } from './support/figures.mjs';
import { measure, post } from './support/load.mjs';

const turns = Number(process.env.BENCH_TURNS ?? 24);
const requestsInATurn = Number(process.env.BENCH_REQUESTS ?? 20);
const concurrency = 4;
const origin = 'https://www.example.com';

const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-batch-bench-'));
await writeEmptyTrigger(join(folder, 'empty'));
const n8n = await startN8n({ packages: [projectFolder, join(folder, 'empty')] });
try {
	const poool = await activate('n8n-nodes-batch.pooolTrigger', {
		allowedOrigins: origin,
		anonymousEvents: 'pass',
		// The counting takes part, its bound does not.
		options: { callsPerMinute: 1_000_000 },
	});
	const empty = await activate(emptyTriggerType, {});
	await post(poool, load(1));
	await post(empty, load(1));
	await post(poool, load(20));

	const measured = { poool: [], empty: [], twenty: [], one: [] };
	const runs = { poool: [poool, 1], empty: [empty, 1], twenty: [poool, 20], one: [poool, 1] };
	for (let turn = 0; turn < turns; turn++) {
		// In another order each time: what one leaves behind must not always hit the same other.
		const names = Object.keys(runs);
		for (const name of [...names.slice(turn % 4), ...names.slice(0, turn % 4)]) {
			const [url, events] = runs[name];
			measured[name].push(await measure(n8n.pid, async () => await post(url, load(events))));
		}
		const latest = names.map((name) => `${name} ${describe(measured[name].at(-1))}`);
		process.stdout.write(`turn ${turn + 1} of ${turns}: ${latest.join(', ')}\n`);
	}
	reportRatios('Poool Trigger against an empty trigger', measured.poool, measured.empty, requestsInATurn);
	handOver({ work: 'A call to the Poool Trigger', rival: 'an empty trigger' }, measured.poool, measured.empty, costsOfCall);
	reportRatios('20 events in one request against one event', measured.twenty, measured.one, requestsInATurn);
} finally {
	await n8n.stop();
	await rm(folder, { recursive: true, force: true });
}

async function activate(type, parameters) {
	const node = { id: randomUUID(), name: 'Trigger', type, typeVersion: 1, position: [0, 0], webhookId: randomUUID(), parameters };
	const workflow = await n8n.api.createWorkflow({ name: type, nodes: [node], connections: {} });
	await n8n.api.activateWorkflow(workflow.id);
	const url = await n8n.api.webhookUrl(node);
	await n8n.api.waitForWebhook(url, { method: 'POST', data: envelope(1), headers: { origin, 'content-type': 'text/plain' } });
	return url;
}

function load(events) {
	return { count: requestsInATurn, concurrency, body: () => envelope(events), headers: { origin } };
}

/** What the bridge sends; every event with an id of its own, or it would be taken for a repetition. */
function envelope(count) {
	const event = () => ({
		id: randomUUID(),
		source: 'access',
		name: 'subscribeClick',
		ago: 50,
		data: { widget: 'subscription', actionName: 'Offer', button: 'subscribe', url: 'https://www.example.com/offers' },
	});
	return JSON.stringify({
		v: 1,
		page: { url: 'https://www.example.com/article', type: 'premium' },
		user: { id: 'reader-42', poool: 'b2c1' },
		events: Array.from({ length: count }, event),
	});
}
