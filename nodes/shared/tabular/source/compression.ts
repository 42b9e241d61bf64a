import { TabularError } from '../failure';

export type Compression = 'none' | 'gzip' | 'zip';

/** How many bytes `detectCompression` wants to see. */
export const compressionSampleBytes = 8;

const read: ReadonlyArray<readonly [Compression, readonly number[]]> = [
	['gzip', [0x1f, 0x8b, 0x08]],
	['zip', [0x50, 0x4b, 0x03, 0x04]],
];

const refused: ReadonlyArray<readonly [string, readonly number[]]> = [
	['an empty zip archive', [0x50, 0x4b, 0x05, 0x06]],
	['a part of a split zip archive', [0x50, 0x4b, 0x07, 0x08]],
	['compressed with bzip2', [0x42, 0x5a, 0x68]],
	['compressed with xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
	['compressed with Zstandard', [0x28, 0xb5, 0x2f, 0xfd]],
	['a 7-Zip archive', [0x37, 0x7a, 0xbc, 0xaf]],
	['a Parquet file', [0x50, 0x41, 0x52, 0x31]],
	['a PDF', [0x25, 0x50, 0x44, 0x46, 0x2d]],
	['an old Excel or Word file', [0xd0, 0xcf, 0x11, 0xe0]],
];

/**
 * Tells how a file is compressed from its first bytes, whatever its name says.
 * @throws TabularError `refused` for a format that is known and not read
 */
export function detectCompression(start: Uint8Array): Compression {
	const found = read.find(([, magic]) => startsWith(start, magic));
	if (found !== undefined) return found[0];
	const other = refused.find(([, magic]) => startsWith(start, magic));
	if (other !== undefined) {
		throw new TabularError('refused', `The file is ${other[0]}. Plain text, gzip and zip with one file can be read.`);
	}
	return 'none';
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
	return bytes.length >= magic.length && magic.every((byte, index) => bytes[index] === byte);
}
