const widestCell = 72;

/**
 * @param {string} title
 * @param {string[]} headings
 * @param {string[][]} rows
 * @returns {string} a table for a terminal
 */
export function table(title, headings, rows) {
	const lines = [headings, ...rows].map((cells) => cells.map(shorten));
	const widths = headings.map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
	const draw = (cells) => `  ${cells.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`.trimEnd();
	const rule = widths.map((width) => '─'.repeat(width));
	const [head, ...body] = lines;
	return [`\n${title}`, draw(head), draw(rule), ...body.map(draw)].join('\n');
}

function shorten(cell) {
	const line = cell.replace(/\s+/g, ' ');
	return line.length > widestCell ? `${line.slice(0, widestCell - 1)}…` : line;
}
