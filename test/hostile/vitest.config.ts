import { configOf } from '../configOf.ts';

/** The attacks: scripts/hostile.mjs builds the package before. */
export default configOf('hostile', {
	// Each attack has a process of its own to attack, whose pauses are measured without the turns of others: while one
	// waits for a server that is slow on purpose, others go on.
	maxWorkers: 3,
	testTimeout: 240_000,
});
