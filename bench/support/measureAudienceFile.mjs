// One measurement of bench/audience-file.mjs, in a process of its own: node --expose-gc measureAudienceFile.mjs '{"contender": …}'
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from './engine.mjs';
import { credentialOf, measure } from './measure.mjs';

const { contender, file, address, sandbox, places } = JSON.parse(process.argv[2]);

const userFolder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-bench-'));
process.env.N8N_USER_FOLDER = userFolder;
const audienceName = 'bench';
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
	process.send({ ...figures, growth: Math.round(figures.growth), status: report.status, calls: report.calls ?? 0, lines: report.lines, sent: report.audiences?.[0].sent ?? 0 });
} finally {
	rmSync(userFolder, { recursive: true, force: true });
}

/** Empty, and the sandbox as it was at its start; what is sent is applied at once. */
async function createAudience() {
	await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
	const answer = await fetch(`${sandbox.url}/1.1/${sandbox.keys.appKeys.ios}/custom-audience/${audienceName}`, {
		method: 'POST',
		headers: { 'x-authorization': sandbox.keys.restApiKey, 'content-type': 'application/json' },
		body: '{}',
	});
	if (!answer.ok) throw new Error(`The audience could not be created: ${answer.status}`);
}
