/** What comes behind so many bytes, for sources that only begin at their beginning. */
export async function* skip(source: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
	let left = bytes;
	for await (const chunk of source) {
		if (left < chunk.byteLength) yield left > 0 ? chunk.subarray(left) : chunk;
		left = Math.max(0, left - chunk.byteLength);
	}
}
