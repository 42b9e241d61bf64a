import { formerFieldNames } from '../catalogue/formerFieldNames';
import { has } from '../mapping/valueAt';
import { ofDocument } from './realDocument';

/** What of a payload may leave the page. */
export interface Collected {
	readonly data: Record<string, unknown>;
	readonly leftOut: string[];
}

const longestText = 2048;
const longestList = 25;
/** Poool documents a dozen. */
const mostFields = 50;
/** Without the names that reach an object's prototype. */
const fieldName = /^(?!__proto__$|constructor$|prototype$)[\w.-]{1,64}$/;
/** Parts of a form: only what is on the list of allowed fields leaves them. */
const formParts = ['fields', 'valid', 'values'];

/**
 * Takes what JSON can carry out of the argument of a callback: texts, numbers, booleans and lists of them.
 * Of DOM objects and functions nothing, of an error its message, of a form the allowed fields.
 */
export function collect(payload: unknown, formFields: readonly string[]): Collected {
	const collected: Collected = { data: {}, leftOut: [] };
	if (isError(payload)) collected.data.message = textOf(payload.message);
	else if (isObject(payload)) {
		Object.keys(payload).slice(0, mostFields).forEach((key) => collectField(collected, payload, key, formFields));
	}
	return collected;
}

function collectField(
	{ data, leftOut }: Collected,
	payload: Record<string, unknown>,
	key: string,
	formFields: readonly string[],
): void {
	if (key === 'originalEvent' || key === 'forceRelease') return;
	const name = currentName(key, payload);
	const value = payload[key];
	if (value === undefined || value === null) return;
	if (formParts.includes(key) && isObject(value)) data[key] = allowed(value, formFields, leftOut, key);
	else if (key === 'element' && isObject(value)) data.element = { slug: plain(value.slug), name: plain(value.name) };
	else if (isError(value)) data.message = textOf(value.message);
	else {
		const isRefused = !fieldName.test(name) || (name === 'email' && !formFields.includes('email'));
		const kept = isRefused ? undefined : plain(name === 'url' ? absolute(value) : value);
		if (kept === undefined) leftOut.push(name.slice(0, 64));
		else data[name] = kept;
	}
}

/** Pages with old tags of Poool use former names. */
function currentName(key: string, payload: Record<string, unknown>): string {
	const current = formerFieldNames[key] as string;
	return has(formerFieldNames, key) && !(current in payload) ? current : key;
}

function allowed(
	values: Record<string, unknown>,
	formFields: readonly string[],
	leftOut: string[],
	part: string,
): Record<string, unknown> {
	const kept: Record<string, unknown> = {};
	Object.keys(values).forEach((key) => {
		const value = fieldName.test(key) && formFields.includes(key) ? plain(values[key]) : undefined;
		if (value === undefined) leftOut.push(`${part}.${key.slice(0, 64)}`);
		else kept[key] = value;
	});
	return kept;
}

function plain(value: unknown): unknown {
	if (isScalar(value)) return value;
	return Array.isArray(value) && value.length <= longestList && value.every(isScalar) ? value.slice() : undefined;
}

function isScalar(value: unknown): boolean {
	if (typeof value === 'string') return value.length <= longestText;
	return typeof value === 'boolean' || (typeof value === 'number' && isFinite(value));
}

/** Links of the page may be relative; Batch wants a whole address. */
function absolute(value: unknown): unknown {
	if (typeof value !== 'string' || value === '') return value;
	try {
		return new URL(value, String(ofDocument('baseURI'))).href;
	} catch {
		return value;
	}
}

function textOf(value: unknown): string {
	return String(value).slice(0, longestText);
}

function isError(value: unknown): value is Error {
	return Object.prototype.toString.call(value) === '[object Error]';
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
