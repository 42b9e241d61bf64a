import { configOf } from '../configOf.ts';

/** n8n in queue mode: scripts/queue.mjs builds the package before. */
export default configOf('queue', {
	// Each test tells as it ends, with the figures it has seen.
	reporters: ['verbose'],
	testTimeout: 420_000,
	hookTimeout: 300_000,
});
