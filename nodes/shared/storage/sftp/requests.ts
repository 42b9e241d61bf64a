import { IdleWatch } from '../idleWatch';
import { sftpFailure } from './sftpFailure';

export type Callback<T> = (error: Error | null | undefined, value: T) => void;

/**
 * The requests that are under way on one connection. It ends, or falls silent, for all of them at once: a listing takes a hundred
 * thousand of them, and none has a timer of its own.
 */
export class Requests {
	private readonly underWay = new Set<(failure: Error) => void>();

	private failure: Error | undefined;

	private readonly watch: IdleWatch;

	/**
	 * @param server how to call it at the beginning of a sentence
	 * @param closed resolves when the connection is gone
	 * @param limit milliseconds to wait for the next answer
	 * @param onSilence lets go of a connection on which none came
	 */
	constructor(server: string, closed: Promise<void>, limit: number, onSilence: () => void) {
		this.watch = new IdleWatch(limit, () => {
			this.fail(sftpFailure({ code: 'ETIMEDOUT' }, server));
			onSilence();
		});
		void closed.then(() => this.fail(sftpFailure({ code: 'ECONNRESET' }, server)));
	}

	async send<T>(request: (done: Callback<T>) => void): Promise<T> {
		return await new Promise<T>((resolve, reject) => {
			if (this.failure !== undefined) return reject(this.failure);
			if (this.underWay.size === 0) this.watch.wait();
			this.underWay.add(reject);
			try {
				request((error, value) => {
					this.end(reject);
					if (error) reject(error);
					else resolve(value);
				});
			} catch (error) {
				this.end(reject);
				reject(error as Error);
			}
		});
	}

	/** Every answer is a sign of life. */
	private end(request: (failure: Error) => void): void {
		this.underWay.delete(request);
		if (this.underWay.size === 0) this.watch.rest();
		else this.watch.wait();
	}

	private fail(failure: Error): void {
		this.failure ??= failure;
		this.watch.end();
		for (const reject of this.underWay) reject(this.failure);
		this.underWay.clear();
	}
}
