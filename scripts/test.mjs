// npm test: everything that must hold before a commit, in the order in which it is quickest to fail.
// Arguments go to vitest: npm test -- test/unit/signature.test.ts
import { join } from 'node:path';
import { ensureDependencies, ensureNode24, projectFolder } from './bootstrap.mjs';
import { runInForeground } from './support/child-processes.mjs';
import { runCommand } from './support/command.mjs';
import { environmentWith } from './support/npm.mjs';

const steps = [
	{ name: 'Lint', tool: 'node_modules/eslint/bin/eslint.js', toolArguments: ['.', '--max-warnings', '0'] },
	{ name: 'Types', tool: 'node_modules/typescript/bin/tsc', toolArguments: ['--noEmit', '-p', 'tsconfig.json'] },
	{ name: 'Types of the tests', tool: 'node_modules/typescript/bin/tsc', toolArguments: ['--noEmit', '-p', 'test/tsconfig.json'] },
	{ name: 'Build', tool: 'scripts/build.mjs', toolArguments: [] },
	{ name: 'Tests', tool: 'node_modules/vitest/vitest.mjs', toolArguments: ['run', ...process.argv.slice(2)] },
];

await runCommand(async () => {
	const node = await ensureNode24();
	await ensureDependencies();
	for (const step of steps) {
		process.exitCode = await run(node, step);
		if (process.exitCode !== 0) return;
	}
});

async function run(node, { name, tool, toolArguments }) {
	process.stdout.write(`\n── ${name}\n`);
	const startedAt = Date.now();
	const exitCode = await runInForeground(node, [join(projectFolder, tool), ...toolArguments], {
		cwd: projectFolder,
		env: environmentWith(node),
	});
	if (exitCode === 0) {
		process.stdout.write(`✓ ${name} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)\n`);
	} else {
		process.stderr.write(`\n✗ ${name} failed (exit code ${exitCode})\n`);
	}
	return exitCode;
}
