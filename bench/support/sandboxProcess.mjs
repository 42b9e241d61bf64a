// The sandbox in a process of its own, so that its work is not taken for that of what is measured. Started by bench/profiles.mjs,
// bench/audience.mjs, bench/audience-file.mjs and bench/events.mjs.
import { startSandbox } from '../../test/sandbox/sandbox.ts';

// What the log would keep of a hundred thousand requests is of no use here.
let changes = 0;
const sandbox = await startSandbox({
	enforceRateLimits: process.env.BENCH_RATES !== 'off',
	retention: { requests: 100, bodies: 10 },
	received: ({ method, path }) => {
		if (/^\/1\.\d\/.*\/custom-audience\//.test(path) && (method === 'PATCH' || method === 'PUT')) changes++;
	},
});
process.send({ url: sandbox.url, keys: sandbox.keys });
process.on('message', (message) => {
	const { profiles, totals } = sandbox.state;
	if (message === 'count') process.send({ profiles: profiles.size, events: totals.events, calls: totals.calls, audiences: membersOfAudiences(), changes });
	// Counted anew with every measurement.
	changes = 0;
});

/** Members of each audience of the iOS app, by version and name. */
function membersOfAudiences() {
	const all = Object.entries(sandbox.state.customAudiences.ios);
	return Object.fromEntries(all.flatMap(([version, audiences]) => [...audiences].map(([name, { members }]) => [`${version} ${name}`, members.size])));
}

process.on('disconnect', () => void sandbox.close());
