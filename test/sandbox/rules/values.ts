import type { Attributes } from '../state.ts';

/** Attribute, event and event-attribute names: batch-api-2x.md §3.3, §11.1; batch-api-1x.md §5, §7. */
export const namePattern = /^[a-z0-9_]{1,30}$/;

/** batch-api-2x.md §3.3; batch-api-1x.md §5. */
export const urlMaximumLength = 2_048;

export function isObject(value: unknown): value is Attributes {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isStringList(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** The result, or `undefined` when the function throws. */
export function attempt<Result>(compute: () => Result): Result | undefined {
	try {
		return compute();
	} catch {
		return undefined;
	}
}

/** A copy without some of its fields. */
export function without<Value extends object, Key extends keyof Value>(
	value: Value,
	...keys: Key[]
): Omit<Value, Key> {
	const copy = { ...value };
	for (const key of keys) delete copy[key];
	return copy;
}

export interface AttributeKey {
	wrapper: 'none' | 'date' | 'url';
	name: string;
}

/** Takes `date(x)` and `url(x)` apart. */
export function parseAttributeKey(key: string): AttributeKey {
	const match = /^(date|url)\((.*)\)$/s.exec(key);
	return match === null
		? { wrapper: 'none', name: key }
		: { wrapper: match[1] as 'date' | 'url', name: match[2] };
}

/** What is wrong with a string of 1…maximum characters; `undefined` when nothing is. */
export function stringProblem(value: unknown, maximum: number): string | undefined {
	if (typeof value !== 'string') return 'must be a string';
	if (value === '') return 'must not be empty';
	if (value.length > maximum) return `must have at most ${maximum} characters`;
	return undefined;
}

/** What is wrong with an array of at most `count` strings of 1…`length` characters. */
export function stringListProblem(
	value: unknown,
	count: number,
	length: number,
): string | undefined {
	if (!Array.isArray(value)) return 'must be an array of strings';
	if (value.length > count) return `must have at most ${count} items`;
	for (const item of value) {
		const problem = stringProblem(item, length);
		if (problem !== undefined) return `every item ${problem}`;
	}
	return undefined;
}

export function urlProblem(value: unknown): string | undefined {
	const problem = stringProblem(value, urlMaximumLength);
	if (problem !== undefined) return problem;
	return URL.canParse(value as string) ? undefined : 'must be a URL';
}

/** RFC 3339 in UTC, such as `2026-01-10T09:30:00Z` (batch-api-2x.md §3.3); epoch ms, or NaN. */
export function parseRfc3339(value: unknown): number {
	const match =
		typeof value === 'string'
			? /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(?:Z|\+00:00)$/.exec(value)
			: null;
	return match === null ? Number.NaN : parseDateTime(match[1], match[2]);
}

/** `yyyy-MM-ddTHH:mm:ss[.SSS]`, UTC without offset (batch-api-1x.md §10.7); epoch ms, or NaN. */
export function parsePlainUtc(value: unknown): number {
	const match =
		typeof value === 'string' ? /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{3})?$/.exec(value) : null;
	return match === null ? Number.NaN : parseDateTime(match[1], match[2]);
}

/** `yyyy-MM-dd`; epoch ms of its start in UTC, or NaN. */
export function parseDay(value: unknown): number {
	return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
		? parseDateTime(`${value}T00:00:00`)
		: Number.NaN;
}

/** How far back statistics reach (batch-api-2x.md §6.5; batch-api-1x.md §1.2): start of a UTC day. */
export function sixMonthsBefore(time: number): number {
	const date = new Date(time);
	date.setUTCMonth(date.getUTCMonth() - 6);
	return date.setUTCHours(0, 0, 0, 0);
}

function parseDateTime(toTheSecond: string, fraction = ''): number {
	const time = Date.parse(`${toTheSecond}Z`);
	// Date.parse turns 30 February into 2 March; a real calendar refuses it.
	const real = Number.isFinite(time) && new Date(time).toISOString().startsWith(toTheSecond);
	return real ? time + Math.trunc(Number(`0${fraction}`) * 1000) : Number.NaN;
}

const dayInMilliseconds = 24 * 60 * 60 * 1000;

/** Event times: the last 24 hours, never the future (batch-api-2x.md §11.1; batch-api-1x.md §7). */
export function eventTimeProblem(time: number, now: number): string | undefined {
	if (Number.isNaN(time)) return 'must be a UTC date-time';
	if (time > now) return 'must not be in the future';
	if (time < now - dayInMilliseconds) return 'must not be older than 24 hours';
	return undefined;
}
