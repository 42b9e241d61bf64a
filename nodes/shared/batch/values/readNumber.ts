import { isMissing, missing, refusedAs, taken, type Reading } from './reading';

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const digitsOnly = /^-?\d+$/;

export function readNumber(value: unknown): Reading<number> {
	if (isMissing(value)) return missing;
	const number = toNumber(value);
	return number === undefined ? refusedAs('number') : taken(number);
}

export function readInteger(value: unknown): Reading<number> {
	if (isMissing(value)) return missing;
	const number = toNumber(value);
	return Number.isSafeInteger(number) ? taken(number as number) : refusedAs('integer');
}

function toNumber(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	if (typeof value === 'bigint') return exact(Number(value));
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	if (!jsonNumber.test(text)) return undefined;
	const number = Number(text);
	if (!Number.isFinite(number)) return undefined;
	return digitsOnly.test(text) ? exact(number) : number;
}

/** A whole number written out in digits either keeps all of them or is not taken. */
function exact(number: number): number | undefined {
	return Number.isSafeInteger(number) ? number : undefined;
}
