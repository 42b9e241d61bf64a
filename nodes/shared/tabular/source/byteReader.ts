const nothing = new Uint8Array(0);

/**
 * Reads a stream of chunks in the amounts a file format asks for. It pulls only when it must, so the
 * back-pressure of the source holds; it keeps no more than one chunk and what was asked for.
 */
export class ByteReader {
	private readonly iterator: AsyncIterator<Uint8Array>;
	private held: Uint8Array = nothing;
	private ended = false;

	constructor(source: AsyncIterable<Uint8Array>) {
		this.iterator = source[Symbol.asyncIterator]();
	}

	/** The next `length` bytes, left in place; fewer when the stream ends before. */
	async peek(length: number): Promise<Uint8Array> {
		while (this.held.length < length && !this.ended) {
			const { done, value } = await this.iterator.next();
			if (done) this.ended = true;
			else this.held = this.held.length === 0 ? value : join(this.held, value);
		}
		return this.held.subarray(0, length);
	}

	/** The next `length` bytes; fewer when the stream ends before. */
	async take(length: number): Promise<Uint8Array> {
		const bytes = await this.peek(length);
		this.held = this.held.subarray(bytes.length);
		return bytes;
	}

	/** Whatever comes next, at least one byte and at most `most`; nothing at the end. */
	async takeSome(most = Infinity): Promise<Uint8Array | undefined> {
		if (this.held.length === 0) await this.peek(1);
		if (this.held.length === 0) return undefined;
		return await this.take(Math.min(this.held.length, most));
	}

	/** Puts back the tail of what was taken last. */
	putBack(bytes: Uint8Array): void {
		this.held = this.held.length === 0 ? bytes : join(bytes, this.held);
	}

	/** Lets the source go, so that it can close its connection. */
	async close(): Promise<void> {
		this.ended = true;
		this.held = nothing;
		await this.iterator.return?.();
	}
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
	const joined = new Uint8Array(first.length + second.length);
	joined.set(first);
	joined.set(second, first.length);
	return joined;
}
