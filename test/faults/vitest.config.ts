import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';

import shared from '../../vitest.config.ts';

/** Faults in a real n8n: scripts/faults.mjs builds the package before. */
export default mergeConfig(
	{ ...shared, test: { ...shared.test, include: [] } },
	defineConfig({
		root: fileURLToPath(new URL('../..', import.meta.url)),
		test: {
			include: ['test/faults/**/*.test.ts'],
			reporters: ['verbose'],
			// Operations wait for Batch most of the time, and n8n works for one at a time.
			maxConcurrency: 12,
			testTimeout: 240_000,
			hookTimeout: 240_000,
		},
	}),
);
