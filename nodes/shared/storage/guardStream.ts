import { IdleWatch } from './idleWatch';
import type { Circumstances } from './storage';
import { cancelled, StorageError } from './storageError';

export interface StreamGuard extends Circumstances {
	/** How to call the server, e.g. "The FTP server ftp.example.com". */
	readonly server: string;
	/**
	 * Lets go of the source at once. Called once, at the end, too.
	 * @param isStuck whether the server fell silent
	 */
	destroy(isStuck: boolean): void;
	/** Puts what the source throws into words. */
	translate(error: unknown): StorageError;
}

/** Reads a source under a time limit for each chunk, ends it when cancelled, and lets go of it in any case. */
export function guardStream(
	source: AsyncIterable<Uint8Array>,
	guard: StreamGuard,
): { readonly stream: AsyncIterable<Uint8Array>; close(): Promise<void> } {
	let isDone = false;
	let stopped: StorageError | undefined;
	let stopReading: ((failure: StorageError) => void) | undefined;

	const watch = new IdleWatch(guard.timeout, () => stop(silence(guard)));
	const cancel = (): void => stop(cancelled());
	const release = (isStuck = false): void => {
		if (isDone) return;
		isDone = true;
		watch.rest();
		guard.signal?.removeEventListener('abort', cancel);
		guard.destroy(isStuck);
	};
	const stop = (failure: StorageError): void => {
		stopped ??= failure;
		stopReading?.(failure);
		release(failure.kind === 'timeout');
	};
	guard.signal?.addEventListener('abort', cancel, { once: true });
	if (guard.signal?.aborted) cancel();

	/**
	 * The next chunk, unless the reading is stopped meanwhile. Each has a promise of its own: raced against one for all of
	 * them, every chunk would be kept until the last.
	 */
	const nextOf = async (iterator: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> =>
		await new Promise((resolve, reject) => {
			stopReading = reject;
			if (stopped !== undefined) reject(stopped);
			else iterator.next().then(resolve, reject);
		});

	async function* read(): AsyncGenerator<Uint8Array> {
		const iterator = source[Symbol.asyncIterator]();
		try {
			for (;;) {
				watch.wait();
				const { done, value } = await nextOf(iterator);
				watch.rest();
				if (done) return;
				yield value;
			}
		} catch (error) {
			throw guard.translate(error);
		} finally {
			release();
		}
	}

	return {
		stream: read(),
		close: async () => release(),
	};
}

function silence({ server, timeout }: StreamGuard): StorageError {
	return new StorageError(
		'timeout',
		`${server} sent nothing for ${Math.round(timeout / 1000)} seconds`,
		'Reading goes on where it stopped with the next poll. If the server is slow, raise the Timeout in the credential.',
	);
}
