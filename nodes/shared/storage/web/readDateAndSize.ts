const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** 22-Nov-2026 19:03 (nginx, older Apache) · 2026-Nov-22 19:03:11 (lighttpd) */
const withMonthName = /\b(\d{1,4})-([a-z]{3})-(\d{1,4})\s+(\d{2}):(\d{2})(?::(\d{2}))?/i;
/** 2026-11-22 19:03 (Apache) */
const inNumbers = /\b(\d{4})-(\d{2})-(\d{2})[T\s]+(\d{2}):(\d{2})(?::(\d{2}))?/;
/** A number without a unit is exact; "1.2K" is not. */
const exactSize = /(?:^|\s)(\d+)\s*$/;

/** Reads what a directory index writes behind a link. Times are taken as UTC: indexes name no zone. */
export function readDateAndSize(text: string): { size: number | undefined; modifiedAt: number | undefined } {
	const line = text.replace(/\s+/g, ' ').trim();
	const named = withMonthName.exec(line);
	const numeric = named === null ? inNumbers.exec(line) : null;
	const date = named ?? numeric;
	if (date === null) return { size: undefined, modifiedAt: undefined };
	const [whole, first = '', second = '', third = '', hour, minute, seconds = '0'] = date;
	const [year, day] = first.length === 4 ? [first, third] : [third, first];
	const month = named === null ? Number(second) - 1 : months.indexOf(second.toLowerCase());
	const modifiedAt = Date.UTC(Number(year), month, Number(named === null ? third : day), Number(hour), Number(minute), Number(seconds));
	const size = exactSize.exec(line.slice(date.index + whole.length));
	return {
		size: size === null ? undefined : Number(size[1]),
		modifiedAt: month < 0 || Number.isNaN(modifiedAt) ? undefined : modifiedAt,
	};
}
