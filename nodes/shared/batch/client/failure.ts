/** Why a call to Batch brought nothing, in words for the person who reads it. */
export interface CallFailure {
	/** What happened, led by Batch's own message where there is one. */
	readonly message: string;
	/** What to do about it. */
	readonly advice: string;
	readonly statusCode?: number;
	/** Batch's own name of the error, e.g. MALFORMED_PARAMETER. */
	readonly code?: string;
	/** True when Batch may have carried the call out although its answer never came. */
	readonly mayHaveArrived: boolean;
	/** True when the next call to the same place would end the same way. */
	readonly concernsEveryCall: boolean;
	readonly cause: 'refused' | 'rateLimited' | 'unavailable' | 'credentials' | 'cancelled';
	/** The message of the earlier call that kept this one from being tried. */
	readonly origin?: string;
	/** What Batch asked to wait, in milliseconds, when it did. */
	readonly retryAfter?: number;
}

/** A call that brought nothing. What an operation does not catch becomes its item's verdict. */
export class CallFailed extends Error {
	override readonly name = 'CallFailed';

	constructor(readonly failure: CallFailure) {
		super(failure.message);
	}
}

/** What came of work that makes calls: its value, or the call that failed. Whatever else it throws is passed on. */
export async function settleCalls<Value>(
	work: Promise<Value>,
): Promise<{ readonly value: Value; readonly failed?: undefined } | { readonly failed: CallFailed }> {
	return await work.then(
		(value) => ({ value }),
		async (error: unknown) => (error instanceof CallFailed ? { failed: error } : await Promise.reject(error)),
	);
}
