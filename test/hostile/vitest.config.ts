import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';

import shared from '../../vitest.config.ts';

/** The attacks: scripts/hostile.mjs builds the package before. */
export default mergeConfig(
	{ ...shared, test: { ...shared.test, include: [] } },
	defineConfig({
		root: fileURLToPath(new URL('../..', import.meta.url)),
		test: {
			include: ['test/hostile/**/*.test.ts'],
			// Pauses are measured: two attacks at once would measure each other.
			maxWorkers: 1,
			testTimeout: 240_000,
			hookTimeout: 60_000,
		},
	}),
);
