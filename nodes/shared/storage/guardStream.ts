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
	let failure: StorageError | undefined;
	/** Ends the read that is under way. */
	let endRead: (() => void) | undefined;

	const watch = new IdleWatch(guard.timeout, () => stop(silence(guard)));
	const cancel = (): void => stop(cancelled());
	const release = (isStuck = false): void => {
		if (isDone) return;
		isDone = true;
		watch.end();
		guard.signal?.removeEventListener('abort', cancel);
		guard.destroy(isStuck);
	};
	const stop = (reason: StorageError): void => {
		failure ??= reason;
		endRead?.();
		release(reason.kind === 'timeout');
	};
	/** The next chunk, or the failure that comes before it. A race against one promise for all chunks would keep every one of them in memory. */
	const nextOrFailure = async (iterator: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> =>
		await new Promise((resolve, reject) => {
			endRead = () => reject(failure ?? cancelled());
			if (failure !== undefined) endRead();
			// When the failure comes first, what becomes of the read is of no interest any more.
			iterator.next().then(resolve, reject);
		});
	guard.signal?.addEventListener('abort', cancel, { once: true });
	if (guard.signal?.aborted) cancel();

	async function* read(): AsyncGenerator<Uint8Array> {
		const iterator = source[Symbol.asyncIterator]();
		try {
			for (;;) {
				watch.wait();
				const { done, value } = await nextOrFailure(iterator);
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
