import type { StoredFile } from '../storage';

/** Reads an object resource of the JSON API. Undefined for what stands for a folder. */
export function readObject(value: unknown): StoredFile | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	const { name, size, updated, generation } = value as Readonly<Record<string, unknown>>;
	if (typeof name !== 'string' || name.endsWith('/')) return undefined;
	const modifiedAt = Date.parse(String(updated));
	return {
		path: name,
		size: size === undefined ? undefined : Number(size),
		modifiedAt: Number.isNaN(modifiedAt) ? undefined : Math.floor(modifiedAt / 1000) * 1000,
		...(generation !== undefined && { version: String(generation) }),
	};
}
