import { setTimeout as pause } from 'node:timers/promises';

/** n8n's taking on of executions (`take` of a trigger under test), which a test lets end one by one. */
export class Database {
	private readonly asked: Array<{ resolve: () => void; reject: (error: Error) => void }> = [];
	private seen = 0;

	readonly take = async () => await new Promise<void>((resolve, reject) => this.asked.push({ resolve, reject }));

	/** Waits until n8n asks once more, and gives the answer. */
	async next(): Promise<{ works: () => void; fails: () => void }> {
		while (this.asked.length <= this.seen) await pause(5);
		const { resolve, reject } = this.asked[this.seen++]!;
		return { works: resolve, fails: () => reject(new Error('database is locked')) };
	}
}
