import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

import shared from '../../vitest.config.ts';

/** What takes longest comes first: a real n8n, then the trigger. */
class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const rank = ({ moduleId }: TestSpecification) => ['/n8nPolls.', '/trigger.', '/storage.'].findIndex((name) => moduleId.includes(name));
		return files.toSorted((one, other) => rank(one) - rank(other) || one.moduleId.localeCompare(other.moduleId));
	}
}

/** The tests against servers that must be installed: scripts/real-servers.mjs sees to that. */
export default mergeConfig(
	{ ...shared, test: { ...shared.test, include: [] } },
	defineConfig({
		root: fileURLToPath(new URL('../..', import.meta.url)),
		test: {
			include: ['test/servers/**/*.test.ts'],
			setupFiles: ['test/setup.ts'],
			sequence: { sequencer: LongestFirst },
			// Most of the time is spent waiting, for a clock or for a time-out.
			maxWorkers: 4,
			testTimeout: 60_000,
			hookTimeout: 120_000,
		},
	}),
);
