import { Bounded } from '../../bounded';

/**
 * The most an answer of Batch may hold, unpacked: its largest documented pages and lists hold some hundred
 * kilobytes, and what is larger (exports) is downloaded as a file. Parts are objects, lists, and what commas divide.
 */
const answerBounds = { bytes: 16 * 1024 * 1024, depth: 100, entries: 100_000 };

const decoder = new TextDecoder();

/**
 * Reads an answer: as JSON, or as its text when it is none.
 * @throws TooMuch for an answer that is larger, deeper or of more parts than any of Batch's
 */
export async function readBody(source: AsyncIterable<Uint8Array>): Promise<unknown> {
	const bounded = new Bounded('The answer of the server', answerBounds);
	const chunks: Uint8Array[] = [];
	for await (const chunk of bounded.stream(source)) chunks.push(chunk);
	const bytes = Buffer.concat(chunks);
	const text = decoder.decode(bytes);
	if (/^\s*[[{]/.test(text)) await countParts(bytes, bounded);
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

/** Before it is parsed: 8 million brackets in one another keep the parser busy for 7 seconds. */
async function countParts(bytes: Uint8Array, bounded: Bounded): Promise<void> {
	let isText = false;
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at];
		if (byte === quote) isText = !isText;
		else if (isText) at += byte === backslash ? 1 : 0;
		else if (byte === comma) bounded.count();
		else if (byte === openList || byte === openObject) {
			bounded.count();
			bounded.enter();
		} else if (byte === closeList || byte === closeObject) bounded.leave();
		if (at % pieceLength === 0) await bounded.breathe();
	}
}

/** Bytes between two looks at the clock. */
const pieceLength = 65_536;

const [quote, backslash, comma, openList, closeList, openObject, closeObject] = Buffer.from('"\\,[]{}');
