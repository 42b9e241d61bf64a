import type { StoredFile } from '../storage';
import { readSize, readTime } from '../web/indexEntry';

/** Reads an object resource of the JSON API. Undefined for what stands for a folder. */
export function readObject(value: unknown): StoredFile | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	const { name, size, updated, generation } = value as Readonly<Record<string, unknown>>;
	if (typeof name !== 'string' || name.endsWith('/')) return undefined;
	return {
		path: name,
		size: readSize(size),
		modifiedAt: readTime(updated),
		...(generation !== undefined && { version: String(generation) }),
	};
}
