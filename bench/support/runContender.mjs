import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import { startN8n } from '../../scripts/n8n-server.mjs';
import { runStatuses, savedRuns } from './savedRuns.mjs';
import { forgetPeak, processorMilliseconds, residentMegabytes } from './processFigures.mjs';

const environment = { N8N_METRICS: 'true', N8N_METRICS_INCLUDE_POLL_TRIGGER_METRICS: 'true' };
const settling = 5_000;
const patience = 600_000;

/**
 * @typedef {{ file: string, rows: number }} Export one on the server: its path, and how many rows it has
 *
 * @typedef {object} Figures of one contender that has read the export once, in an n8n of its own
 * @property {Record<string, number>} nodes seconds that n8n says its nodes took, by name
 * @property {number} nodeSeconds their sum
 * @property {number} wholeSeconds from what starts each run until n8n has saved it
 * @property {number} processorSeconds of n8n for all of it
 * @property {number} idle resident megabytes before it
 * @property {number} peak resident megabytes at most
 */

/**
 * @param {import('./fileContenders.mjs').Contender} contender
 * @param {{ tarball: string, fixture: object, measured: Export, warmUp?: Export }} setting `warmUp` is read first, so that
 *   n8n has loaded and compiled what it takes, as one that is in use has
 * @returns {Promise<Figures>}
 */
export async function runContender(contender, { tarball, fixture, measured, warmUp }) {
	const n8n = await startN8n({ packages: [tarball], environment });
	try {
		const place = { kind: fixture.kind, credentials: await createCredentials(n8n.api, fixture) };
		if (warmUp) await (await prepare(n8n, contender, place, warmUp)).read();
		const reading = await prepare(n8n, contender, place, measured);
		await sleep(settling);
		const idle = residentMegabytes(n8n.pid).now;
		forgetPeak(n8n.pid);
		const processorBefore = processorMilliseconds(n8n.pid);
		const pollsBefore = await pollFigures(n8n.url);
		const wholeSeconds = await reading.read();
		const processorSeconds = (processorMilliseconds(n8n.pid) - processorBefore) / 1000;
		const { peak } = residentMegabytes(n8n.pid);
		const nodes = nodeTimes(n8n, reading, contender, measured.rows);
		if (contender.start === 'poll') nodes.poll = pollSeconds(pollsBefore, await pollFigures(n8n.url), reading.runs);
		const nodeSeconds = Object.values(nodes).reduce((sum, seconds) => sum + seconds, 0);
		return { nodes, nodeSeconds, wholeSeconds, processorSeconds, idle, peak };
	} finally {
		await n8n.stop();
	}
}

/**
 * Sets the workflow up for one export.
 *
 * @returns {Promise<{ workflowId: string, runs: number, read: () => Promise<number> }>} `read` lets it read all of it, and
 *   gives the seconds until n8n has saved its runs
 */
async function prepare(n8n, contender, place, { file, rows }) {
	const workflow = await n8n.api.createWorkflow({ name: contender.name, ...contender.workflow({ ...place, file }) });
	const start = contender.start === 'poll' ? await byActivating(n8n, workflow) : await byCalling(n8n, workflow);
	const runs = Math.max(1, Math.ceil(rows / contender.rowsPerRun));
	const read = async () => {
		const startedAt = performance.now();
		for (let run = 1; run <= runs; run++) {
			await start();
			await untilSaved(n8n, workflow.id, run);
		}
		return (performance.now() - startedAt) / 1000;
	};
	return { workflowId: workflow.id, runs, read };
}

async function createCredentials(api, { kind, credential }) {
	const data = credential();
	const { host, port, username, password, privateKey } = data;
	const theirs = kind === 'sftp' ? { host, port, username, password: password ?? '', privateKey } : { host, port, username, password };
	return {
		ours: await createCredential(api, kind === 'sftp' ? 'batchStorageSftpApi' : 'batchStorageFtpApi', data),
		theirs: await createCredential(api, kind, theirs),
	};
}

async function createCredential(api, type, data) {
	const { id, name } = await api.createCredential({ name: type, type, data });
	return { [type]: { id, name } };
}

async function byCalling({ api }, workflow) {
	await api.activateWorkflow(workflow.id);
	const [webhook] = workflow.nodes;
	const url = `${api.url}/webhook/${webhook.parameters.path}`;
	await api.waitForWebhook(url);
	return async () => void (await axios.post(url, {}, { proxy: false }));
}

/** n8n polls when a workflow is activated; what is known of the file outlives its being switched off. */
async function byActivating({ api }, { id }) {
	let isActive = false;
	return async () => {
		if (isActive) await api.deactivateWorkflow(id);
		await api.activateWorkflow(id);
		isActive = true;
	};
}

async function untilSaved({ userFolder, pid }, workflowId, run) {
	const deadline = Date.now() + patience;
	while (Date.now() < deadline) {
		const statuses = runStatuses(userFolder, workflowId);
		const failed = statuses.find((status) => status !== 'success' && status !== 'running' && status !== 'new');
		if (failed) throw new Error(`n8n says "${failed}" of a run`);
		if (statuses.filter((status) => status === 'success').length === run) return;
		// Throws when n8n is no more.
		process.kill(pid, 0);
		await sleep(20);
	}
	throw new Error('n8n did not end a run in ten minutes');
}

/** Throws when not every row came out, once. */
function nodeTimes({ userFolder }, { workflowId }, { timed, last }, rows) {
	const seconds = Object.fromEntries(timed.map((name) => [name, 0]));
	let found = 0;
	for (const nodes of savedRuns(userFolder, workflowId)) {
		for (const name of timed) seconds[name] += nodes[name].seconds;
		found += nodes[last].rows;
	}
	if (found !== rows) throw new Error(`${found} of ${rows} rows came out`);
	return seconds;
}

/** n8n counts the time of each poll itself, from the call of the node to what it gives, as it does for a node that runs. */
async function pollFigures(url) {
	// A connection that rested is one that n8n may be closing just now.
	const { data } = await axios.get(`${url}/metrics`, { proxy: false, httpAgent: new Agent({ keepAlive: false }) });
	const total = (name) =>
		[...data.matchAll(new RegExp(`^n8n_poll_trigger_duration_seconds_${name}\\{.*batchFileTrigger.*success.*\\} (.*)$`, 'gm'))]
			.reduce((sum, [, value]) => sum + Number(value), 0);
	return { polls: total('count'), seconds: total('sum') };
}

function pollSeconds(before, after, runs) {
	const polls = after.polls - before.polls;
	if (polls !== runs) throw new Error(`n8n polled ${polls} times instead of ${runs}`);
	return after.seconds - before.seconds;
}
