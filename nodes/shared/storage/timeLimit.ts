/** What the promise gives, unless the time runs out first: then `onTimeout` acts, and its error is thrown. */
export async function withTimeLimit<T>(promise: Promise<T>, limit: number, onTimeout: () => Error): Promise<T> {
	return await new Promise<T>((resolve, reject) => {
		const timer = AbortSignal.timeout(limit);
		const stop = (): void => reject(onTimeout());
		timer.addEventListener('abort', stop);
		// Whoever still listened would be kept, with all that is to be stopped, until the time is up.
		promise.then(resolve, reject).finally(() => timer.removeEventListener('abort', stop));
	});
}
