import { binarySampleBytes, expectNoBinary } from './notATable';

export type Compression = 'none' | 'gzip' | 'zip';

/** How many bytes `detectCompression` wants to see. */
export const compressionSampleBytes = binarySampleBytes;

const read: ReadonlyArray<readonly [Compression, readonly number[]]> = [
	['gzip', [0x1f, 0x8b, 0x08]],
	['zip', [0x50, 0x4b, 0x03, 0x04]],
];

/**
 * Tells how a file is compressed from its first bytes, whatever its name says.
 * @throws TabularError `refused` for a format that is known and not read
 */
export function detectCompression(start: Uint8Array): Compression {
	const found = read.find(([, magic]) => startsWith(start, magic));
	if (found !== undefined) return found[0];
	expectNoBinary(start);
	return 'none';
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
	return bytes.length >= magic.length && magic.every((byte, index) => bytes[index] === byte);
}
