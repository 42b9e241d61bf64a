import type { Environment } from '../../../../nodes/shared/batch/client/pace';

/** A clock that stands still until everybody waits for it, and then jumps to the next moment someone waits for. */
export class VirtualClock implements Environment {
	private time = Date.UTC(2026, 0, 10);
	/** How far the clock of the machine was set ahead of it since. */
	private ahead = 0;
	private readonly waiting: Array<{ readonly until: number; readonly wake: () => void }> = [];

	constructor(private readonly luck: () => number = () => 0.5) {}

	now(): number {
		return this.time + this.ahead;
	}

	elapsed(): number {
		return this.time;
	}

	/** Somebody sets the clock of the machine: no time passes by that. */
	set(milliseconds: number): void {
		this.ahead += milliseconds;
	}

	random(): number {
		return this.luck();
	}

	async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
		if (signal?.aborted) return;
		await new Promise<void>((wake) => {
			this.waiting.push({ until: this.time + milliseconds, wake });
			signal?.addEventListener('abort', () => wake(), { once: true });
		});
	}

	/** Lets time pass until the work is done. */
	async finish<Result>(work: Promise<Result>): Promise<Result> {
		let isDone = false;
		const done = (): void => {
			isDone = true;
		};
		work.then(done, done);
		for (await everythingElse(); !isDone; await everythingElse()) {
			if (this.waiting.length > 0) this.jump();
			// Work that gave the event loop back goes on by a real timer.
			else await new Promise((resolve) => setTimeout(resolve, 1));
		}
		return await work;
	}

	private jump(): void {
		const next = this.waiting.reduce((first, timer) => (timer.until < first.until ? timer : first));
		this.waiting.splice(this.waiting.indexOf(next), 1);
		this.time = Math.max(this.time, next.until);
		next.wake();
	}
}

async function everythingElse(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}
