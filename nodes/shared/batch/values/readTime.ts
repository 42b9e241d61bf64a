import { DateTime } from '../../vendor/luxon';
import { isMissing, missing, refusedAs, taken, type Reading } from './readValue';

const unixSeconds = /^\d{10}$/;
const unixMilliseconds = /^\d{13}$/;
const compactDate = /^\d{8}$/;
/** A day of the calendar, of a week or of the year, in ISO 8601; a month or a year alone is no day. */
const date = /^\d{4}(?:-\d{2}-\d{2}|-?W\d{2}-?\d|-\d{3}|\d{4})(?=$|[T ])/;
/** What databases write: a blank for the T, and one before the offset. */
const blankBeforeTime = /^(\S+) +(?=\d)/;
/** As JSON writes dates, and n8n with it. */
const dateOfJson = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z$/;
const blankBeforeOffset = / +(?=(?:Z|[+-][\d:]+)$)/;

/** The years that RFC 3339, which Batch is sent, can write. */
const earliest = Date.parse('0001-01-01T00:00:00Z');
const latest = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * Reads a moment.
 * @param timezone the workflow's, for a text without an offset; a date alone is midnight UTC, so that a
 * birthday does not slip to the day before
 * @returns epoch milliseconds
 */
export function readTime(value: unknown, timezone: string): Reading<number> {
	if (isMissing(value)) return missing;
	const time = toMilliseconds(value, timezone);
	return time !== undefined && time >= earliest && time <= latest ? taken(time) : refusedAs('time');
}

/**
 * Reads what a clock shows, wherever it hangs: a text without an offset is that, and need not exist in the time zone of
 * the workflow, where clocks may go from 2 to 3 at that hour. A day alone is its beginning.
 * @param timezone in which any other moment is shown
 * @returns `yyyy-MM-ddTHH:mm:ss`
 */
export function readWallClock(value: unknown, timezone: string): Reading<string> {
	const zone = typeof value === 'string' && isOfNoZone(value.trim()) ? 'utc' : timezone;
	const reading = readTime(value, zone);
	if (!reading.ok) return reading;
	return reading.value === undefined ? missing : taken(DateTime.fromMillis(reading.value, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss"));
}

const offset = /(?:Z|[+-]\d{2}:?(?:\d{2})?)$/i;

function isOfNoZone(text: string): boolean {
	const [day] = date.exec(text) ?? [];
	return day !== undefined && !offset.test(text.slice(day.length));
}

function toMilliseconds(value: unknown, timezone: string): number | undefined {
	if (typeof value === 'number' || typeof value === 'bigint') return fromUnixTime(String(value));
	if (typeof value === 'string') return fromText(value.trim(), timezone);
	if (isDate(value)) return value.getTime();
	return isLuxonDateTime(value) ? value.toMillis() : undefined;
}

function fromUnixTime(digits: string): number | undefined {
	if (unixSeconds.test(digits)) return Number(digits) * 1_000;
	return unixMilliseconds.test(digits) ? Number(digits) : undefined;
}

function fromText(text: string, timezone: string): number | undefined {
	const quickly = dateOfJson.test(text) ? fromDateOfJson(text) : undefined;
	if (quickly !== undefined) return quickly;
	if (/^\d+$/.test(text) && !compactDate.test(text)) return fromUnixTime(text);
	const iso = text.replace(blankBeforeTime, '$1T').replace(blankBeforeOffset, '');
	const [day] = date.exec(iso) ?? [];
	if (day === undefined) return undefined;
	const moment = DateTime.fromISO(iso, { zone: day === iso ? 'utc' : timezone });
	return moment.isValid ? moment.toMillis() : undefined;
}

/** The commonest form costs no calendar; a day that is none (30 February) is left to it. */
function fromDateOfJson(text: string): number | undefined {
	const time = Date.parse(text);
	return Number.isNaN(time) || !new Date(time).toISOString().startsWith(text.slice(0, 19)) ? undefined : time;
}

/** By its tag: a date that an expression made may come from another realm. */
export function isDate(value: unknown): value is Date {
	return Object.prototype.toString.call(value) === '[object Date]';
}

/** n8n's own Luxon is another copy than the bundled one, so `instanceof` does not hold; its durations count milliseconds, too. */
export function isLuxonDateTime(value: unknown): value is DateTime {
	return typeof value === 'object' && value !== null && 'isLuxonDateTime' in value && value.isLuxonDateTime === true;
}
