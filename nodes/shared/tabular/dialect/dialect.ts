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

/**
 * What is wrong is told by what the editor calls the fields.
 * @throws TabularError `settings` when no file could be read this way
 */
export function checkDialect({ delimiter, quote, escape, comment }: Partial<Dialect>): void {
	if (delimiter !== undefined && (delimiter === '' || /["\r\n\ufeff]/.test(delimiter))) {
		throw broken('Delimiter', delimiter, 'must be one or more characters other than a double quote or a line end');
	}
	expectCharacter('Quote Character', quote);
	expectCharacter('Escape Character', escape);
	if (quote !== undefined && quote !== '' && delimiter?.includes(quote)) throw broken('Quote Character', quote, 'must not be in the Delimiter, too');
	if (escape !== undefined && escape !== '' && delimiter?.includes(escape)) throw broken('Escape Character', escape, 'must not be in the Delimiter, too');
	if (comment !== undefined && (comment === delimiter || comment === quote || /[\r\n]|[^\0-\x7f]/.test(comment))) {
		throw broken('Comment Sign', comment, 'must be of ASCII characters, and other than the Delimiter and the Quote Character');
	}
}

function expectCharacter(field: string, text: string | undefined): void {
	if (text !== undefined && (text.length > 1 || /[\r\n]|[^\0-\x7f]/.test(text))) throw broken(field, text, 'must be one ASCII character, or empty for none');
}

function broken(field: string, value: string, rule: string): TabularError {
	return new TabularError('settings', `${field} (${JSON.stringify(value.slice(0, 50))}) ${rule}.`);
}
