/**
 * Texts of the editor are put together when a node first runs. `localeCompare` and `toLocaleString` load the tables of all languages
 * for it, which takes longer than all the rest.
 */

/** Compares names as lists of the editor are sorted: without regard to capitals. */
export function alphabetically(first: string, second: string): number {
	const [one, other] = [first.toLowerCase(), second.toLowerCase()];
	if (one === other) return 0;
	return one < other ? -1 : 1;
}

/** A whole number with commas: 10,000. */
export function grouped(number: number): string {
	return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
