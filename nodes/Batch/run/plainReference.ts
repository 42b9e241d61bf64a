/**
 * Reads a parameter that is exactly one reference to a field of the item, `={{ $json.id }}`, from the item itself. n8n's
 * default engine evaluates an expression in about half a millisecond, in one thread: a hundred thousand rows of one
 * reference are most of a minute. What is read here is what n8n would give; a property test asks both of n8n's engines
 * (test/unit/batch/plainReference.test.ts). Whatever was not shown to be the same is left to n8n.
 */

/**
 * One step of a reference: `.name`, `["name"]` or `[0]`, each of them also behind `?.`, which changes nothing here. After a
 * dot Latin letters only: of the newer ones n8n's parser does not know all.
 */
const step =
	/(?:\?\.|\.)([A-Za-z_$À-ÖØ-öø-ɏ][\w$À-ÖØ-öø-ɏ]*)|(?:\?\.)?\[\s*(?:(0|[1-9]\d{0,8})|"([^"\\\r\n\u2028\u2029]*)"|'([^'\\\r\n\u2028\u2029]*)')\s*\]/y;

const start = /^=\{\{\s*\$json/;
const end = /^\s*\}\}$/;

/** n8n refuses these wherever they stand, for the sake of its sandbox. */
const refusedNames: ReadonlySet<string> = new Set([
	'prototype',
	'getPrototypeOf',
	'setPrototypeOf',
	'getOwnPropertyDescriptor',
	'getOwnPropertyDescriptors',
	'defineProperty',
	'defineProperties',
	'mainModule',
	'binding',
	'_linkedBinding',
	'_load',
	'prepareStackTrace',
	'caller',
	'callee',
	'arguments',
	'getBuiltinModule',
	'globalThis',
]);

/** How deep a list or an object may go to be copied here. */
const deepest = 32;

/**
 * @param parameter as it stands in the workflow, before n8n evaluates it
 * @returns the names that lead from the item's `json` to the value, or undefined when the parameter is anything but one
 *   plain reference
 */
export function plainReferenceOf(parameter: unknown): readonly string[] | undefined {
	if (typeof parameter !== 'string') return undefined;
	const head = start.exec(parameter)?.[0];
	// n8n looks for the end of an expression, and for this word, without regard to quotes.
	if (head === undefined || parameter.indexOf('}}') !== parameter.length - 2 || parameter.includes('constructor')) return undefined;
	const path: string[] = [];
	let position = head.length;
	for (;;) {
		step.lastIndex = position;
		const found = step.exec(parameter);
		if (!found) break;
		const name = found[1] ?? found[2] ?? found[3] ?? found[4] ?? '';
		if (!isOrdinary(name)) return undefined;
		path.push(name);
		position = step.lastIndex;
	}
	return path.length > 0 && end.test(parameter.slice(position)) ? path : undefined;
}

/**
 * @param json of the item
 * @param path as `plainReferenceOf` gives it
 * @returns the value n8n's own evaluation gives, undefined where a parent is missing or null; objects and lists are copies,
 *   as n8n's are. `leftToN8n` when n8n must tell: for a field of a text, a date, or an object that is more than plain data
 */
export function readPlainReference(json: unknown, path: readonly string[]): unknown {
	let parent = json;
	// By its number: a loop over the list makes three objects, for each of a million rows.
	for (let step = 0; step < path.length; step++) {
		const name = path[step];
		if (parent === undefined || parent === null) return undefined;
		if (!isPlain(parent)) return leftToN8n;
		// Of a list only the elements: its methods are n8n's to refuse.
		if (Array.isArray(parent) && !/^(?:0|[1-9]\d*)$/.test(name)) return leftToN8n;
		parent = Object.hasOwn(parent, name) ? (parent as Record<string, unknown>)[name] : undefined;
	}
	return copyOf(parent, 0);
}

/** In place of a value that only n8n can give. */
export const leftToN8n = Symbol('left to n8n');

/** A name that is no field of every object or list, and no word n8n refuses or keeps for itself. */
function isOrdinary(name: string): boolean {
	return !name.startsWith('__') && !(name in Array.prototype) && !refusedNames.has(name) && name !== '$';
}

/** An object literal or a list, as JSON gives them. */
function isPlain(value: unknown): value is object {
	if (typeof value !== 'object' || value === null) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null || (prototype === Array.prototype && Array.isArray(value));
}

function copyOf(value: unknown, depth: number): unknown {
	if (value === null || value === undefined) return value;
	if (typeof value !== 'object') return typeof value === 'function' || typeof value === 'symbol' ? leftToN8n : value;
	if (depth === deepest || !isPlain(value)) return leftToN8n;
	if (Array.isArray(value)) return copyOfList(value, depth);
	const copy: Record<string, unknown> = {};
	for (const [key, field] of Object.entries(value)) {
		// n8n's engine marks what crosses its boundary with keys that begin like this, and takes an inherited name for the method.
		if (key.startsWith('__') || key in Object.prototype) return leftToN8n;
		const copied = copyOf(field, depth + 1);
		if (copied === leftToN8n) return leftToN8n;
		copy[key] = copied;
	}
	return copy;
}

function copyOfList(list: readonly unknown[], depth: number): unknown {
	const copy: unknown[] = [];
	for (const [index, element] of list.entries()) {
		const copied = Object.hasOwn(list, index) ? copyOf(element, depth + 1) : leftToN8n;
		if (copied === leftToN8n) return leftToN8n;
		copy.push(copied);
	}
	return copy;
}
