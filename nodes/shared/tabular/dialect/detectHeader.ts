import { matchHeader } from '../columns/aliases';
import { shapeOf, type Shape } from '../columns/shape';

const valueShapes: ReadonlySet<Shape> = new Set(['time', 'uuid', 'number', 'flag']);

/**
 * Whether the first row names the columns: it does when one of its cells is a known name and none is a value,
 * or when its cells look like names and the file has more than one column. A lone column of unlike texts
 * (custom ids) has no header unless its first cell says so.
 */
export function detectHeader(rows: ReadonlyArray<readonly string[]>): boolean {
	const [first, ...others] = rows;
	if (first === undefined) return false;
	const known = first.map((cell) => matchHeader(cell).length > 0);
	const shapes = first.map(shapeOf);
	if (shapes.some((shape, column) => valueShapes.has(shape) && !known[column])) return false;
	if (known.includes(true)) return true;
	if (shapes.filter((shape) => shape === 'event').length === 1) return false;
	if (first.length > 1) return isListOfNames(first) && shapes.every((shape, column) => mayName(shape, column, others));
	return shapes[0] !== 'empty' && others.length > 0 && others.every((row) => valueShapes.has(shapeOf(row[0] ?? '')));
}

/** An id or a token in the first row names a column only where the values below it look otherwise. */
function mayName(shape: Shape, column: number, others: ReadonlyArray<readonly string[]>): boolean {
	if (shape !== 'token') return true;
	return !others.some((row) => shapeOf(row[column] ?? '') === 'token');
}

function isListOfNames(cells: readonly string[]): boolean {
	const names = cells.map((cell) => cell.trim());
	// A delimiter at the end of every line leaves one empty name.
	const given = names.at(-1) === '' ? names.slice(0, -1) : names;
	return given.every((name) => name !== '' && name.length <= 100) && new Set(given).size === given.length;
}
