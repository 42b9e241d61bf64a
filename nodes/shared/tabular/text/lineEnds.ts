/** What ends a line. Each of them does, wherever it stands outside of quotes: some files change from one to the other. */
export type LineEnd = '\n' | '\r\n' | '\r';

/** The one line end of a text, `\n` where there is none; `mixed` where there are several. */
export function lineEndOf(text: string): LineEnd | 'mixed' {
	if (!text.includes('\r')) return '\n';
	const feed = text.indexOf('\n');
	if (feed === -1) return '\r';
	if (feed === 0 || text[feed - 1] !== '\r') return 'mixed';
	const pairs = count(text, '\r\n', 0, text.length);
	return pairs === count(text, '\n', 0, text.length) && pairs === count(text, '\r', 0, text.length) ? '\r\n' : 'mixed';
}

/** The same text, as long, with a line feed for each carriage return that stands alone: lines end in `\n` or `\r\n`. */
export function withoutLoneReturns(text: string): string {
	return text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
}

/** Where the line that begins at `from` ends, its line end included; undefined where the text ends before. */
export function endOfLine(text: string, from: number): number | undefined {
	const feed = text.indexOf('\n', from);
	const carriageReturn = text.slice(from, feed === -1 ? undefined : feed).indexOf('\r');
	if (carriageReturn === -1) return feed === -1 ? undefined : feed + 1;
	const behind = from + carriageReturn + 1;
	return text[behind] === '\n' ? behind + 1 : behind;
}

/** Counts the line ends of a part of a text. */
export function countLines(text: string, from: number, to: number): number {
	const feeds = count(text, '\n', from, to);
	const first = text.indexOf('\r', from);
	if (first === -1 || first >= to) return feeds;
	let alone = 0;
	for (let at = first; at !== -1 && at < to; at = text.indexOf('\r', at + 1)) if (text[at + 1] !== '\n') alone++;
	return feeds + alone;
}

function count(text: string, part: string, from: number, to: number): number {
	let found = 0;
	for (let at = text.indexOf(part, from); at !== -1 && at < to; at = text.indexOf(part, at + part.length)) found++;
	return found;
}
