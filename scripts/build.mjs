// Builds dist/: tsc for our code, esbuild for the libraries that are shipped along, two files of all modules, gulp for icons and
// codex files.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleBridge } from './bundle-bridge.mjs';
import { bundleNodes } from './bundle-nodes.mjs';
import { bundleVendors } from './bundle-vendors.mjs';

const projectFolder = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');

/** Runs a locally installed tool with this very Node; ends the build with its status when it fails. */
function run(tool, ...toolArguments) {
	const { status } = spawnSync(process.execPath, [join('node_modules', tool), ...toolArguments], {
		cwd: projectFolder,
		stdio: 'inherit',
	});
	if (status !== 0) process.exit(status ?? 1);
}

rmSync(join(projectFolder, 'dist'), { recursive: true, force: true });
run('typescript/bin/tsc', '-p', 'tsconfig.json');
await bundleVendors(projectFolder);
// Not every package that is made of this one has a page script.
const bridgeTypes = 'nodes/PooolTrigger/bridge/tsconfig.json';
if (existsSync(join(projectFolder, bridgeTypes))) {
	// It has a browser's globals, not Node's: it is checked on its own.
	run('typescript/bin/tsc', '-p', bridgeTypes);
	await bundleBridge(projectFolder);
}
await bundleNodes(projectFolder);
run('gulp/bin/gulp.js', '--silent');
