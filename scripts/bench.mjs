// npm run bench: the measurements of bench/, in a real n8n: their figures become docs/benchmarks.md, its picture and the rows that
// README.md quotes. With BENCH_BLOCKS=1, each long one once, it took 41 minutes; a machine with other work measures that work, too.
//   npm run bench -- --short      all of them with so little to do that the figures mean nothing: whether they still run. Writes nothing
//   npm run bench -- poool        one of them, by its name: prints ratios; nothing passes or fails by them
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, ensureN8n, projectFolder } from './bootstrap.mjs';
import { runInForeground } from './support/child-processes.mjs';
import { runCommand } from './support/command.mjs';
import { environmentWith } from './support/npm.mjs';

await runCommand(async () => {
	await ensureDependencies();
	const { node } = await ensureN8n();
	const wanted = process.argv.slice(2).filter((argument) => argument !== '--short');
	const unknown = wanted.filter((name) => !existsSync(join(projectFolder, 'bench', `${name}.mjs`)));
	if (unknown.length > 0) throw new Error(`There is no measurement ${unknown.join(', ')} in bench/`);
	const scripts = wanted.length > 0 ? wanted.map((name) => `bench/${name}.mjs`) : ['bench/support/all.mjs'];
	const ofAll = process.argv.includes('--short') ? ['--short'] : [];
	for (const script of ['scripts/build.mjs', ...scripts]) {
		const options = { cwd: projectFolder, env: environmentWith(node) };
		process.exitCode = await runInForeground(node, [join(projectFolder, script), ...(script.endsWith('all.mjs') ? ofAll : [])], options);
		if (process.exitCode !== 0) return;
	}
});
