/** Of a terminal, with the two blanks before each line. */
const widestLine = 78;

/**
 * @param {string} title
 * @param {string[]} headings
 * @param {string[][]} rows
 * @returns {string} a table for a terminal of 80 columns: the last column gets what is left of the line
 */
export function table(title, headings, rows) {
	const lines = [headings, ...rows].map((cells) => cells.map((cell) => cell.replace(/\s+/g, ' ')));
	const widths = headings.map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
	const last = widths.length - 1;
	const left = widestLine - widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0);
	widths[last] = Math.min(widths[last], left);
	const draw = (cells) => `  ${cells.map((cell, column) => shorten(cell, widths[column]).padEnd(widths[column])).join('  ')}`.trimEnd();
	const rule = widths.map((width) => '─'.repeat(width));
	const [head, ...body] = lines;
	return [`\n${title}`, draw(head), draw(rule), ...body.map(draw)].join('\n');
}

function shorten(cell, width) {
	return cell.length > width ? `${cell.slice(0, width - 1)}…` : cell;
}
