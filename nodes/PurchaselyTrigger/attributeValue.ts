import type { AttributeType } from './catalogue/attributes';

/** RFC 3339 with a zone: without one, the instant would depend on who reads it. */
const instantForm = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const epochForm = /^(?:\d{10}|\d{13})$/;
const decimalForm = /^-?\d{1,15}(\.\d{1,15})?$/;

/**
 * The value as Batch wants it for the type, or undefined when it has no such form. Nothing is cut: a text
 * of more than `textCharacters` has no form.
 */
export function attributeValue(
	value: unknown,
	type: AttributeType,
	textCharacters: number,
): string | number | boolean | undefined {
	switch (type) {
		case 'text':
			return textValue(value, textCharacters);
		case 'number':
			return numberValue(value);
		case 'integer': {
			const number = numberValue(value);
			return Number.isSafeInteger(number) ? number : undefined;
		}
		case 'boolean':
			return typeof value === 'boolean' ? value : undefined;
		case 'date':
			return instant(value);
	}
}

/**
 * An instant as RFC 3339 in UTC, from such a text or from the time since 1970: a number is in milliseconds, a text of 13 digits
 * too, one of 10 digits in seconds.
 */
export function instant(value: unknown): string | undefined {
	const date = new Date(epochMilliseconds(value) ?? (typeof value === 'string' && isInstant(value) ? value : Number.NaN));
	const year = date.getUTCFullYear();
	if (Number.isNaN(year) || year < 0 || year > 9999) return undefined;
	return date.toISOString().replace('.000Z', 'Z');
}

function epochMilliseconds(value: unknown): number | undefined {
	if (typeof value === 'number') return value;
	if (typeof value !== 'string' || !epochForm.test(value)) return undefined;
	return value.length === 10 ? Number(value) * 1000 : Number(value);
}

/** JavaScript alone would read 30 February as 2 March. */
function isInstant(text: string): boolean {
	const day = instantForm.exec(text)?.[1];
	const midnight = new Date(`${day}T00:00:00Z`);
	return !Number.isNaN(midnight.getTime()) && midnight.toISOString().slice(0, 10) === day;
}

function textValue(value: unknown, textCharacters: number): string | undefined {
	const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
	return typeof text === 'string' && text !== '' && text.length <= textCharacters ? text : undefined;
}

/** Purchasely's pages print some amounts as text (poool-purchasely.md §2.4). */
function numberValue(value: unknown): number | undefined {
	if (typeof value === 'string' && decimalForm.test(value)) return Number(value);
	return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
