import type { ByteReader } from './byteReader';

/** How much of a file is looked at to find out how it is to be read. */
export const sampleBytes = 65_536;

/**
 * Small, because what is alive of a piece when memory is cleaned up makes V8 ask for more memory; large enough
 * to pay for a call of the parser. Measured in bench/README.md.
 */
export const pieceBytes = 16_384;

/**
 * Cuts a stream into a first piece of `sampleBytes` and further ones of `pieceBytes` (the last one is shorter),
 * however it arrives: what is found in a file must not depend on how the network cut it.
 */
export async function* pieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	let size = sampleBytes;
	let open = new Uint8Array(0);
	let filled = 0;
	for await (const chunk of source) {
		let at = 0;
		while (at < chunk.length) {
			if (filled === 0 && chunk.length - at >= size) {
				yield chunk.subarray(at, at + size);
				at += size;
				size = pieceBytes;
				continue;
			}
			if (filled === 0) open = new Uint8Array(size);
			const part = chunk.subarray(at, at + size - filled);
			open.set(part, filled);
			filled += part.length;
			at += part.length;
			if (filled === size) {
				yield open;
				filled = 0;
				size = pieceBytes;
			}
		}
	}
	if (filled > 0) yield open.subarray(0, filled);
}

/** Everything the reader has left, as it comes. */
export async function* remaining(reader: ByteReader): AsyncGenerator<Uint8Array> {
	for (;;) {
		const bytes = await reader.takeSome();
		if (bytes === undefined) return;
		yield bytes;
	}
}
