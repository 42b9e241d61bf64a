// One measurement of bench/audience.mjs, in a process of its own: node --expose-gc measureAudience.mjs '{"contender": …}'
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audienceContenders, audienceName, memberOf } from './audienceContenders.mjs';
import { startEngine } from './engine.mjs';
import { credentialOf, measure } from './measure.mjs';

const { contender: wanted, rows, portion, sandbox, places } = JSON.parse(process.argv[2]);
const { step, version } = audienceContenders().find(({ name }) => name === wanted);

const userFolder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-bench-'));
process.env.N8N_USER_FOLDER = userFolder;
try {
	const runNodes = await startEngine(places);
	const run = async (from, count) => {
		const items = Array.from({ length: count }, (_unused, index) => memberOf(from + index));
		const { runs, ...figures } = await measure(async () => await runNodes({ steps: [step], credentials: { batchApi: credentialOf(sandbox) }, items }));
		const out = runs[step.name][0].data.main[0];
		return { ...figures, refused: count - out.filter(({ json }) => json.status === 'accepted').length };
	};
	await createAudience();
	// The first runs load and compile what the node takes, as it is in an n8n in use.
	await run(0, 100);
	await run(0, Math.min(portion, 20_000));
	await createAudience();
	const all = [];
	for (let from = 0; from < rows; from += portion) all.push(await run(from, Math.min(portion, rows - from)));
	const sum = (key) => all.reduce((total, one) => total + one[key], 0);
	process.send({
		seconds: sum('seconds'),
		processorSeconds: sum('processorSeconds'),
		refused: sum('refused'),
		longestPause: Math.max(...all.map((one) => one.longestPause)),
		// Of the first and of the last portion: what stays would make the later ones dearer.
		growth: [all[0], all.at(-1)].map((one) => Math.round(one.growth)),
	});
} finally {
	rmSync(userFolder, { recursive: true, force: true });
}

/** Empty, and the sandbox as it was at its start. */
async function createAudience() {
	await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
	if (version === undefined) return;
	const answer = await fetch(`${sandbox.url}/${version}/${sandbox.keys.appKeys.ios}/custom-audience/${audienceName}`, {
		method: 'POST',
		headers: { 'x-authorization': sandbox.keys.restApiKey, 'content-type': 'application/json' },
		body: JSON.stringify(version === '1.0' ? { type: 'custom_ids' } : {}),
	});
	if (!answer.ok) throw new Error(`The audience could not be created: ${answer.status}`);
}
