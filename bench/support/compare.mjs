import { median } from './load.mjs';

/** Of one call, for the summary of `npm run bench`. */
export const costsOfCall = [
	['time until the answer', 'ms', ({ wall }) => wall],
	['processor time', 'ms', ({ processor }) => processor],
];

/**
 * Prints ratios of the medians and of the sums, because one turn may meet a busy machine.
 *
 * @param {string} title
 * @param {Array<{ wall: number, processor: number }>} values
 * @param {Array<{ wall: number, processor: number }>} others
 * @param {number} requestsInATurn
 */
export function reportRatios(title, values, others, requestsInATurn) {
	const sum = (list, kind) => list.reduce((total, one) => total + one[kind], 0);
	const ratio = (one, other) => (one / other).toFixed(3);
	const ofMedians = (kind) => ratio(median(values.map((one) => one[kind])), median(others.map((one) => one[kind])));
	process.stdout.write(`\n${title} (${values.length} turns of ${requestsInATurn} requests)\n`);
	const line = (what, kind) =>
		process.stdout.write(`  ${what}  ${ofMedians(kind)} (medians)  ${ratio(sum(values, kind), sum(others, kind))} (sums)\n`);
	line('time a request', 'wall');
	if (sum(others, 'processor') > 0) line('processor time', 'processor');
}

/** @param {{ wall: number, processor: number }} measured milliseconds a request */
export function describe({ wall, processor }) {
	return `${wall.toFixed(1)} ms (${processor.toFixed(1)} ms of processor)`;
}
