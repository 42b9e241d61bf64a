import { malformed } from './refusal.ts';

const defaultLimit = 10;
const maximumLimit = 100;

export interface CursorPage<Item> {
	items: Item[];
	/** The fields next to the items. */
	page: { count?: number; has_more: boolean; next_from: string };
}

/**
 * Cursor paging of every 2.x list (batch-api-2x.md §2.4): `count` on the first page only.
 *
 * `next_from` is there even when `has_more` is false, as in the documented sample (§4): a client
 * that loops while there is a `next_from` would never end.
 *
 * @throws Refusal MALFORMED_PARAMETER for a limit outside 1…100 or a foreign cursor
 */
export function pageByCursor<Item>(
	list: readonly Item[],
	query: URLSearchParams,
): CursorPage<Item> {
	const limit = readLimit(query);
	const cursor = query.get('from');
	const offset = cursor === null ? 0 : readCursor(cursor);
	const end = offset + limit;
	return {
		items: list.slice(offset, end),
		page: {
			...(cursor === null ? { count: list.length } : {}),
			has_more: end < list.length,
			next_from: Buffer.from(`sandbox:${Math.min(end, list.length)}`).toString('base64url'),
		},
	};
}

/**
 * Offset paging of every 1.x list (batch-api-1x.md §10.6): `from` default 0, `limit` default 10.
 *
 * @throws Refusal MALFORMED_PARAMETER
 */
export function pageByOffset<Item>(list: readonly Item[], query: URLSearchParams): Item[] {
	const limit = readLimit(query);
	const from = readInteger(query, 'from', 0, 0, Number.MAX_SAFE_INTEGER);
	return list.slice(from, from + limit);
}

function readLimit(query: URLSearchParams): number {
	return readInteger(query, 'limit', defaultLimit, 1, maximumLimit);
}

function readInteger(
	query: URLSearchParams,
	name: string,
	fallback: number,
	minimum: number,
	maximum: number,
): number {
	const text = query.get(name);
	if (text === null) return fallback;
	const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
	if (!(value >= minimum && value <= maximum)) {
		throw malformed(`'${name}' must be an integer from ${minimum} to ${maximum}`);
	}
	return value;
}

function readCursor(cursor: string): number {
	const match = /^sandbox:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString());
	if (match === null) throw malformed("'from' is not a cursor of this list");
	return Number(match[1]);
}
