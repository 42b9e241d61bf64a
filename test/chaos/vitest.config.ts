import { configOf } from '../configOf.ts';
import { seconds } from './support/chaos.ts';

/** New cases every time: scripts/chaos.mjs builds the package before, and chooses the seed. */
export default configOf('chaos', {
	// It takes as long as the two others together.
	first: ['/parameters.'],
	// Half of the cases wait for the expression engine of n8n, which has a process of its own for them.
	maxWorkers: 2,
	reporters: ['verbose'],
	// What n8n-core writes of rows that are refused on purpose.
	silent: true,
	// The last case of each has begun when its time is over.
	testTimeout: (seconds + 120) * 1_000,
});
