import { readFileSync } from 'node:fs';

const tick = 5;

/**
 * Milliseconds this thread has stood ready to run while the machine ran others. What is left of a gap without it is our
 * own: work, and waits that let nobody else in (a file read at once, a lock, a child that is waited for), which a clock of
 * processor time would not see. The plain gap would hold whatever else runs on the machine against us. Where the kernel
 * does not keep these figures (it is Linux's), nothing is taken off: the machine has to be quiet then.
 */
function starvation(): number {
	try {
		// Processor time, time in the queue for one (both in nanoseconds), turns.
		return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[1]) / 1e6;
	} catch {
		return 0;
	}
}

/** Watches its own event loop. */
export class PauseWatch {
	private last = performance.now();
	private starved = starvation();
	private longest = 0;
	private readonly timer = setInterval(() => this.look(), tick);

	/** @returns the longest time since the last call in which nobody got a turn, in milliseconds, less the time in which the machine gave this thread none */
	take(): number {
		this.look();
		const { longest } = this;
		this.longest = 0;
		return longest;
	}

	stop(): void {
		clearInterval(this.timer);
	}

	private look(): void {
		const gap = performance.now() - this.last - tick - (starvation() - this.starved);
		this.longest = Math.max(this.longest, gap);
		this.last = performance.now();
		this.starved = starvation();
	}
}

/** The longest time, in milliseconds, in which nobody else came to run while the work was done. */
export async function longestPause(work: () => Promise<unknown>): Promise<number> {
	const watch = new PauseWatch();
	try {
		await work();
		return watch.take();
	} finally {
		watch.stop();
	}
}
