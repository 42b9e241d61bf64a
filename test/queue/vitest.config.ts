import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';

import shared from '../../vitest.config.ts';

/** n8n in queue mode: scripts/queue.mjs builds the package before. */
export default mergeConfig(
	{ ...shared, test: { ...shared.test, include: [] } },
	defineConfig({
		root: fileURLToPath(new URL('../..', import.meta.url)),
		test: {
			include: ['test/queue/**/*.test.ts'],
			// Each test tells as it ends, with the figures it has seen.
			reporters: ['verbose'],
			testTimeout: 180_000,
			hookTimeout: 300_000,
		},
	}),
);
