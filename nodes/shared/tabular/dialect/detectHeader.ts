import { knownName } from '../columns/knownNames';
import { shapeOf, type Shape } from '../columns/shape';

/** The first rows of a file, as the rules look at them. */
interface FirstRows {
	readonly told: boolean | undefined;
	readonly first: readonly string[];
	readonly others: ReadonlyArray<readonly string[]>;
}

export interface HeaderRule {
	readonly name: 'told' | 'knownName' | 'wordsOverValues' | 'row';
	/** When it decides, for the documentation. */
	readonly when: string;
	readonly example: string;
	/** What the first line is then; undefined leaves it to the next rule. */
	decide(rows: FirstRows): boolean | undefined;
}

/**
 * Whether the first line names the columns: the first rule that decides has the say. They err towards a row: a name too
 * many is seen at once, a person too few never.
 */
export const headerRules: readonly HeaderRule[] = [
	{
		name: 'told',
		when: '*First Line Is a Header* is set',
		example: 'as set',
		decide: ({ told }) => told,
	},
	{
		name: 'knownName',
		when: 'a cell is a known name of a column, and all others are words, numbers or empty',
		example: '`custom_id` alone, `email;2025`, `msisdn,` make a header',
		decide: ({ first, others }) => {
			const hasName = first.some((cell, column) => isName(cell, column, first, others));
			return hasName && first.every((cell, column) => mayStandBesideNames(cell, column, others)) ? true : undefined;
		},
	},
	{
		name: 'wordsOverValues',
		when: 'there are two columns or more, all cells are words, and one stands over numbers, times, UUIDs or events',
		example: '`label;amount` over `x;12` makes a header',
		decide: ({ first, others }) =>
			first.length > 1 && isListOfWords(first, others) && first.some((cell, column) => cell.trim() !== '' && isOverValues(column, others))
				? true
				: undefined,
	},
	{
		name: 'row',
		when: 'nothing of that',
		example: '`marie;gold` over `paul;silver`, `u1;gold`, `customer_id_42`, one word over numbers are rows',
		decide: () => false,
	},
];

export interface HeaderDecision {
	readonly isHeader: boolean;
	readonly by: HeaderRule['name'];
	/** Whether it is more than a guess: told, a listed name, or a value in the first line that no column is called by. */
	readonly isCertain: boolean;
}

/** @param told what the user says */
export function detectHeader(rows: ReadonlyArray<readonly string[]>, told?: boolean): HeaderDecision {
	const [first = [], ...others] = rows;
	const looked = { told, first, others };
	for (const { name, decide } of headerRules) {
		const isHeader = rows.length === 0 ? false : decide(looked);
		if (isHeader !== undefined) return { isHeader, by: name, isCertain: isCertain(name, looked) };
	}
	return { isHeader: false, by: 'row', isCertain: false };
}

function isCertain(name: HeaderRule['name'], { first }: FirstRows): boolean {
	if (name === 'told') return true;
	if (name === 'knownName') return first.some((cell) => knownName(cell) === 'listed');
	return name === 'row' && first.some((cell) => neverNames.has(shapeOf(cell)));
}

/** What no column is called by. */
const neverNames: ReadonlySet<Shape> = new Set(['time', 'uuid', 'event']);
const values: ReadonlySet<Shape> = new Set(['time', 'uuid', 'event', 'number', 'flag']);

/** A name that comes again in its own column is one of its values, unless the whole line comes again: files get joined. */
function isName(cell: string, column: number, first: readonly string[], others: FirstRows['others']): boolean {
	const known = knownName(cell);
	if (known === undefined) return false;
	if (known === 'listed' && first.length === 1) return true;
	// What only reads like a name is a value where others of its kind stand below: `welcome_email` over `birthday_email`.
	if (known === 'likely' && others.some((row) => row[column] !== cell && isValueLike(cell, row[column] ?? ''))) return false;
	return others.every((row) => row[column] !== cell || row.every((value, index) => value === first[index]));
}

function isValueLike(cell: string, below: string): boolean {
	return knownName(below) !== undefined && formOf(below) === formOf(cell);
}

function mayStandBesideNames(cell: string, column: number, others: FirstRows['others']): boolean {
	if (cell.trim() === '' || knownName(cell) !== undefined || shapeOf(cell) === 'number' || /^[01]$/.test(cell.trim())) return true;
	return isWord(cell, column, others);
}

function isListOfWords(cells: readonly string[], others: FirstRows['others']): boolean {
	const names = cells.map((cell) => cell.trim());
	// A delimiter at the end of every line leaves one empty name.
	const given = names.at(-1) === '' ? names.slice(0, -1) : names;
	return (
		given.every((name, column) => name !== '' && isWord(name, column, others)) &&
		new Set(given).size === given.length
	);
}

/** A word is no value, and does not look like those below it: `u1` over `u2` is an id. */
function isWord(cell: string, column: number, others: FirstRows['others']): boolean {
	const text = cell.trim();
	const shape = shapeOf(text);
	if (text.length > 100 || values.has(shape) || text.includes('@')) return false;
	if (!/\d/.test(text)) return true;
	return !others.some((row) => {
		const below = (row[column] ?? '').trim();
		return below !== text && (formOf(below) === formOf(text) || (shape === 'token' && shapeOf(below) === 'token'));
	});
}

/** Letters and digits for what they are: `u1` and `user27` are of one form. */
function formOf(text: string): string {
	return text.replace(/\d+/g, '0').replace(/\p{L}+/gu, 'a');
}

/** Nearly all of what stands below is values. */
function isOverValues(column: number, others: FirstRows['others']): boolean {
	const below = others.map((row) => row[column] ?? '').filter((value) => value.trim() !== '');
	return below.length > 0 && below.filter((value) => values.has(shapeOf(value))).length >= below.length * 0.9;
}
