import { configOf } from '../configOf.ts';

/** In the editor of a real n8n: scripts/e2e.mjs builds the package before. */
export default configOf('e2e', {
	globalSetup: ['test/e2e/environment.ts'],
	// Somebody new to n8n: the other files make credentials, which the editor then offers.
	first: ['/journey.'],
	// One n8n for all of them, and a browser is busy enough.
	fileParallelism: false,
	// As many tests of one file as two processors keep busy, where a file lets its tests run at once.
	maxConcurrency: 3,
	testTimeout: 600_000,
	hookTimeout: 300_000,
});
