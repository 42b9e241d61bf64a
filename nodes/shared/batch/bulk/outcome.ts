import type { CallFailure } from '../client/failure';
import type { PartialError } from '../client/readAnswer';

/** What became of one entry after its call. */
export type Outcome =
	/** @property answer Batch's body, for what an operation wants to show of it */
	| { readonly status: 'accepted'; readonly answer: unknown }
	/** Batch took the row but dropped parts of it. */
	| { readonly status: 'partial'; readonly errors: readonly PartialError[] }
	/** Nothing of the row was taken. */
	| { readonly status: 'refused'; readonly failure: CallFailure }
	/** The answer was lost: the row may have been taken or not. */
	| { readonly status: 'unknown'; readonly failure: CallFailure }
	/** It was not sent, because it had been before. */
	| { readonly status: 'skipped'; readonly reason: string };
