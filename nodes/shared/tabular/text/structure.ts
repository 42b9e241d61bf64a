import type { Encoding } from './encoding';

/**
 * CSV is split before it is decoded. The *structural text* has one character for each byte (UTF-8,
 * Windows-1252) or each 16-bit unit (UTF-16), so that a position in it is a position in the file, no character
 * can be cut in two, and text that is plain ASCII costs nothing more. Delimiters, quotes and line ends are
 * ASCII and mean the same in it.
 */
export function toStructuralText(bytes: Uint8Array, encoding: Encoding): string {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	if (encoding === 'utf-16le') return buffer.toString('utf16le');
	if (encoding === 'utf-16be') return swapped(buffer).toString('utf16le');
	return buffer.toString('latin1');
}

/** Bytes of the file behind one character of the structural text. */
export function bytesPerCharacter(encoding: Encoding): number {
	return encoding === 'utf-16le' || encoding === 'utf-16be' ? 2 : 1;
}

/** Writes a user's delimiter the way it stands in the structural text. */
export function toStructure(text: string, encoding: Encoding): string {
	return encoding === 'utf-8' ? Buffer.from(text).toString('latin1') : text;
}

function swapped(bytes: Buffer): Buffer {
	const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
	return Buffer.from(even).swap16();
}
