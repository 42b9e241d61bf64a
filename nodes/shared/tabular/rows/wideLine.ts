import type { Dialect } from '../dialect/dialect';
import { endOfLine } from '../text/lineEnds';
import { mostColumns } from './settings';

export interface WideLine {
	readonly fields: number;
	/** Undefined while its end is not there. */
	readonly end?: number;
}

/**
 * Counts the fields of a line at the beginning of a text which has more of them than any table has columns: it is a bad row in any
 * case, and a million fields that are made cost twenty times the text. Undefined for every other line, and for one in which a
 * delimiter may be hidden.
 */
export function wideLine(text: string, { delimiter, quote, escape = '', comment = '' }: Dialect): WideLine | undefined {
	if (text.length <= mostColumns || (comment !== '' && text.startsWith(comment))) return undefined;
	const end = endOfLine(text, 0);
	const line = text.slice(0, end);
	if ([quote, escape].some((sign) => sign !== '' && line.includes(sign))) return undefined;
	let fields = 1;
	for (let at = line.indexOf(delimiter); at !== -1; at = line.indexOf(delimiter, at + delimiter.length)) fields++;
	return fields > mostColumns ? { fields, end } : undefined;
}
