// npm run bench -- events: what an event costs from a webhook to Batch, and how many a second n8n takes, in a real n8n, beside
// n8n's own Webhook node. Ends with 1 when an event that was answered 200 is missing at the sandbox, or is there twice.
//   BENCH_SECONDS=120 npm run bench -- events    for figures; 20 by default
//   BENCH_ONLY='Gather'                          contenders whose name it matches
//   BENCH_CONCURRENCY=50                         how many senders
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectFolder } from '../scripts/bootstrap.mjs';
import { startN8n } from '../scripts/n8n-server.mjs';
import { comparisons, eventContenders, purchaselySecret } from './support/eventContenders.mjs';
import { handOver } from './support/figures.mjs';
import { credentialOf } from './support/measure.mjs';
import { processorMilliseconds } from './support/processFigures.mjs';
import { runStatuses } from './support/savedRuns.mjs';
import { sendAsFastAsAnswered, sendAtRate } from './support/senders.mjs';

const seconds = Number(process.env.BENCH_SECONDS ?? 20);
const concurrency = Number(process.env.BENCH_CONCURRENCY ?? 50);
const wanted = new RegExp(process.env.BENCH_ONLY ?? '');
/** Of an event. */
const costs = [
	['processor time', 'ms', ({ processor }) => processor],
	['time, until the last run is over', 'ms', ({ done }) => 1_000 / done],
	['answer, 95th percentile', 'ms', ({ late }) => late],
];
/** n8n's default engine builds an isolate for every call of a trigger, one after the other. */
const defaultEngineRate = 8;

const sandboxProcess = fork(join(import.meta.dirname, 'support', 'sandboxProcess.mjs'));
try {
	const [sandbox] = await once(sandboxProcess, 'message');
	const chosen = eventContenders.filter(({ name }) => wanted.test(name));
	const results = await measureAll({ N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' }, chosen, sandbox, (contender, url) =>
		sendAsFastAsAnswered(contender, url, { seconds, concurrency }),
	);
	const [gathering] = eventContenders;
	const paced = await measureAll({}, wanted.test('default engine') ? [gathering] : [], sandbox, (contender, url) =>
		sendAtRate(contender, url, { seconds, perSecond: defaultEngineRate }),
	);
	report(`Lazy isolates, ${concurrency} senders, ${seconds} s each`, results);
	for (const { ours, rivals } of comparisons) {
		const of = (wanted) => results.filter(({ name }) => name === wanted);
		for (const rival of rivals) handOver({ work: `An event: ${ours}`, rival }, of(ours), of(rival), costs);
	}
	if (paced.length > 0) report(`n8n's default expression engine, ${defaultEngineRate} events a second for ${seconds} s`, paced);
	// How many a second, and how many n8n turns away, is a matter of the machine.
	const broken = [...results, ...paced].filter(({ lost, repeated }) => lost > 0 || repeated > 0);
	for (const { name, lost, repeated } of broken) process.stdout.write(`✗ ${name}: ${lost} lost, ${repeated} twice\n`);
	if (broken.length > 0) process.exitCode = 1;
} finally {
	sandboxProcess.disconnect();
}

async function measureAll(environment, contenders, sandbox, load) {
	if (contenders.length === 0) return [];
	const n8n = await startN8n({ packages: [projectFolder], environment });
	try {
		const credentials = await createCredentials(n8n.api, sandbox);
		const results = [];
		for (const contender of contenders) results.push(await measureOne(n8n, contender, { credentials, sandbox, load }));
		return results;
	} finally {
		await n8n.stop();
	}
}

async function measureOne(n8n, contender, { credentials, sandbox, load }) {
	const { id, url } = await activate(n8n.api, contender.nodes({ credentials, sandbox }));
	// A first second loads and compiles what the nodes take, as it is in an n8n in use.
	await sendAsFastAsAnswered(contender, url, { seconds: 1, concurrency: 4 });
	await runsAreOver(n8n, id);
	await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
	const runsBefore = runStatuses(n8n.userFolder, id).length;
	const processorBefore = processorMilliseconds(n8n.pid);
	const startedAt = performance.now();
	const { latencies, refused } = await load(contender, url);
	const answeredIn = (performance.now() - startedAt) / 1000;
	await runsAreOver(n8n, id);
	const doneIn = (performance.now() - startedAt) / 1000;
	const processor = processorMilliseconds(n8n.pid) - processorBefore;
	const arrived = contender.sends ? await countEvents() : undefined;
	await n8n.api.deactivateWorkflow(id);
	const result = {
		name: contender.name,
		events: latencies.length,
		refused,
		answered: latencies.length / answeredIn,
		done: latencies.length / doneIn,
		processor: processor / latencies.length,
		median: quantile(latencies, 0.5),
		late: quantile(latencies, 0.95),
		runs: runStatuses(n8n.userFolder, id).length - runsBefore,
		calls: arrived?.calls,
		// Each event is of a person of its own. One that was not answered 200 may have arrived all the same.
		lost: arrived === undefined ? 0 : Math.max(0, latencies.length - arrived.profiles),
		repeated: arrived === undefined ? 0 : arrived.events - arrived.profiles,
	};
	process.stdout.write(`${JSON.stringify(result)}\n`);
	return result;
}

async function createCredentials(api, sandbox) {
	const create = async (type, data) => {
		const { id } = await api.createCredential({ name: type, type, data });
		return { id, name: type };
	};
	return {
		batchApi: await create('batchApi', { ...credentialOf(sandbox), advanced: true }),
		purchaselyWebhookApi: await create('purchaselyWebhookApi', { clientSharedSecret: purchaselySecret }),
	};
}

async function activate(api, steps) {
	const nodes = steps.map((step, index) => ({ id: randomUUID(), position: [260 * index, 0], ...step }));
	const connections = Object.fromEntries(
		nodes.slice(1).map(({ name }, index) => [nodes[index].name, { main: [[{ node: name, type: 'main', index: 0 }]] }]),
	);
	const { id } = await api.createWorkflow({ name: 'events', nodes, connections });
	await api.activateWorkflow(id);
	const url = await api.webhookUrl(nodes[0]);
	await api.waitForWebhook(url);
	await sleep(1_000);
	return { id, url };
}

async function runsAreOver(n8n, id) {
	const isOver = (status) => ['success', 'error', 'crashed', 'canceled'].includes(status);
	while (!runStatuses(n8n.userFolder, id).every(isOver)) await sleep(250);
}

async function countEvents() {
	sandboxProcess.send('count');
	const [counts] = await once(sandboxProcess, 'message');
	return counts;
}

function report(title, results) {
	const [{ model }] = cpus();
	process.stdout.write(`\n**${title}** (${process.version}, ${availableParallelism()} cores ${model}, load ${loadavg()[0].toFixed(1)})\n\n`);
	process.stdout.write('| | events | not 200 | answered/s | done/s | CPU ms/event | answer p50 | p95 | runs | calls to Batch | lost | twice |\n');
	process.stdout.write('|---|---|---|---|---|---|---|---|---|---|---|---|\n');
	for (const one of results) {
		const cells = [one.name, one.events, one.refused, one.answered.toFixed(1), one.done.toFixed(1), one.processor.toFixed(1)];
		const more = [`${one.median.toFixed(0)} ms`, `${one.late.toFixed(0)} ms`, one.runs, one.calls ?? '–', one.calls === undefined ? '–' : one.lost, one.calls === undefined ? '–' : one.repeated];
		process.stdout.write(`| ${[...cells, ...more].join(' | ')} |\n`);
	}
}

function quantile(values, share) {
	const sorted = [...values].sort((one, other) => one - other);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
