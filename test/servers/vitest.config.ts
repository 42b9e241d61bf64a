import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';

import shared from '../../vitest.config.ts';

/** The tests against servers that must be installed: scripts/real-servers.mjs sees to that. */
export default mergeConfig(
	{ ...shared, test: { ...shared.test, include: [] } },
	defineConfig({
		root: fileURLToPath(new URL('../..', import.meta.url)),
		test: {
			include: ['test/servers/**/*.test.ts'],
			setupFiles: ['test/setup.ts'],
			maxWorkers: 2,
			testTimeout: 60_000,
			hookTimeout: 120_000,
		},
	}),
);
