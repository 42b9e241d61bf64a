import { join } from 'node:path';
import { ensureDependencies, ensureN8n, projectFolder } from '../bootstrap.mjs';
import { runInForeground } from './child-processes.mjs';
import { environmentWith } from './npm.mjs';

/**
 * Builds the package and runs the tests of a folder against it; the arguments of the command go to vitest. The exit code of this
 * process is that of what failed first.
 *
 * @param {string} folder below test/, with a vitest.config.ts
 * @param {NodeJS.ProcessEnv} [environment] of the tests
 */
export async function buildAndTest(folder, environment = {}) {
	await ensureDependencies();
	const { node } = await ensureN8n();
	const config = join('test', folder, 'vitest.config.ts');
	for (const [tool, ...toolArguments] of [
		['scripts/build.mjs'],
		['node_modules/vitest/vitest.mjs', 'run', '--config', config, ...process.argv.slice(2)],
	]) {
		process.exitCode = await runInForeground(node, [join(projectFolder, tool), ...toolArguments], {
			cwd: projectFolder,
			env: { ...environmentWith(node), ...environment },
		});
		if (process.exitCode !== 0) return;
	}
}
