import { TabularError } from '../failure';

/** How a file separates its values. */
export interface Dialect {
	/** One character or several. */
	readonly delimiter: string;
	/** One ASCII character; empty when quotes mean nothing. It is doubled within a quoted value. */
	readonly quote: string;
	/** One ASCII character that takes the meaning from a quote, a delimiter or itself behind it. */
	readonly escape?: string;
	/** A line that begins with it is none. */
	readonly comment?: string;
}

/** @throws TabularError `settings` when no file could be read this way */
export function checkDialect({ delimiter, quote, escape, comment }: Partial<Dialect>): void {
	if (delimiter !== undefined && (delimiter === '' || /["\r\n\ufeff]/.test(delimiter))) {
		throw new TabularError('settings', 'The delimiter must be one or more characters other than a double quote or a line end.');
	}
	expectCharacter('quote', quote);
	expectCharacter('escape character', escape);
	if (quote !== undefined && quote !== '' && delimiter?.includes(quote)) {
		throw new TabularError('settings', 'The quote and the delimiter must differ.');
	}
	if (escape !== undefined && escape !== '' && delimiter?.includes(escape)) {
		throw new TabularError('settings', 'The escape character and the delimiter must differ.');
	}
	if (comment !== undefined && (comment === delimiter || comment === quote || /[\r\n]|[^\0-\x7f]/.test(comment))) {
		throw new TabularError('settings', 'The comment sign must be of ASCII characters, and other than the delimiter and the quote.');
	}
}

function expectCharacter(name: string, text: string | undefined): void {
	if (text !== undefined && (text.length > 1 || /[\r\n]|[^\0-\x7f]/.test(text))) {
		throw new TabularError('settings', `The ${name} must be one ASCII character, or empty for none.`);
	}
}
