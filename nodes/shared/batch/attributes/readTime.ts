import { DateTime } from '../../vendor/luxon';

/** A time without a date would mean another moment each day. */
const startsWithDate = /^[+-]?\d{4}(?:[-\dWT]|$)/;
const dateOnly = /^[+-]?[\d-]+(?:W[\d-]+)?$/;

/**
 * Reads a moment from what n8n fields and expressions give: an ISO 8601 text, a Date, a Luxon DateTime or
 * epoch milliseconds.
 * @param timezone the workflow's, for a text without an offset; a date alone is midnight UTC, so that a
 * birthday does not slip to the day before.
 * @returns epoch milliseconds, or undefined when it is none of these
 */
export function readTime(value: unknown, timezone: string): number | undefined {
	const moment = toDateTime(value, timezone);
	return moment?.isValid ? moment.toMillis() : undefined;
}

function toDateTime(value: unknown, timezone: string): DateTime | undefined {
	if (typeof value === 'number') return DateTime.fromMillis(value);
	if (value instanceof Date) return DateTime.fromJSDate(value);
	if (typeof value === 'string') {
		const text = value.trim();
		if (!startsWithDate.test(text)) return undefined;
		return DateTime.fromISO(text, { zone: dateOnly.test(text) ? 'utc' : timezone });
	}
	return isLuxonLike(value) ? DateTime.fromMillis(value.toMillis()) : undefined;
}

/** n8n's own Luxon is another copy than the bundled one, so `instanceof` does not hold. */
function isLuxonLike(value: unknown): value is { toMillis(): number } {
	return typeof value === 'object' && value !== null && 'toMillis' in value && typeof value.toMillis === 'function';
}

/** RFC 3339 in UTC, as the project family writes times: `2026-01-10T09:30:00.000Z`. */
export function formatProjectTime(milliseconds: number): string {
	return new Date(milliseconds).toISOString();
}

/** UTC without offset or fraction, as the app family writes times: `2026-01-10T09:30:00` (batch-api-1x.md §10.7). */
export function formatAppTime(milliseconds: number): string {
	return new Date(milliseconds).toISOString().slice(0, 19);
}
