import type { TimeFormat } from './field';

/** A time with a date; without an offset it is UTC: "All events are UTC dated" (Batch's guide). */
const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)?$/i;
const compact = /^(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?Z?)?$/i;
const dayOrMonthFirst = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[T ,]+(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?(?:Z|UTC|GMT))?)?$/i;

/** Times counted since 1970: how many digits they have, and how many of them stand behind the seconds. */
const scales: Readonly<Partial<Record<TimeFormat, { readonly digits: number; readonly decimals: number }>>> = {
	seconds: { digits: 10, decimals: 0 },
	milliseconds: { digits: 13, decimals: 3 },
	microseconds: { digits: 16, decimals: 6 },
};

const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2100, 0, 1);

const formats: readonly TimeFormat[] = ['iso', 'seconds', 'milliseconds', 'microseconds', 'compact', 'dayFirst', 'monthFirst'];

/** What decides between day and month where the values leave it open. */
export interface DateOrder {
	/** What the user says. */
	readonly told?: 'dayFirst' | 'monthFirst';
	/** Day that the file's name tells, yyyy-mm-dd: its times are of that day, or just before it. */
	readonly fileDate?: string;
}

/**
 * How a column spells its times: the format that reads most of them; a value of another form stays the text it is, and spoils
 * none of the others. Where both day-first and month-first read them all and nothing else tells, it is undefined.
 * @param values not empty, without blanks around them
 */
export function detectTimeFormat(values: readonly string[], order: DateOrder = {}): TimeFormat | undefined {
	if (values.length === 0) return undefined;
	const fitting = formats.filter((format) => {
		const read = values.filter((value) => readTime(value, format) !== undefined).length;
		return format === 'dayFirst' || format === 'monthFirst' ? read === values.length : read > values.length / 2;
	});
	const { told, fileDate } = order;
	if (told !== undefined && fitting.includes(told)) return told;
	if (fitting.includes('dayFirst') && fitting.includes('monthFirst')) return nearer(values, fileDate);
	return fitting[0];
}

const day = 86_400_000;
/** How far the times of an export may lie from the day in its name. */
const daysAround = 7;

/** The one of the two orders by which all times lie around the day of the file. */
function nearer(values: readonly string[], fileDate: string | undefined): TimeFormat | undefined {
	if (fileDate === undefined) return undefined;
	const date = Date.parse(fileDate);
	const fits = (format: TimeFormat) =>
		values.every((value) => Math.abs(Date.parse(readTime(value, format) ?? '') - date) <= daysAround * day);
	const [dayFirst, monthFirst] = [fits('dayFirst'), fits('monthFirst')];
	if (dayFirst === monthFirst) return undefined;
	return dayFirst ? 'dayFirst' : 'monthFirst';
}

/** Whether a text is a time as people write it, and no number. */
export function isWrittenTime(value: string): boolean {
	return formats.some((format) => !(format in scales) && format !== 'compact' && readTime(value, format) !== undefined);
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
	const scale = scales[format];
	const parts = scale === undefined ? null : /^(\d+)(?:[.,](\d+))?$/.exec(value);
	if (scale === undefined || parts === null || parts[1].length !== scale.digits) return undefined;
	// By its digits: a number with a fraction is not exact.
	const digits = `${parts[1]}${parts[2] ?? ''}`.padEnd(10 + 3, '0');
	return Number(digits.slice(0, 10 + 3));
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
