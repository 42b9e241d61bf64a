import type { Table } from '../../../tabular/rows/table';

/** Where a column stands, from 0, or why nobody can say. */
export type FoundColumn = { readonly index: number } | { readonly rule: string };

/**
 * Finds a column by its name in the header or by its number from 1. A name goes before a number, and the spelling of the
 * header before one that differs in capitals; where two columns answer to it, neither is taken.
 */
export function findColumn({ format: { columns }, header }: Pick<Table, 'format' | 'header'>, wanted: string): FoundColumn {
	const name = wanted.trim();
	const isNumber = /^[1-9]\d{0,5}$/.test(name);
	if (header !== undefined) {
		const names = header.map((one) => one.trim());
		const found = positions(names, name) ?? positions(names.map((one) => one.toLowerCase()), name.toLowerCase());
		if (found !== undefined) return found.length === 1 ? { index: found[0] } : { rule: `is the name of ${found.length} columns: give its number` };
		if (!isNumber) return { rule: `is no column of the file. Its header is: ${shown(names)}` };
	} else if (!isNumber) {
		return { rule: 'must be the number of a column, since the file has no header' };
	}
	const index = Number(name) - 1;
	return index < columns.length ? { index } : { rule: `is no column of the file: it has ${columns.length}` };
}

function positions(names: readonly string[], wanted: string): number[] | undefined {
	const found = names.flatMap((name, index) => (name === wanted && name !== '' ? [index] : []));
	return found.length === 0 ? undefined : found;
}

const shownNames = 20;

function shown(names: readonly string[]): string {
	const more = names.length > shownNames ? `, and ${names.length - shownNames} more` : '';
	return `${names.slice(0, shownNames).map((name) => JSON.stringify(name.slice(0, 60))).join(', ')}${more}`;
}
