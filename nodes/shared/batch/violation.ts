/** One broken rule: which field, what it held, what Batch wants. A row may have several. */
export interface Violation {
	readonly field: string;
	readonly value: string;
	readonly rule: string;
	/** What to do, where changing the value is not the answer: a key that the credential lacks. */
	readonly advice?: string;
}

const shownCharacters = 80;

/** Builds a violation; the value is shown as text, shortened so that an error stays readable. */
export function violation(field: string, value: unknown, rule: string): Violation {
	const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
	const shown = text.length > shownCharacters ? `${text.slice(0, shownCharacters)}… (${text.length} characters)` : text;
	return { field, value: shown, rule };
}

/** "Attribute plan ("Gold!") must be …; …" – the sentence a row's error shows. */
export function describeViolations(violations: readonly Violation[]): string {
	return violations.map(({ field, value, rule }) => `${field} (${value === '' ? 'empty' : value}) ${rule}`).join('; ');
}
