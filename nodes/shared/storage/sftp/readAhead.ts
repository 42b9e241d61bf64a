/** Bytes asked for in one request, as each costs time of its own: what OpenSSH gives at once. */
const largestChunk = 255 * 1024;
/** Of a server that gives less, but not of one that gives next to nothing. */
const smallestChunk = 16 * 1024;
/** What was asked for when the reader stops is decrypted for nothing. */
const bytesUnderWay = 765 * 1024;

/** Reads up to `length` bytes at a position; fewer mean that the file ends there or that the server gives less at once. */
export type ReadAt = (position: number, length: number) => Promise<Uint8Array>;

/**
 * Reads a file from an offset to its end with several requests under way, so that a long way to the server does
 * not make it slow. Chunks come in order, as large as the server gives them at once.
 */
export async function* readAhead(readAt: ReadAt, offset: number): AsyncGenerator<Uint8Array> {
	const first = await readAt(offset, largestChunk);
	if (first.byteLength === 0) return;
	yield first;

	const chunkSize = Math.max(first.byteLength, smallestChunk);
	const most = Math.ceil(bytesUnderWay / chunkSize);
	const pending: Array<Promise<Uint8Array>> = [];
	let position = offset + first.byteLength;
	const request = (): void => {
		const chunk = readChunk(readAt, position, chunkSize);
		// One that fails after the end, or after the reader left, is of no interest.
		chunk.catch(() => undefined);
		pending.push(chunk);
		position += chunkSize;
	};
	// Begins gently: most files are small.
	for (let ahead = 1; ; ahead = Math.min(ahead * 2, most)) {
		while (pending.length < ahead) request();
		const chunk = (await pending.shift()) ?? new Uint8Array();
		if (chunk.byteLength > 0) yield chunk;
		if (chunk.byteLength < chunkSize) return;
	}
}

/** A whole chunk, in as many reads as the server needs; a shorter one only at the end of the file. */
async function readChunk(readAt: ReadAt, start: number, size: number): Promise<Uint8Array> {
	const parts: Uint8Array[] = [];
	let length = 0;
	while (length < size) {
		const part = await readAt(start + length, size - length);
		if (part.byteLength === 0) break;
		parts.push(part);
		length += part.byteLength;
	}
	return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}
