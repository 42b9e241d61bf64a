import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

import { longestFirst } from './test/longestFirst.ts';

export default defineConfig({
	resolve: {
		// The ESM build of n8n-workflow does not load in Node as it stands; n8n itself takes this one.
		alias: { 'n8n-workflow': fileURLToPath(new URL('node_modules/n8n-workflow/dist/cjs/index.js', import.meta.url)) },
	},
	test: {
		include: ['test/unit/**/*.test.ts', 'test/nodes/**/*.test.ts'],
		globalSetup: ['test/globalSetup.ts'],
		setupFiles: ['test/setup.ts'],
		// Most of a test's time is waiting for a rate limit or a back-off, so more run at once than there are cores.
		maxWorkers: 4,
		sequence: { sequencer: longestFirst(['/audienceFileKilled.', '/audienceFileFaults.', '/conformance.', '/sendOnceKilled.', '/exports.', '/sendOnce.', 'batch/faults.']) },
		testTimeout: 60_000,
		hookTimeout: 60_000,
		server: { deps: { external: [/node_modules/, /dist/] } },
	},
});
