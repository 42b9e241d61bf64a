import { valueKinds, type ValueKind } from './table';

/**
 * What a field's value came to: taken as it is, or refused with the rule it breaks, in words that complete
 * "Field X (value) …". What is missing (undefined, null, an empty or blank text) is taken as undefined: what
 * becomes of it is for the caller to say. What is taken and refused stands in `table.ts`.
 */
export type Reading<Value> = { readonly ok: true; readonly value: Value | undefined } | Refused;

interface Refused {
	readonly ok: false;
	readonly rule: string;
}

export const missing: Reading<never> = { ok: true, value: undefined };

export function taken<Value>(value: Value): Reading<Value> {
	return { ok: true, value };
}

export function refusedAs(kind: ValueKind): Refused {
	return { ok: false, rule: valueKinds[kind].words };
}

/** Whether nothing was given: a mapping that leads nowhere, an empty column, a field left blank. */
export function isMissing(value: unknown): value is undefined | null | string {
	return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
