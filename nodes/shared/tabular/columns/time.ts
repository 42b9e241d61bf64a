import type { TimeFormat } from './field';

/** A time with a date; without an offset it is UTC: "All events are UTC dated" (Batch's guide). */
const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)?$/i;
const compact = /^(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?Z?)?$/i;
const dayOrMonthFirst = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[T ,]+(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?(?:Z|UTC|GMT))?)?$/i;

const scales: Readonly<Record<string, { readonly digits: number; readonly perMillisecond: number }>> = {
	seconds: { digits: 10, perMillisecond: 0.001 },
	milliseconds: { digits: 13, perMillisecond: 1 },
	microseconds: { digits: 16, perMillisecond: 1000 },
};

const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2100, 0, 1);

const formats: readonly TimeFormat[] = ['iso', 'seconds', 'milliseconds', 'microseconds', 'compact', 'dayFirst', 'monthFirst'];

/**
 * How a column spells its times: the format that reads (nearly) all of them. Where both day-first and
 * month-first read them all, nobody can tell, and it is undefined.
 * @param values not empty
 */
export function detectTimeFormat(values: readonly string[]): TimeFormat | undefined {
	if (values.length === 0) return undefined;
	const enough = values.length * 0.9;
	const fitting = formats.filter((format) => {
		const read = values.filter((value) => readTime(value, format) !== undefined).length;
		return format === 'dayFirst' || format === 'monthFirst' ? read === values.length : read >= enough;
	});
	if (fitting.includes('dayFirst') && fitting.includes('monthFirst')) return undefined;
	return fitting[0];
}

/** Whether a value is a time at all, in any spelling; day-first or month-first does not matter here. */
export function looksLikeTime(value: string): boolean {
	return formats.some((format) => readTime(value, format) !== undefined);
}

/**
 * Reads a time of an export.
 * @returns ISO 8601 in UTC with milliseconds, or undefined when it is not a time in that format
 */
export function readTime(value: string, format: TimeFormat): string | undefined {
	const milliseconds = toMilliseconds(value, format);
	if (milliseconds === undefined || !(milliseconds >= earliest && milliseconds < latest)) return undefined;
	return new Date(milliseconds).toISOString();
}

function toMilliseconds(value: string, format: TimeFormat): number | undefined {
	if (format === 'iso') {
		const parts = iso.exec(value);
		return parts === null ? undefined : fromParts(parts[1], parts[2], parts[3], parts.slice(4, 7), parts[7], parts[8]);
	}
	if (format === 'compact') {
		const parts = compact.exec(value);
		return parts === null ? undefined : fromParts(parts[1], parts[2], parts[3], parts.slice(4, 7));
	}
	if (format === 'dayFirst' || format === 'monthFirst') {
		const parts = dayOrMonthFirst.exec(value);
		if (parts === null) return undefined;
		const [day, month] = format === 'dayFirst' ? [parts[1], parts[2]] : [parts[2], parts[1]];
		return fromParts(parts[3], month, day, parts.slice(4, 7));
	}
	const { digits, perMillisecond } = scales[format];
	const [whole] = value.split('.', 1);
	return whole.length === digits && /^\d+(?:\.\d+)?$/.test(value) ? Math.floor(Number(value) / perMillisecond) : undefined;
}

function fromParts(
	year: string,
	month: string,
	day: string,
	clock: ReadonlyArray<string | undefined>,
	fraction = '',
	offset = 'Z',
): number | undefined {
	const [hour, minute, second] = clock.map((part) => Number(part ?? 0));
	const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
	const moment = Date.UTC(Number(year), Number(month) - 1, Number(day), hour, minute, second, milliseconds);
	const date = new Date(moment);
	const isDate = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
	if (!isDate || hour > 23 || minute > 59 || second > 59) return undefined;
	return moment - offsetMinutes(offset) * 60_000;
}

function offsetMinutes(offset: string): number {
	const parts = /^([+-])(\d\d):?(\d\d)?$/.exec(offset);
	if (parts === null) return 0;
	const minutes = Number(parts[2]) * 60 + Number(parts[3] ?? 0);
	return parts[1] === '-' ? -minutes : minutes;
}
