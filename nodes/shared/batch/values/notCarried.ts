import { isRecord } from '../../isRecord';

/** A part of a value that JSON would carry as another: where it stands, and what it is. */
export interface NotCarried {
	/** `a.b.0` */
	readonly place: string;
	readonly value: string;
}

/** What stands deeper is not looked at: no body of Batch's nests like that. */
const levelsAtMost = 100;

/**
 * Looks for what an expression can give and JSON cannot carry: NaN and Infinity become null there, which deletes at Batch,
 * and so does a date that is none, or a gap in a list; of whole numbers beyond 2^53 digits are lost already.
 */
export function notCarriedIn(value: unknown, place = '', level = 1): NotCarried | undefined {
	if (typeof value === 'number') return isCarried(value) ? undefined : { place, value: String(value) };
	if (typeof value !== 'object' || value === null || level > levelsAtMost) return undefined;
	const within = (key: string) => (place === '' ? key : `${place}.${key}`);
	if (Array.isArray(value)) {
		for (let index = 0; index < value.length; index++) {
			const part: unknown = value[index];
			const found = isNothing(part) ? { place: within(String(index)), value: String(part) } : notCarriedIn(part, within(String(index)), level + 1);
			if (found !== undefined) return found;
		}
		return undefined;
	}
	if (!isRecord(value)) return 'toJSON' in value && JSON.stringify(value) === 'null' ? { place, value: 'a date that is none' } : undefined;
	for (const [key, part] of Object.entries(value)) {
		const found = notCarriedIn(part, within(key), level + 1);
		if (found !== undefined) return found;
	}
	return undefined;
}

function isCarried(number: number): boolean {
	if (!Number.isFinite(number)) return false;
	return !Number.isInteger(number) || Number.isSafeInteger(number) || String(number).includes('e');
}

/** What leaves a gap in a list of JSON. */
function isNothing(part: unknown): boolean {
	return part === undefined || typeof part === 'function' || typeof part === 'symbol';
}
