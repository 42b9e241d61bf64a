/**
 * Works on several entries at once, and gives what comes of them in their own order.
 * @param most entries that are worked on at a time
 */
export async function* inOrder<Entry, Result>(
	entries: Iterable<Entry>,
	most: number,
	work: (entry: Entry) => Promise<Result> | Result,
): AsyncGenerator<Result> {
	const pending: Array<Promise<Result> | Result> = [];
	for (const entry of entries) {
		const result = work(entry);
		// One that fails after another has is of no interest.
		if (result instanceof Promise) result.catch(() => undefined);
		pending.push(result);
		if (pending.length >= most) yield await (pending.shift() as Promise<Result>);
	}
	for (const result of pending) yield await result;
}
