import { TabularError } from '../failure';

/** `\n` also takes `\r\n`, so that a file with both reads well; the other two are taken as they are. */
export type LineEnd = '\n' | '\r\n' | '\r';

/** How a file separates its values. */
export interface Dialect {
	/** One character or several. */
	readonly delimiter: string;
	/** One ASCII character; empty when quotes mean nothing. It is doubled within a quoted value. */
	readonly quote: string;
	readonly lineEnd: LineEnd;
}

const lineEnds: readonly string[] = ['\n', '\r\n', '\r'];

/** @throws TabularError `settings` when no file could be read this way */
export function checkDialect({ delimiter, quote, lineEnd }: Partial<Dialect>): void {
	if (delimiter !== undefined && (delimiter === '' || /["\r\n\ufeff]/.test(delimiter))) {
		throw new TabularError('settings', 'The delimiter must be one or more characters other than a double quote or a line end.');
	}
	if (quote !== undefined && (quote.length > 1 || /[\r\n]|[^\0-\x7f]/.test(quote))) {
		throw new TabularError('settings', 'The quote must be one ASCII character, or empty for none.');
	}
	if (quote !== undefined && quote !== '' && delimiter?.includes(quote)) {
		throw new TabularError('settings', 'The quote and the delimiter must differ.');
	}
	if (lineEnd !== undefined && !lineEnds.includes(lineEnd)) {
		throw new TabularError('settings', 'The line end must be LF, CRLF or CR.');
	}
}
