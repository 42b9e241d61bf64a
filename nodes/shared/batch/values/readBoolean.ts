import { isMissing, missing, refusedAs, taken, type Reading } from './reading';

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
