/** Calls back when one wait lasted longer than the limit. Time in which nobody waits does not count. */
export class IdleWatch {
	private waitingSince: number | undefined;

	/** Takes the timer back, where there is one. */
	private disarm: (() => void) | undefined;

	constructor(
		private readonly limit: number,
		private readonly onIdle: () => void,
	) {}

	/** A wait begins. */
	wait(): void {
		this.waitingSince = performance.now();
		if (this.disarm === undefined) this.arm(this.limit);
	}

	/** The wait is over. */
	rest(): void {
		this.waitingSince = undefined;
	}

	/** No other wait comes: a timer that is left would keep all that it could call, until the time is up. */
	end(): void {
		this.rest();
		this.disarm?.();
		this.disarm = undefined;
	}

	/** One timer at a time, whatever the number of waits: a file is read in tens of thousands of them. */
	private arm(milliseconds: number): void {
		const timer = AbortSignal.timeout(Math.max(1, Math.ceil(milliseconds)));
		const look = (): void => {
			this.disarm = undefined;
			if (this.waitingSince === undefined) return;
			const left = this.waitingSince + this.limit - performance.now();
			if (left > 0) this.arm(left);
			else this.onIdle();
		};
		timer.addEventListener('abort', look);
		this.disarm = () => timer.removeEventListener('abort', look);
	}
}
