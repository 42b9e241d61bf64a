import { performance } from 'node:perf_hooks';

import { workflow } from './builtPackage.ts';

interface Sleeper {
	readonly due: number;
	readonly wake: () => void;
}

export interface MovedClock {
	/** Epoch milliseconds, for a sandbox that is to live by the same clock. */
	now(): number;
	/** Time goes by itself again. */
	stop(): void;
}

/**
 * Moves the clock of this process on to when the first of those is due who sleep by n8n's `sleep`, as soon as one does: nodes
 * wait as long as ever by the clock that they look at, and nobody waits for them. What is no waiting – calls, files, limits of
 * time for them – lasts as long as ever.
 */
export function moveClock(): MovedClock {
	const own = Object.getOwnPropertyDescriptor(workflow, 'sleep')!;
	const elapsed = performance.now.bind(performance);
	const { sleep: sleepOfN8n } = workflow;
	const sleepers: Sleeper[] = [];
	let ahead = 0;
	const now = (): number => elapsed() + ahead;
	const wakeFirst = (): void => {
		sleepers.sort((one, other) => one.due - other.due);
		const first = sleepers.shift();
		if (first === undefined) return;
		ahead += Math.max(0, first.due - now());
		first.wake();
	};
	const sleep: typeof sleepOfN8n = async (milliseconds, signal) => {
		if (signal !== undefined) return await sleepOfN8n(milliseconds, signal);
		return await new Promise<void>((resolve) => {
			sleepers.push({ due: now() + milliseconds, wake: resolve });
			setImmediate(wakeFirst);
		});
	};
	Object.defineProperty(workflow, 'sleep', { ...own, get: () => sleep });
	performance.now = now;
	return {
		now: () => Date.now() + ahead,
		stop: () => {
			Object.defineProperty(workflow, 'sleep', own);
			performance.now = elapsed;
		},
	};
}
