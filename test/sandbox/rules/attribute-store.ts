import type { Attributes } from '../state.ts';
import { isObject, parseAttributeKey } from './values.ts';

/**
 * Applies one accepted attribute: `null` deletes, `{$add, $remove}` edits a list, anything else
 * replaces (batch-api-2x.md §3.3; batch-api-1x.md §5).
 *
 * The key is kept as sent, so that a reader sees the type; but `date(x)`, `url(x)` and `x` are
 * one attribute: setting or deleting one form removes the others.
 */
export function applyAttribute(attributes: Attributes, key: string, value: unknown): void {
	const { name } = parseAttributeKey(key);
	const current = attributes[key];
	for (const form of [name, `date(${name})`, `url(${name})`]) delete attributes[form];
	if (value === null) return;
	attributes[key] = isObject(value) ? editList(current, value) : value;
}

function editList(current: unknown, edit: Attributes): unknown[] {
	const result = new Set(Array.isArray(current) ? current : []);
	for (const item of asList(edit.$add)) result.add(item);
	for (const item of asList(edit.$remove)) result.delete(item);
	return [...result];
}

function asList(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}
