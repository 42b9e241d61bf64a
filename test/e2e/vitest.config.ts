import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const projectFolder = fileURLToPath(new URL('../../', import.meta.url));

/** The journey of somebody new to n8n comes first: the other files make credentials, which the editor then offers. */
class JourneyFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const isLater = ({ moduleId }: TestSpecification) => Number(!moduleId.endsWith('journey.test.ts'));
		return (await super.sort(files)).sort((one, other) => isLater(one) - isLater(other));
	}
}

export default defineConfig({
	root: projectFolder,
	resolve: {
		alias: { 'n8n-workflow': `${projectFolder}node_modules/n8n-workflow/dist/cjs/index.js` },
	},
	test: {
		include: ['test/e2e/**/*.test.ts'],
		globalSetup: ['test/e2e/environment.ts'],
		// One n8n for all of them, and a browser is busy enough.
		fileParallelism: false,
		// As many tests of one file as two processors keep busy, where a file lets its tests run at once.
		maxConcurrency: 3,
		sequence: { sequencer: JourneyFirst },
		testTimeout: 300_000,
		hookTimeout: 300_000,
		server: { deps: { external: [/node_modules/] } },
	},
});
