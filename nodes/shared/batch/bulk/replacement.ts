import type { CallFailure } from '../client/failure';

interface Broken {
	/** Calls that Batch took, of those that were planned. */
	readonly taken: number;
	readonly planned: number;
	/** Whether the call this is said of may have arrived. */
	readonly mayHaveArrived: boolean;
	/** What it was; a replacement unless said otherwise. */
	readonly what?: 'replacement' | 'update';
}

/** Some calls of a replacement were taken, and one was not: what is there now is neither the old nor the new. */
export function brokenOff(cause: CallFailure, { taken, planned, mayHaveArrived, what = 'replacement' }: Broken): CallFailure {
	const message = `The ${what} was broken off after ${taken} of ${planned} calls: ${cause.origin ?? cause.message}`;
	return {
		...cause,
		message,
		origin: message,
		mayHaveArrived,
		advice: `Only a part of the new content is there now. Run it again: it starts over, and ends as if it had never been broken off. ${cause.advice}`.trim(),
	};
}
