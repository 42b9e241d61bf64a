/**
 * Why a file cannot be read to its end:
 * - `truncated`: it stops before its own end; it may still be growing
 * - `damaged`: compressed data that does not check out
 * - `refused`: something we do not read (several files in a zip, an encrypted one, another format)
 * - `badRows`: more bad rows than the limit allows
 * - `settings`: what the user set cannot be
 */
export type TabularFailure = 'truncated' | 'damaged' | 'refused' | 'badRows' | 'settings';

/** A file failed as a whole. The message is for the person who reads it; `failure` is for the code that decides what next. */
export class TabularError extends Error {
	override readonly name = 'TabularError';

	constructor(
		readonly failure: TabularFailure,
		message: string,
	) {
		super(message);
	}
}
