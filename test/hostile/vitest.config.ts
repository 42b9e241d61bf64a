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
			// Each attack has a process of its own to attack, whose pauses are measured without the turns of others: while one
			// waits for a server that is slow on purpose, others go on.
			maxWorkers: 3,
			testTimeout: 240_000,
			hookTimeout: 60_000,
		},
	}),
);
