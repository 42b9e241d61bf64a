// npm run test:e2e: the nodes in the editor of a real n8n, in a real browser, with the sandbox in place of Batch.
// Arguments go to vitest: npm run test:e2e -- -t "saved from the editor"
// E2E_SCREENSHOTS=folder keeps a picture of every screen on the way.
import { join } from 'node:path';
import { ensureDependencies, ensureN8n, projectFolder } from './bootstrap.mjs';
import { findChromium } from './support/chromium.mjs';
import { runInForeground } from './support/child-processes.mjs';
import { runCommand } from './support/command.mjs';
import { environmentWith } from './support/npm.mjs';

const config = join('test', 'e2e', 'vitest.config.ts');

await runCommand(async () => {
	findChromium();
	await ensureDependencies();
	const { node } = await ensureN8n();
	process.exitCode = await run(node, 'scripts/build.mjs');
	if (process.exitCode !== 0) return;
	process.exitCode = await run(node, 'node_modules/vitest/vitest.mjs', 'run', '--config', config, ...process.argv.slice(2));
});

async function run(node, tool, ...toolArguments) {
	return await runInForeground(node, [join(projectFolder, tool), ...toolArguments], {
		cwd: projectFolder,
		env: environmentWith(node),
	});
}
