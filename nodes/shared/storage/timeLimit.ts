/** What the promise gives, unless the time runs out first: then `onTimeout` acts, and its error is thrown. */
export async function withTimeLimit<T>(promise: Promise<T>, limit: number, onTimeout: () => Error): Promise<T> {
	return await new Promise<T>((resolve, reject) => {
		let isSettled = false;
		AbortSignal.timeout(limit).addEventListener('abort', () => {
			if (!isSettled) reject(onTimeout());
		});
		promise.then(
			(value) => {
				isSettled = true;
				resolve(value);
			},
			(error: unknown) => {
				isSettled = true;
				reject(error as Error);
			},
		);
	});
}
