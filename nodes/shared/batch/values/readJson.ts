import { isRecord } from '../../isRecord';
import { isMissing, missing, refusedAs, taken, type Reading } from './readValue';

/** Texts are matched whole, so that the digits inside them are not taken for numbers. */
const textOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;
const wholeNumber = /^-?\d+$/;

/** Reads an object, or a text that holds one in JSON. */
export function readJsonObject(value: unknown): Reading<Record<string, unknown>> {
	if (isMissing(value)) return missing;
	const json = typeof value === 'string' ? parseExactly(value)?.json : value;
	return isRecord(json) ? taken(json) : refusedAs('jsonObject');
}

/** Reads any JSON value. The text `null` is a null that somebody wrote, not a missing value. */
export function readJson(value: unknown): Reading<unknown> {
	if (isMissing(value)) return missing;
	if (typeof value === 'string') {
		const parsed = parseExactly(value);
		return parsed === undefined ? refusedAs('json') : taken(parsed.json);
	}
	const isJson =
		typeof value === 'boolean' || Number.isFinite(value) || Array.isArray(value) || isRecord(value);
	return isJson ? taken(value) : refusedAs('json');
}

/** Parses a text, unless a whole number in it would lose digits on the way, or a number become infinite. */
function parseExactly(text: string): { readonly json: unknown } | undefined {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return undefined;
	}
	return (text.match(textOrNumber) ?? []).every(isExact) ? { json } : undefined;
}

/** Parses a text; numbers that would lose digits come out as texts, which hold all of them. @throws SyntaxError */
export function parseWithExactNumbers(text: string): unknown {
	const json: unknown = JSON.parse(text);
	if (!mayBeInexact.test(text)) return json;
	return JSON.parse(text.replace(textOrNumber, (part) => (keepsItsDigits(part) ? part : `"${part}"`))) as unknown;
}

/** Sixteen digits are where whole numbers begin to lose some, and an exponent may be too large. */
const mayBeInexact = /\d{16}|\d[eE]/;

function keepsItsDigits(part: string): boolean {
	return isExact(part) || String(Number(part)) === part;
}

function isExact(part: string): boolean {
	if (part.startsWith('"')) return true;
	const number = Number(part);
	return wholeNumber.test(part) ? Number.isSafeInteger(number) : Number.isFinite(number);
}
