import { configOf } from '../configOf.ts';

/** Faults in a real n8n: scripts/faults.mjs builds the package before. */
export default configOf('faults', {
	reporters: ['verbose'],
	// Operations wait for Batch most of the time, and n8n works for one at a time.
	maxConcurrency: 12,
	testTimeout: 240_000,
	hookTimeout: 240_000,
});
