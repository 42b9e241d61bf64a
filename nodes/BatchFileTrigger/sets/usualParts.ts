import type { Part } from './settings';

/** What names end with that says nothing of the part: `.csv`, `.csv.gz`. */
const extension = /(?:\.[a-z][a-z0-9]{0,9}){1,3}$/i;

/** How names usually tell a part and the count, in this order. */
const spellings: readonly RegExp[] = [
	/(?:part|chunk|teil|partie|parte|parti|deel|del)[-_. ]?(?<part>\d{1,6})[-_. ]?(?:of|von|sur|de|di|van|av)[-_. ]?(?<count>\d{1,6})(?!\d)/i,
	/(?<!\d)(?<part>\d{1,6})[-_. ]?of[-_. ]?(?<count>\d{1,6})(?!\d)/i,
	// At the end, and not the month and day of a date, nor a year and its month.
	/(?<!20\d\d)(?<separator>[-_])(?!20\d\d[-_](?:0[1-9]|1[0-2])$)(?<part>\d{1,6})\k<separator>(?<count>\d{1,6})$/,
];

/** Set, part and count of a name in the usual spellings: `crm-part-2-of-5.csv`, `crm_2of5.csv.gz`, `crm_2_5.csv`. */
export function usualPart(name: string): Part | undefined {
	const bare = name.replace(extension, '');
	for (const spelling of spellings) {
		const match = spelling.exec(bare);
		if (match?.groups === undefined) continue;
		const { part, count } = match.groups;
		const before = bare.slice(0, match.index).replace(/[-_. ]+$/, '');
		const after = bare.slice(match.index + match[0].length);
		const set = before === '' ? after.replace(/^[-_. ]+/, '') : before + after;
		return { ...(set !== '' && { set }), part: Number(part), count: Number(count) };
	}
	return undefined;
}
