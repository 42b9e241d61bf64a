import type { Bounded } from './bounded';

/**
 * Parses JSON of a stranger's. What it is made of is counted first, with pauses: 8 million brackets in one another keep the
 * parser busy for 7 seconds. Parts are objects, lists, and what commas divide.
 * @throws TooMuch for what is deeper, or of more parts, than allowed; SyntaxError for what is no JSON
 */
export async function parseBounded(text: string, bounded: Bounded): Promise<unknown> {
	if (/^\s*[[{]/.test(text)) await countParts(text, bounded);
	return JSON.parse(text) as unknown;
}

async function countParts(text: string, bounded: Bounded): Promise<void> {
	let isText = false;
	for (let at = 0; at < text.length; at++) {
		const unit = text.charCodeAt(at);
		if (unit === quote) isText = !isText;
		else if (isText) at += unit === backslash ? 1 : 0;
		else if (unit === comma) bounded.count();
		else if (unit === openList || unit === openObject) {
			bounded.count();
			bounded.enter();
		} else if (unit === closeList || unit === closeObject) bounded.leave();
		if (at % pieceLength === 0) await bounded.breathe();
	}
}

/** Characters between two looks at the clock. */
const pieceLength = 65_536;

const [quote, backslash, comma, openList, closeList, openObject, closeObject] = Buffer.from('"\\,[]{}');
