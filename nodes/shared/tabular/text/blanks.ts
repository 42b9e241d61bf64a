import type { Dialect } from '../dialect/dialect';

/** Blanks of ASCII but line ends, which no value without quotes has. */
const blanks = [' ', '\t', '\v', '\f'];

/** Whether there may be blanks around values of this text, whose lines have no quotes. */
export function mayHaveBlanks(text: string, { delimiter, escape = '' }: Dialect): boolean {
	// A delimiter that is a blank, such as a tab, is in no value, unless it can be escaped.
	const looked = escape === '' ? blanks.filter((blank) => blank !== delimiter) : blanks;
	return Buffer.byteLength(text) !== text.length || looked.some((blank) => text.includes(blank));
}

/** As `trim`, which takes its time for values that need none: nearly all. */
export function trimmed(value: string): string {
	return isTrimmed(value) ? value : value.trim();
}

/** Whether a value has no blanks around it, as far as its first and last character tell at once. */
function isTrimmed(value: string): boolean {
	const { length } = value;
	if (length === 0) return true;
	const first = value.charCodeAt(0);
	const last = value.charCodeAt(length - 1);
	return first > 32 && first < 127 && last > 32 && last < 127;
}
