/** A figure of Batch's, with the page of the reference it was read from. */
export interface Limit {
	readonly value: number;
	/** What is counted, as it reads in a hint: "characters", "updates". */
	readonly unit: string;
	readonly source: string;
}

/** A rate Batch enforces as a token bucket. */
export interface RateLimit {
	/** Tokens that come back in a second. */
	readonly perSecond: number;
	/** Tokens that may be spent at once after a pause. */
	readonly burst: number;
	/** What costs one token: an update of the array, or a request. */
	readonly unit: 'update' | 'item' | 'request';
	readonly source: string;
}

/** Names follow the same rule in both families. */
export interface NameRule {
	readonly pattern: RegExp;
	/** The rule in words, for hints and errors. */
	readonly words: string;
	readonly source: string;
}
