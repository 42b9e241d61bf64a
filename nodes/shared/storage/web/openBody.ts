import { Bounded } from '../../bounded';
import { countIn } from '../listingBounds';
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
	const { offset } = opening;
	const answer = await askFor(opening, offset);
	const { size, start } = readFileHeaders(answer.headers);
	if (answer.statusCode === 416) {
		answer.destroy();
		// Past the end may also mean that the offset counts decompressed bytes: then there is more to come.
		return offset === size ? { stream: nothing(), size, close: async () => undefined } : await openWhole(opening);
	}
	if (answer.statusCode === 200) return readFrom(opening, answer);
	if (start !== offset) {
		// Another part than was asked for, or several in one answer.
		answer.destroy();
		return await openWhole(opening);
	}
	const part = await beginPart(opening, answer);
	return part === undefined ? await openWhole(opening) : { size, ...inParts(opening, answer, part) };
}

/** A server that gives a file in more parts than this gives too little at a time. */
const mostParts = 2_000;

/** A part whose first bytes have come. */
interface Part {
	readonly stream: AsyncIterable<Uint8Array>;
	close(): Promise<void>;
}

/** Undefined where it is a part of compressed bytes, which cannot be decompressed. */
async function beginPart({ exchange }: Opening, answer: HttpAnswer): Promise<Part | undefined> {
	const { stream, close } = exchange.guard(answer);
	const iterator = stream[Symbol.asyncIterator]();
	try {
		const first = await iterator.next();
		return { close, stream: first.done ? nothing() : continued(first.value, iterator) };
	} catch (error) {
		if (!isStorageError(error, 'protocol')) throw exchange.failure(error);
		return undefined;
	}
}

/** A server may send less of a range than was asked for (RFC 9110 14.2): then the next part is asked for, and no row is lost. */
function inParts(opening: Opening, answer: HttpAnswer, begun: Part): Part {
	let current = begun;
	async function* read(): AsyncGenerator<Uint8Array> {
		const parts = new Bounded(`"${opening.path}" in parts`, { entries: mostParts });
		let { size, last } = readFileHeaders(answer.headers);
		for (;;) {
			yield* current.stream;
			if (last === undefined || last + 1 >= (size ?? Infinity)) return;
			countIn(parts, 'The server');
			const offset = last + 1;
			const next = await askFor(opening, offset);
			if (size === undefined && next.statusCode === 416) {
				// Of a file whose length is not told, nothing else says that this was all.
				next.destroy();
				return;
			}
			({ size, last } = readFileHeaders(next.headers));
			current = continuation(opening, next, offset);
			// All the rest.
			if (next.statusCode === 200) last = undefined;
		}
	}
	return { stream: read(), close: async () => await current.close() };
}

function continuation({ path, exchange }: Opening, answer: HttpAnswer, offset: number): Part {
	const { start, last } = readFileHeaders(answer.headers);
	if (answer.statusCode === 200) return exchange.guard(answer, skip(answer.body, offset));
	if (answer.statusCode === 206 && start === offset && last !== undefined && last >= offset) return exchange.guard(answer);
	answer.destroy();
	if (answer.statusCode === 416) throw new StorageError('changed', `"${path}" was cut short while it was read`, 'What it is now is read with the next poll.');
	throw anotherPart(path);
}

function anotherPart(path: string): StorageError {
	return new StorageError('protocol', `The server answered with another part of "${path}" than was asked for`);
}

async function openWhole(opening: Opening): Promise<OpenFile> {
	const answer = await askFor(opening, 0);
	if (answer.statusCode === 200) return readFrom(opening, answer);
	answer.destroy();
	throw anotherPart(opening.path);
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
