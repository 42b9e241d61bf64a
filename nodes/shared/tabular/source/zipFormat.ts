import { TabularError } from '../failure';

/** Signatures of APPNOTE.TXT 4.3. */
export const localHeader = 0x04034b50;
export const centralHeader = 0x02014b50;
export const descriptorSignature = 0x08074b50;
export const endOfDirectory = [0x50, 0x4b, 0x05, 0x06];
export const zip64Locator = 0x07064b50;

/** Little-endian, unsigned, up to 2^53. */
export function readNumber(bytes: Uint8Array, offset: number, width: number): number {
	let value = 0;
	for (let index = width - 1; index >= 0; index--) value = value * 256 + (bytes[offset + index] ?? 0);
	return value;
}

/** Folders and the resource forks of macOS do not count. */
export function isContent(name: string): boolean {
	return !name.endsWith('/') && !name.startsWith('__MACOSX/');
}

export function severalFiles(first: string, second: string): TabularError {
	return new TabularError('refused', `The zip holds several files (${first}, ${second}). Only a zip with one file can be read.`);
}
