import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../isRecord';

const refusedKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parsed JSON of a stranger without the keys that change an object's prototype where somebody merges it.
 * `depth` is how many levels stay; what lies deeper becomes null.
 */
export function safeData(value: unknown, depth = 6): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (depth <= 0) return null;
	if (Array.isArray(value)) return value.map((entry) => safeData(entry, depth - 1));
	return Object.fromEntries(
		Object.entries(value)
			.filter(([key]) => !refusedKeys.has(key))
			.map(([key, entry]) => [key, safeData(entry, depth - 1)]),
	);
}

/** As `safeData`, of what should be an object: of anything else, an empty one. */
export function safeObject(value: unknown, depth?: number): IDataObject {
	return isRecord(value) ? (safeData(value, depth) as IDataObject) : {};
}
