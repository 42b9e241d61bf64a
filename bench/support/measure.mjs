// What the measurements in n8n-core's engine have in common. Needs node --expose-gc.
import { setTimeout as sleep } from 'node:timers/promises';
import { forgetPeak, residentMegabytes } from './processFigures.mjs';

/** Time, processor time, the longest pause of the event loop and memory of one piece of work. */
export async function measure(work) {
	globalThis.gc();
	await sleep(200);
	forgetPeak(process.pid);
	const residentBefore = residentMegabytes(process.pid).now;
	const processorBefore = process.cpuUsage();
	const pauses = watchPauses();
	const startedAt = performance.now();
	const runs = await work();
	const seconds = (performance.now() - startedAt) / 1_000;
	const longestPause = await pauses.stop();
	const { user, system } = process.cpuUsage(processorBefore);
	return { runs, seconds, longestPause, processorSeconds: (user + system) / 1_000_000, growth: residentMegabytes(process.pid).peak - residentBefore };
}

/** A timer of 5 ms: what it comes late is how long the event loop gave nobody a turn. */
export function watchPauses() {
	const interval = 5;
	let last = performance.now();
	let longest = 0;
	const look = () => {
		const now = performance.now();
		longest = Math.max(longest, now - last - interval);
		last = now;
	};
	const timer = setInterval(look, interval);
	return {
		async stop() {
			await sleep(interval);
			look();
			clearInterval(timer);
			return longest;
		},
	};
}

/** What opens a sandbox. */
export function credentialOf({ url, keys }) {
	return {
		restApiKey: keys.restApiKey,
		projectKey: keys.projectKey,
		iosApiKey: keys.appKeys.ios,
		androidApiKey: keys.appKeys.android,
		webApiKey: keys.appKeys.web,
		apiAddress: url,
		projectVersion: '2.11',
		partnerAddress: `${url}/partner/transactional/send`,
	};
}
