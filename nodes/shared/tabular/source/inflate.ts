import { Bounded } from '../../bounded';
import { TabularError } from '../failure';
import type { ByteReader } from './byteReader';

type Pako = typeof import('../../vendor/pako');

/** zlib's status codes and window settings, from zlib.h. */
const ok = 0;
const streamEnd = 1;
const bufferError = -5;
const noFlush = 0;
export const gzipWindow = 31;
export const rawWindow = -15;

const outputBytes = 65_536;

/**
 * Inflates one deflate stream; what follows it stays in the reader.
 * @param window `gzipWindow` (header, checksum and length are verified) or `rawWindow`
 * @throws TabularError `truncated` when the data stops before the stream does, `damaged` when it does not check out
 */
export async function* inflate(reader: ByteReader, window: number, pako: Pako): AsyncGenerator<Uint8Array> {
	const stream = new pako.ZStream();
	pako.zlibInflateInit2(stream, window);
	const loop = new Bounded('The compressed file', {});
	for (;;) {
		const input = await reader.takeSome(outputBytes);
		if (input === undefined) {
			throw new TabularError('truncated', 'The compressed file stops in the middle: it is cut off, or still being written.');
		}
		stream.input = input;
		stream.next_in = 0;
		stream.avail_in = input.length;
		let status: number;
		do {
			stream.output = new Uint8Array(outputBytes);
			stream.next_out = 0;
			stream.avail_out = outputBytes;
			status = pako.zlibInflate(stream, noFlush);
			if (status !== ok && status !== streamEnd && status !== bufferError) {
				throw new TabularError('damaged', `The compressed file is damaged: ${stream.msg || `zlib status ${status}`}.`);
			}
			if (stream.next_out > 0) yield stream.output.subarray(0, stream.next_out);
			// A few bytes may stand for gigabytes, which nothing has to wait for in between.
			if (loop.isDue) await loop.breathe();
		} while (status !== streamEnd && stream.avail_out === 0);
		if (status === streamEnd) {
			const rest = input.subarray(input.length - stream.avail_in);
			if (rest.length > 0) reader.putBack(rest);
			return;
		}
	}
}
