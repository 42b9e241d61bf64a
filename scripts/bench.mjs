// npm run bench: the measurements of bench/, in a real n8n. Prints ratios; nothing passes or fails by them.
// npm run bench -- poool runs one of them; BENCH_BLOCKS sets how many blocks of requests it measures.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDependencies, ensureN8n, projectFolder } from './bootstrap.mjs';
import { runInForeground } from './support/child-processes.mjs';
import { runCommand } from './support/command.mjs';
import { environmentWith } from './support/npm.mjs';

await runCommand(async () => {
	await ensureDependencies();
	const { node } = await ensureN8n();
	const benches = (await readdir(join(projectFolder, 'bench'))).filter((name) => name.endsWith('.mjs')).sort();
	const wanted = process.argv.slice(2).map((name) => `${name}.mjs`);
	const chosen = benches.filter((name) => wanted.length === 0 || wanted.includes(name));
	for (const script of ['scripts/build.mjs', ...chosen.map((name) => `bench/${name}`)]) {
		const options = { cwd: projectFolder, env: environmentWith(node) };
		process.exitCode = await runInForeground(node, [join(projectFolder, script)], options);
		if (process.exitCode !== 0) return;
	}
});
