// One measurement of bench/audience-file.mjs, in a process of its own: node --expose-gc measureAudienceFile.mjs '{"contender": …}'
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { idsOf } from './audienceIds.mjs';
import { startEngine } from './engine.mjs';
import { credentialOf, measure } from './measure.mjs';

const { contender, size, file, address, sandbox, places } = JSON.parse(process.argv[2]);

const userFolder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-bench-'));
process.env.N8N_USER_FOLDER = userFolder;
const audienceName = 'bench';
const audienceAddress = `${sandbox.url}/1.1/${sandbox.keys.appKeys.ios}/custom-audience/${audienceName}`;
const headers = { 'x-authorization': sandbox.keys.restApiKey, 'content-type': 'application/json' };
const callSize = 10_000;
const credentials = {
	batchApi: credentialOf(sandbox),
	batchStorageHttpApi: { address, authentication: 'none', allowPrivateAddresses: true, timeout: 60 },
};
const credentialIds = Object.fromEntries(Object.keys(credentials).map((type) => [type, { id: '1', name: type }]));
const steps = {
	alone: (path) => ({ name: 'Alone', type: 'test.readTwice', typeVersion: 1, parameters: { path }, credentials: credentialIds, to: {} }),
	sync: (path) => ({
		name: 'Batch',
		type: 'n8n-nodes-batch.batch',
		typeVersion: 1,
		credentials: credentialIds,
		to: {},
		parameters: {
			resource: 'audience',
			operation: 'syncFromFile',
			api: 'app',
			idType: 'install_ids',
			platform: 'ios',
			audience: { __rl: true, mode: 'name', value: audienceName },
			fileFrom: 'http',
			storedFile: 'path',
			path,
			header: 'yes',
			idColumn: 'id',
			mode: 'replace',
		},
	}),
};

try {
	process.send(contender === 'sending' ? await measureSending() : await measureNode());
} finally {
	rmSync(userFolder, { recursive: true, force: true });
}

async function measureNode() {
	const runNodes = await startEngine(places);
	const run = async (path) => {
		await createAudience();
		const step = steps[contender](path);
		const { runs, ...figures } = await measure(async () => await runNodes({ steps: [step], credentials, items: [{}] }));
		return { ...figures, report: runs[step.name][0].data.main[0][0].json };
	};
	// The first run loads and compiles what the node takes, as it is in an n8n in use.
	await run('warm-up.csv');
	const { report, ...figures } = await run(file);
	return { ...figures, growth: Math.round(figures.growth), status: report.status, calls: report.calls ?? 0, lines: report.lines };
}

/** The same calls, as quick as Node sends them: ids that are there already, one JSON text a call, one connection. */
async function measureSending() {
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const send = async (members, timed) => {
		for (let from = 0; from < members; from += callSize) {
			const ids = idsOf(from, Math.min(from + callSize, members));
			await timed(async () => await post(agent, from === 0 ? 'PUT' : 'PATCH', ids));
		}
	};
	await createAudience();
	await send(50 * callSize, async (work) => await work());
	await createAudience();
	let processorMicroseconds = 0;
	let milliseconds = 0;
	const { growth, longestPause } = await measure(async () => {
		await send(size, async (work) => {
			const before = process.cpuUsage();
			const startedAt = performance.now();
			await work();
			const { user, system } = process.cpuUsage(before);
			processorMicroseconds += user + system;
			milliseconds += performance.now() - startedAt;
		});
	});
	agent.destroy();
	return {
		seconds: milliseconds / 1_000,
		longestPause,
		processorSeconds: processorMicroseconds / 1_000_000,
		growth: Math.round(growth),
		status: 'accepted',
		calls: Math.ceil(size / callSize),
		lines: size,
	};
}

async function post(agent, method, ids) {
	const members = method === 'PUT' ? ids.map((id) => ({ id })) : ids.map((id) => ({ action: 'add', id }));
	const body = Buffer.from(JSON.stringify({ ids: members }));
	const call = request(audienceAddress, { agent, method, headers: { ...headers, 'content-length': body.length } });
	call.end(body);
	const [answer] = await once(call, 'response');
	answer.resume();
	await once(answer, 'end');
	if (answer.statusCode !== 202) throw new Error(`${method}: ${answer.statusCode}`);
}

/** Empty, and the sandbox as it was at its start, but that it applies at once: how long Batch takes is not what is measured. */
async function createAudience() {
	const tell = async (path, body) => {
		const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
		if (!answer.ok) throw new Error(`The sandbox answered ${path} with ${answer.status}`);
	};
	await tell('reset', {});
	await tell('behaviour', { indexing: { afterViews: 0 } });
	const answer = await fetch(audienceAddress, { method: 'POST', headers, body: '{}' });
	if (!answer.ok) throw new Error(`The audience could not be created: ${answer.status}`);
}
