import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../bootstrap.mjs';
import { runInForeground } from '../support/child-processes.mjs';
import { environmentWith } from '../support/npm.mjs';

/**
 * Builds a package, and holds it against what n8n's scan and n8n itself ask of it. Throws where it does not do.
 *
 * @param {string} node
 * @param {string} folder
 * @param {{ runsTests: boolean }} options
 */
export async function checkSlice(node, folder, { runsTests }) {
	// The same libraries as here: it needs fewer of them.
	if (!existsSync(join(folder, 'node_modules'))) symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'), 'junction');
	const tool = (name) => join('node_modules', ...name.split('/'));
	const run = async (what, script, ...scriptArguments) => {
		const code = await runInForeground(node, [script, ...scriptArguments], { cwd: folder, env: { ...environmentWith(node), NODE_ENV: 'production' } });
		if (code !== 0) throw new Error(`${folder}: ${what} ended with ${code}`);
		process.stdout.write(`✓ ${what}\n`);
	};
	await run('Build', join('scripts', 'build.mjs'));
	await run('Rules of n8n’s scan, sources', tool('eslint/bin/eslint.js'), 'nodes', 'credentials', 'package.json', '--max-warnings', '0', '--no-inline-config');
	await run('Rules of n8n’s scan, what was built', join(projectFolder, 'scripts', 'slices', 'lint-built.mjs'), folder);
	await run('Loads as n8n loads it', join(projectFolder, 'scripts', 'slices', 'load.mjs'), folder);
	if (runsTests) await run('Tests', tool('vitest/vitest.mjs'), 'run');
}
