import { Bounded, parseBounded } from '../../bounded';

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
	const text = decoder.decode(Buffer.concat(chunks));
	try {
		return await parseBounded(text, bounded);
	} catch (error) {
		if (error instanceof SyntaxError) return text;
		throw error as Error;
	}
}
