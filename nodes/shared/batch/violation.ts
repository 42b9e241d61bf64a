/** One broken rule: which field, what it held, what Batch wants. A row may have several. */
export interface Violation {
	readonly field: string;
	readonly value: string;
	readonly rule: string;
	/** What to do, where changing the value is not the answer: a key that the credential lacks. */
	readonly advice?: string;
}

const shownCharacters = 80;

/**
 * What prints as nothing or as a blank that is none: the byte order mark before a column's name, a line end
 * behind a value. Seen in an error only when it is written out.
 */
const invisible = /[\p{C}\p{Zl}\p{Zp}\u00A0\u00AD\u115F\u1160\u1680\u2000-\u200A\u202F\u205F\u2800\u3000\u3164\uFFA0]/gu;
const shortForms: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Builds a violation; the value is shown as text, shortened so that an error stays readable. */
export function violation(field: string, value: unknown, rule: string): Violation {
	const text = typeof value === 'string' ? value : writtenOut(value);
	const shown = text.length > shownCharacters ? `${text.slice(0, shownCharacters)}… (${text.length} characters)` : text;
	return { field: showInvisible(field), value: showInvisible(shown), rule };
}

/** Writes out what cannot be seen, as JSON does: `\uFEFF`. */
export function showInvisible(text: string): string {
	return text.replace(
		invisible,
		(character) =>
			shortForms[character] ??
			// A character of two UTF-16 units is written as two.
			character.split('').map(codeOf).join(''),
	);
}

function codeOf(unit: string): string {
	return `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Expressions give what JSON cannot write, too: a bigint, a symbol, an object that holds itself. */
function writtenOut(value: unknown): string {
	try {
		return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? String(part) : part)) ?? String(value);
	} catch {
		return Object.prototype.toString.call(value);
	}
}

/** "Attribute plan ("Gold!") must be …; …" – the sentence a row's error shows. */
export function describeViolations(violations: readonly Violation[]): string {
	const sentences = violations.map(({ field, value, rule }) => `${field} (${value === '' ? 'empty' : value}) ${rule}`);
	// Rows of one list may break one rule alike.
	return [...new Set(sentences)].join('; ');
}
