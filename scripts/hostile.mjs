// npm run test:hostile: servers, pages, files and callers that mean harm, against the built nodes in a process of their own.
// Measures for each the longest pause of the event loop, the memory and the time until it ends in words.
// Arguments go to vitest: npm run test:hostile -- test/hostile/batch.test.ts
import { join } from 'node:path';
import { ensureDependencies, ensureN8n, projectFolder } from './bootstrap.mjs';
import { runInForeground } from './support/child-processes.mjs';
import { runCommand } from './support/command.mjs';
import { environmentWith } from './support/npm.mjs';

const config = join('test', 'hostile', 'vitest.config.ts');

await runCommand(async () => {
	await ensureDependencies();
	const { node } = await ensureN8n();
	const run = async (tool, ...toolArguments) =>
		await runInForeground(node, [join(projectFolder, tool), ...toolArguments], { cwd: projectFolder, env: environmentWith(node) });
	process.exitCode = await run('scripts/build.mjs');
	if (process.exitCode !== 0) return;
	process.exitCode = await run('node_modules/vitest/vitest.mjs', 'run', '--config', config, ...process.argv.slice(2));
});
