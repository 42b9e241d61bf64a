// One measurement of bench/profiles.mjs, in a process of its own: node --expose-gc measureProfiles.mjs '{"contender": …}'
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEngine } from './engine.mjs';
import { credentialOf, measure, watchPauses } from './measure.mjs';
import { profileContenders, rowOf } from './profileContenders.mjs';

const { contender: wanted, rows, sandbox, places } = JSON.parse(process.argv[2]);
const contender = profileContenders().find(({ name }) => name === wanted);

const userFolder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-bench-'));
process.env.N8N_USER_FOLDER = userFolder;
try {
	const runNodes = await startEngine(places);
	const run = async (count) => {
		const items = Array.from({ length: count }, (_unused, index) => rowOf(index));
		return await measure(async () => await runNodes({ steps: contender.steps(sandbox), credentials: { batchApi: credentialOf(sandbox) }, items }));
	};
	// The first runs load and compile what the nodes take, and V8 takes the memory that it keeps for whatever comes, as in an n8n in use.
	await run(200);
	const warmUpRows = Math.min(rows, Number(process.env.BENCH_WARM_UP ?? 50_000));
	if (warmUpRows > 0) await run(warmUpRows);
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

function refusedRows(runs) {
	return (runs.Batch?.[0].data.main[0] ?? []).filter(({ json }) => json.status !== 'accepted').length;
}
