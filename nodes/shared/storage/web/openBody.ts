import { skip } from '../skip';
import type { OpenFile } from '../storage';
import { isStorageError, StorageError } from '../storageError';
import type { Exchange } from './exchange';
import { readFileHeaders } from './fileHeaders';
import type { HttpAnswer } from './httpSend';

export interface Opening {
	readonly path: string;
	readonly offset: number;
	readonly exchange: Exchange;
	/** Whether every file can be had in parts; otherwise the headers tell. */
	readonly hasRanges?: boolean;
	/** Asks for the file, from the offset on where one is given. Throws for answers that are none of 200, 206, 412 and 416. */
	ask(offset: number): Promise<HttpAnswer>;
	/** Whether the headers say that the file is not the one that was listed. */
	isReplaced?(answer: HttpAnswer): boolean;
}

/**
 * Opens a file over HTTP at an offset. Where ranges do not work – the server ignores them, or stores compressed
 * what the HTTP library decompresses – the file is read from its start, and what lies before the offset is dropped.
 */
export async function openBody(opening: Opening): Promise<OpenFile> {
	const { path, offset, exchange } = opening;
	const answer = await askFor(opening, offset);
	const { size, start } = readFileHeaders(answer.headers);
	if (answer.statusCode === 416) {
		answer.destroy();
		// Past the end may also mean that the offset counts decompressed bytes: then there is more to come.
		return offset === size ? { stream: nothing(), size, close: async () => undefined } : await openWhole(opening);
	}
	if (answer.statusCode === 200) return readFrom(opening, answer);
	if (start !== offset) {
		answer.destroy();
		throw new StorageError('protocol', `The server answered with another part of "${path}" than was asked for`);
	}
	const { stream, close } = exchange.guard(answer);
	const iterator = stream[Symbol.asyncIterator]();
	try {
		const first = await iterator.next();
		return { size, close, stream: first.done ? nothing() : continued(first.value, iterator) };
	} catch (error) {
		// A part of compressed bytes cannot be decompressed.
		if (!isStorageError(error, 'protocol')) throw exchange.failure(error);
	}
	return await openWhole(opening);
}

async function openWhole(opening: Opening): Promise<OpenFile> {
	return readFrom(opening, await askFor(opening, 0));
}

function readFrom({ exchange, offset, hasRanges = false }: Opening, answer: HttpAnswer): OpenFile {
	const body = offset > 0 ? skip(answer.body, offset) : answer.body;
	const { size, isSeekable } = readFileHeaders(answer.headers);
	return { ...exchange.guard(answer, body), size, isSeekable: isSeekable || hasRanges };
}

async function askFor({ path, ask, isReplaced }: Opening, offset: number): Promise<HttpAnswer> {
	const answer = await ask(offset);
	if (answer.statusCode !== 412 && !isReplaced?.(answer)) return answer;
	answer.destroy();
	throw new StorageError('changed', `"${path}" was replaced after it was listed`, 'The new file is read with the next poll.');
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function* continued(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
	try {
		yield first;
		for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
	} finally {
		await rest.return?.();
	}
}
