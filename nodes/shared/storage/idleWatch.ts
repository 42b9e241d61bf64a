/** Calls back when one wait lasted longer than the limit. Time in which nobody waits does not count. */
export class IdleWatch {
	private waitingSince: number | undefined;

	private isArmed = false;

	constructor(
		private readonly limit: number,
		private readonly onIdle: () => void,
	) {}

	/** A wait begins. */
	wait(): void {
		this.waitingSince = Date.now();
		if (!this.isArmed) this.arm(this.limit);
	}

	/** The wait is over. */
	rest(): void {
		this.waitingSince = undefined;
	}

	/** One timer at a time, whatever the number of waits: a file is read in tens of thousands of them. */
	private arm(milliseconds: number): void {
		this.isArmed = true;
		AbortSignal.timeout(Math.max(1, Math.ceil(milliseconds))).addEventListener('abort', () => {
			this.isArmed = false;
			if (this.waitingSince === undefined) return;
			const left = this.waitingSince + this.limit - Date.now();
			if (left > 0) this.arm(left);
			else this.onIdle();
		});
	}
}
