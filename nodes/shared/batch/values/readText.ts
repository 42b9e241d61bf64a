import { isMissing, missing, refusedAs, taken, type Reading } from './reading';

/** Reads a text or an id, without the blanks around it. */
export function readText(value: unknown): Reading<string> {
	if (isMissing(value)) return missing;
	if (typeof value === 'string') return taken(value.trim());
	if (typeof value === 'bigint' || (typeof value === 'number' && isExact(value))) return taken(String(value));
	return refusedAs('text');
}

/** Beyond 2^53 a number may be another than the one that was written; with an exponent it is no id that anybody wrote. */
function isExact(value: number): boolean {
	if (Number.isInteger(value)) return Number.isSafeInteger(value);
	return Number.isFinite(value) && !String(value).includes('e');
}
