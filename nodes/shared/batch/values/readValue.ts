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

const spellings: ReadonlyMap<string, boolean> = new Map([
	['true', true],
	['yes', true],
	['1', true],
	['false', false],
	['no', false],
	['0', false],
]);

export function readBoolean(value: unknown): Reading<boolean> {
	if (isMissing(value)) return missing;
	if (typeof value === 'boolean') return taken(value);
	const isSpelled = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
	const meant = isSpelled ? spellings.get(String(value).trim().toLowerCase()) : undefined;
	return meant === undefined ? refusedAs('boolean') : taken(meant);
}

/** Reads a list of texts; of an empty one nothing is left, so it is missing. */
export function readTextList(value: unknown): Reading<string[]> {
	const parts = partsOf(value);
	if (parts === undefined) return refusedAs('textList');
	const texts: string[] = [];
	for (const part of parts) {
		const text = readText(part);
		if (!text.ok) return refusedAs('textList');
		if (text.value !== undefined) texts.push(text.value);
	}
	return texts.length === 0 ? missing : taken(texts);
}

function partsOf(value: unknown): unknown[] | undefined {
	if (Array.isArray(value)) return value;
	if (isMissing(value) || typeof value !== 'string') return [value];
	const text = value.trim();
	// Whoever writes brackets means a list, also one that broke off: cut at its commas it would become texts nobody wrote.
	if (text.startsWith('[')) return parse(text) as unknown[] | undefined;
	// A name may stand in braces; an object is no list.
	return text.startsWith('{') && typeof parse(text) === 'object' ? undefined : text.split(/[,\r\n]/);
}

/** @returns undefined for what is no JSON */
function parse(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/**
 * Reads the value of an options field.
 * @param allowed the values, not the labels: what stands in the editor beside them is nobody's word for them
 */
export function readChoice<Choice extends string>(value: unknown, allowed: readonly Choice[]): Reading<Choice> {
	if (allowed.includes(value as Choice)) return taken(value as Choice);
	if (isMissing(value)) return missing;
	const text = readText(value);
	const choice = text.ok ? choiceOf(text.value, allowed) : undefined;
	return choice === undefined ? refused('choice', allowed) : taken(choice);
}

/** Reads the values of a multiOptions field, in the order they were named. */
export function readChoices<Choice extends string>(value: unknown, allowed: readonly Choice[]): Reading<Choice[]> {
	const texts = readTextList(value);
	if (!texts.ok) return refused('choices', allowed);
	if (texts.value === undefined) return missing;
	const choices = new Set<Choice>();
	for (const text of texts.value) {
		const choice = choiceOf(text, allowed);
		if (choice === undefined) return refused('choices', allowed);
		choices.add(choice);
	}
	return taken([...choices]);
}

function choiceOf<Choice extends string>(text: string | undefined, allowed: readonly Choice[]): Choice | undefined {
	if (text === undefined) return undefined;
	const lowered = text.toLowerCase();
	return allowed.find((choice) => choice === text) ?? allowed.find((choice) => choice.toLowerCase() === lowered);
}

function refused(kind: 'choice' | 'choices', allowed: readonly string[]): Reading<never> {
	return { ok: false, rule: `${valueKinds[kind].words} ${allowed.join(', ')}` };
}
