// One measurement of bench/profiles.mjs, in a process of its own: node --expose-gc measureProfiles.mjs '{"contender": …}'
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEngine } from './engine.mjs';
import { forgetPeak, residentMegabytes } from './processFigures.mjs';
import { profileContenders, rowOf } from './profileContenders.mjs';

const { contender: wanted, rows, sandbox, places } = JSON.parse(process.argv[2]);
const contender = profileContenders().find(({ name }) => name === wanted);

const userFolder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-bench-'));
process.env.N8N_USER_FOLDER = userFolder;
try {
	const runNodes = await startEngine(places);
	const run = async (count) => {
		const items = Array.from({ length: count }, (_unused, index) => rowOf(index));
		return await measure(async () => await runNodes({ steps: contender.steps(sandbox), credentials: { batchApi: credential() }, items }));
	};
	// A first run loads and compiles what the nodes take, as it is in an n8n in use.
	await run(200);
	// Also what it lets go at once is whole again.
	await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
	const idle = watchPauses();
	await sleep(1_000);
	const idlePause = await idle.stop();
	const { runs, ...figures } = await run(rows);
	process.send({ ...figures, idlePause, refused: refusedRows(runs) });
} finally {
	rmSync(userFolder, { recursive: true, force: true });
}

async function measure(work) {
	globalThis.gc();
	await sleep(200);
	forgetPeak(process.pid);
	const residentBefore = residentMegabytes(process.pid).now;
	const processorBefore = process.cpuUsage();
	const pauses = watchPauses();
	const startedAt = performance.now();
	const runs = await work();
	const seconds = (performance.now() - startedAt) / 1_000;
	const longestPause = await pauses.stop();
	const { user, system } = process.cpuUsage(processorBefore);
	return { runs, seconds, longestPause, processorSeconds: (user + system) / 1_000_000, growth: residentMegabytes(process.pid).peak - residentBefore };
}

/** A timer of 5 ms: what it comes late is how long the event loop gave nobody a turn. */
function watchPauses() {
	const interval = 5;
	let last = performance.now();
	let longest = 0;
	const look = () => {
		const now = performance.now();
		longest = Math.max(longest, now - last - interval);
		last = now;
	};
	const timer = setInterval(look, interval);
	return {
		async stop() {
			await sleep(interval);
			look();
			clearInterval(timer);
			return longest;
		},
	};
}

function refusedRows(runs) {
	return (runs.Batch?.[0].data.main[0] ?? []).filter(({ json }) => json.status !== 'accepted').length;
}

function credential() {
	const { url, keys } = sandbox;
	return {
		restApiKey: keys.restApiKey,
		projectKey: keys.projectKey,
		iosApiKey: keys.appKeys.ios,
		androidApiKey: keys.appKeys.android,
		webApiKey: keys.appKeys.web,
		apiAddress: url,
		projectVersion: '2.11',
		partnerAddress: `${url}/partner/transactional/send`,
	};
}
