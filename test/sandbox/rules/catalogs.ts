import { malformed, missing } from '../refusal.ts';
import { requireText } from '../route.ts';
import type { Attributes } from '../state.ts';
import { isObject, parseAttributeKey, parseRfc3339, stringListProblem, urlProblem } from './values.ts';

/** batch-api-2x.md §7.2 */
const fieldNamePattern = /^[a-z0-9_]{1,250}$/;
export const fieldTypes = ['array', 'bool', 'date', 'float', 'integer', 'string', 'url'];
export const fieldsMaximum = 25;
export const itemsMaximum = 200;
const stringMaximumLength = 10_000;
const list = { items: 15, length: 64 };

export interface CatalogField {
	name: string;
	type: string;
}

/** @throws Refusal MISSING_PARAMETER or MALFORMED_PARAMETER naming the element */
export function readField(field: unknown, index: number): CatalogField {
	const name = readFieldName(field, index);
	const type = requireText(field as Attributes, 'type');
	if (!fieldTypes.includes(type)) {
		throw malformed(`'type' of fields[${index}] must be one of ${fieldTypes.join(', ')}`);
	}
	return { name, type };
}

/** @throws Refusal MISSING_PARAMETER or MALFORMED_PARAMETER naming the element */
export function readFieldName(field: unknown, index: number): string {
	if (!isObject(field)) throw malformed(`fields[${index}] must be an object`);
	const name = requireText(field, 'name');
	if (!fieldNamePattern.test(name)) {
		throw malformed(`'name' of fields[${index}] must be 1 to 250 of a-z, 0-9 and _`);
	}
	return name;
}

/** @throws Refusal MALFORMED_PARAMETER unless there are 1 to 25, of different names */
export function checkFieldCount(fields: readonly CatalogField[]): void {
	if (fields.length === 0 || fields.length > fieldsMaximum) {
		throw malformed(`a catalog has 1 to ${fieldsMaximum} fields`);
	}
	// That two fields of one name are refused is the sandbox's choice.
	if (new Set(fields.map(({ name }) => name)).size < fields.length) {
		throw malformed('two fields have the same name');
	}
}

/** @throws Refusal MISSING_PARAMETER or MALFORMED_PARAMETER unless the body has 1 to a maximum of them */
export function requireList(body: Attributes, name: string, maximum: number): unknown[] {
	const value = body[name];
	if (value === undefined) throw missing(`'${name}' is missing`);
	if (!Array.isArray(value)) throw malformed(`'${name}' must be an array`);
	if (value.length === 0 || value.length > maximum) {
		throw malformed(`'${name}' must have 1 to ${maximum} elements`);
	}
	return value;
}

/**
 * What is wrong with an attribute of an item. The sample has a date and a URL under bare keys, although
 * the rules speak of `date(x)` and `url(x)` (batch-api-2x.md §15): both forms pass, and values under bare
 * keys are checked as what they are. Whether Batch holds them against the field's type is unknown.
 */
export function itemAttributeProblem(key: string, value: unknown): string | undefined {
	const { wrapper, name } = parseAttributeKey(key);
	if (!/^[a-z0-9_]+$/.test(name)) return 'name must be of a-z, 0-9 and _';
	if (wrapper === 'url') return urlProblem(value);
	if (wrapper === 'date') {
		const right = typeof value === 'number' || !Number.isNaN(parseRfc3339(value));
		return right ? undefined : 'must be RFC 3339 or a Unix timestamp';
	}
	if (typeof value === 'number' || typeof value === 'boolean') return undefined;
	if (Array.isArray(value)) return stringListProblem(value, list.items, list.length);
	if (typeof value !== 'string') return 'must be a text, a number, a boolean or an array of texts';
	return value.length > stringMaximumLength
		? `must have at most ${stringMaximumLength} characters`
		: undefined;
}
