import type { ByteReader } from './byteReader';
import type { Compression } from './compression';
import { gunzip } from './gunzip';
import { remaining } from './pieces';
import { unzip } from './unzip';

/**
 * The content of a file, whatever it is compressed with.
 * @throws TabularError `truncated`, `damaged` or `refused`, also after a part was read
 */
export async function decompress(reader: ByteReader, compression: Compression): Promise<AsyncGenerator<Uint8Array>> {
	if (compression === 'none') return remaining(reader);
	const pako = await import('../../vendor/pako');
	return compression === 'gzip' ? gunzip(reader, pako) : unzip(reader, pako);
}

/** Leaves out the first `count` bytes: how a compressed file is read on from where it was left. */
export async function* skipBytes(source: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
	let left = count;
	for await (const bytes of source) {
		if (left >= bytes.length) {
			left -= bytes.length;
			continue;
		}
		yield left === 0 ? bytes : bytes.subarray(left);
		left = 0;
	}
}
