/** Set by `data-debug` on the tag. */
export const debugging = { on: false };

/** For whoever builds the site in; silent otherwise. */
export function say(...words: unknown[]): void {
	if (debugging.on) window.console.info('[poool-batch]', ...words);
}

/** Runs something and keeps every failure away from the page, which is not ours to break. */
export function guarded<Result>(action: () => Result): Result | undefined {
	try {
		return action();
	} catch (error) {
		try {
			say(error);
		} catch {
			// A console that throws has nothing more to tell.
		}
		return undefined;
	}
}
