// Loads a built package as n8n does, and says what is in it: node load.mjs FOLDER
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [, , folder] = process.argv;
const userFolder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-load-'));
process.env.N8N_USER_FOLDER = userFolder;
try {
	const require = createRequire(join(folder, 'package.json'));
	require('reflect-metadata');
	const { PackageDirectoryLoader } = require('n8n-core');
	const loader = new PackageDirectoryLoader(folder);
	await loader.loadAll();
	const { n8n } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	const known = { nodes: Object.keys(loader.known.nodes), credentials: Object.keys(loader.known.credentials) };
	for (const kind of ['nodes', 'credentials']) {
		if (known[kind].length !== n8n[kind].length) throw new Error(`n8n loads ${known[kind].length} of ${n8n[kind].length} ${kind}`);
	}
	for (const { type } of Object.values(loader.nodeTypes)) {
		for (const { name } of type.description.credentials ?? []) {
			if (!known.credentials.includes(name)) throw new Error(`${type.description.name} asks for the credential ${name}, which is not there`);
		}
	}
	process.stdout.write(`  nodes: ${known.nodes.join(', ')}; credentials: ${known.credentials.join(', ')}\n`);
} finally {
	rmSync(userFolder, { recursive: true, force: true });
}
