import { centralHeader, endOfDirectory, expectNoDocument, isContent, readNumber, severalFiles, zip64Locator } from './zipFormat';

/** How much of the end of a zip tells what is in it: the longest comment, what stands before it, and the entries of some files. */
export const zipEndBytes = 65_536 + 4_096;

const endLength = 22;
/** The record of zip64, and what points to it (APPNOTE.TXT 4.3.14, 4.3.15). */
const zip64Length = 56 + 20;

/**
 * Refuses a zip by its list of files, which stands at its end, before anything of it is read.
 * @param end its last bytes; what cannot be made out in them is no reason to refuse it
 * @throws TabularError `refused` when there are several files in it
 */
export function expectOneFile(end: Uint8Array): void {
	const names = namesIn(end);
	names.forEach(expectNoDocument);
	const [first, second] = names.filter(isContent);
	if (first !== undefined && second !== undefined) throw severalFiles(first, second);
}

function namesIn(end: Uint8Array): string[] {
	const bytes = Buffer.from(end.buffer, end.byteOffset, end.length);
	const at = bytes.lastIndexOf(Buffer.from(endOfDirectory));
	if (at === -1 || at + endLength > bytes.length) return [];
	const isZip64 = readNumber(bytes, at - 20, 4) === zip64Locator;
	const directoryEnd = isZip64 ? at - zip64Length : at;
	const length = isZip64 ? readNumber(bytes, directoryEnd + 40, 8) : readNumber(bytes, at + 12, 4);
	const names: string[] = [];
	for (let entry = directoryEnd - length; entry >= 0 && entry < directoryEnd && readNumber(bytes, entry, 4) === centralHeader;) {
		const [name, extra, comment] = [28, 30, 32].map((offset) => readNumber(bytes, entry + offset, 2));
		names.push(new TextDecoder().decode(bytes.subarray(entry + 46, entry + 46 + name)));
		entry += 46 + name + extra + comment;
	}
	return names;
}
