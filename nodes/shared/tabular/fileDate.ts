const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

interface Spelling {
	readonly pattern: RegExp;
	/** Which group is what; the month may be a name. */
	readonly order: 'ymd' | 'dmy' | 'either';
}

/** Tried in this order, each through the whole text; digits of a longer number are never a date. */
const spellings: readonly Spelling[] = [
	{ pattern: /(?<!\d)(20\d\d)([-_./])(\d{1,2})\2(\d{1,2})(?!\d)/g, order: 'ymd' },
	{ pattern: /(?<!\d)(20\d\d)()(\d\d)(\d\d)(?:[T_-]?\d{2}(?:\d{2}){0,2}Z?)?(?!\d)/g, order: 'ymd' },
	{ pattern: /(?<![\da-z])(\d{1,2})([-_. ]?)([a-z]{3})[a-z]*\2(20\d\d)(?!\d)/gi, order: 'dmy' },
	{ pattern: /(?<!\d)(20\d\d)([-_. ]?)([a-z]{3})[a-z]*\2(\d{1,2})(?!\d)/gi, order: 'ymd' },
	{ pattern: /(?<!\d)(\d{1,2})([-_.])(\d{1,2})\2(20\d\d)(?!\d)/g, order: 'either' },
];

/**
 * The date that a file's name tells, in the usual spellings: 2026-11-21, 20261121, 20261121T020000Z,
 * 2026_11_21, 21-nov-2026, 21.11.2026, and folders 2026/11/21. The name counts before its folders; of several
 * dates the first. 03-04-2026 can be read in two ways and is none.
 * @param path file name or path
 * @returns `yyyy-mm-dd`, or undefined
 */
export function dateOfFileName(path: string): string | undefined {
	const name = path.slice(path.lastIndexOf('/') + 1);
	return findDate(name) ?? findDate(path);
}

function findDate(text: string): string | undefined {
	for (const { pattern, order } of spellings) {
		for (const match of text.matchAll(pattern)) {
			const date = readDate(match, order);
			if (date !== undefined) return date;
		}
	}
	return undefined;
}

function readDate([, first, , second, third]: RegExpExecArray, order: Spelling['order']): string | undefined {
	if (order === 'ymd') return toDate(first, second, third);
	if (order === 'dmy') return toDate(third, second, first);
	const dayFirst = toDate(third, second, first);
	const monthFirst = toDate(third, first, second);
	return dayFirst !== undefined && monthFirst !== undefined && dayFirst !== monthFirst ? undefined : (dayFirst ?? monthFirst);
}

function toDate(year: string, month: string, day: string): string | undefined {
	const monthNumber = /^\d+$/.test(month) ? Number(month) : months.indexOf(month.toLowerCase()) + 1;
	const date = new Date(Date.UTC(Number(year), monthNumber - 1, Number(day)));
	const isDate = monthNumber > 0 && date.getUTCMonth() === monthNumber - 1 && date.getUTCDate() === Number(day);
	return isDate ? date.toISOString().slice(0, 10) : undefined;
}
