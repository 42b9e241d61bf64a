import { configOf } from '../configOf.ts';

/** The tests against servers that must be installed: scripts/real-servers.mjs sees to that. */
export default configOf('servers', {
	// What takes longest: a million IDs, a real n8n that polls, then the trigger.
	first: ['/audienceFile.', '/n8nPolls.', '/trigger.'],
	// Most of them wait for a server that is slow or silent on purpose, and leave two processors to others.
	maxWorkers: 4,
	hookTimeout: 120_000,
});
