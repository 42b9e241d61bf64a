export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** What the user may choose, in the words of the editor. Windows-1252 is Latin-1 with printable characters where Latin-1 has none. */
export const encodingNames: Readonly<Record<Encoding, string>> = {
	'utf-8': 'UTF-8',
	'utf-16le': 'UTF-16 (Little-Endian)',
	'utf-16be': 'UTF-16 (Big-Endian)',
	'windows-1252': 'Latin-1 / Windows-1252',
};

export interface DetectedEncoding {
	readonly encoding: Encoding;
	/** Length of the byte order marks at the start, in bytes: some programs write one more. */
	readonly markBytes: number;
	/** Whether it was told, or the bytes can be nothing else. */
	readonly isCertain: boolean;
}

const marks: ReadonlyArray<readonly [Encoding, readonly number[]]> = [
	['utf-8', [0xef, 0xbb, 0xbf]],
	['utf-16le', [0xff, 0xfe]],
	['utf-16be', [0xfe, 0xff]],
];

/** UTF-16 text of western languages is half zeros; a stray NUL in UTF-8 is not. */
const zeroShare = 0.3;
/** Line ends, delimiters and digits among other letters. */
const fewZeros = 0.02;
/** Different characters that must have a zero beside them: a line end alone may be followed by one in a text of bytes, too. */
const signsWanted = 3;

/**
 * Tells a file's encoding from its first bytes: byte order mark, else the zeros of UTF-16, else UTF-8 unless
 * the bytes above 127 mostly do not form UTF-8. A sample of plain ASCII is UTF-8: a Latin-1 letter further
 * down then makes its row a bad row that says so, rather than a guess.
 * @param chosen the user's choice; a mark of that encoding is still left out of the text
 */
export function detectEncoding(sample: Uint8Array, chosen?: Encoding): DetectedEncoding {
	const mark = marks.find(([, bytes]) => startsWith(sample, bytes, 0));
	if (chosen !== undefined) return { encoding: chosen, markBytes: lengthOfMarks(sample, chosen), isCertain: true };
	if (mark !== undefined) return { encoding: mark[0], markBytes: lengthOfMarks(sample, mark[0]), isCertain: true };
	const encoding = guess(sample);
	return { encoding, markBytes: 0, isCertain: encoding === 'utf-8' && sample.some((byte) => byte > 0x7f) && isUtf8(sample) };
}

function lengthOfMarks(sample: Uint8Array, encoding: Encoding): number {
	const bytes = marks.find(([marked]) => marked === encoding)?.[1] ?? [];
	let length = 0;
	while (bytes.length > 0 && startsWith(sample, bytes, length)) length += bytes.length;
	return length;
}

function startsWith(sample: Uint8Array, bytes: readonly number[], at: number): boolean {
	return bytes.every((byte, index) => sample[at + index] === byte);
}

function isUtf8(sample: Uint8Array): boolean {
	return countUtf8(sample).strays === 0;
}

function guess(sample: Uint8Array): Encoding {
	const units = sample.length >> 1;
	let evenZeros = 0;
	let oddZeros = 0;
	for (let index = 0; index < units; index++) {
		if (sample[2 * index] === 0) evenZeros++;
		if (sample[2 * index + 1] === 0) oddZeros++;
	}
	if (oddZeros > units * zeroShare && evenZeros < oddZeros / 4) return 'utf-16le';
	if (evenZeros > units * zeroShare && oddZeros < evenZeros / 4) return 'utf-16be';
	// Of other letters than Latin ones the signs of a table have a zero each, and nothing else has one.
	if (oddZeros >= units * fewZeros && evenZeros === 0 && hasSigns(sample, 0)) return 'utf-16le';
	if (evenZeros >= units * fewZeros && oddZeros === 0 && hasSigns(sample, 1)) return 'utf-16be';
	const { sequences, strays } = countUtf8(sample);
	return strays > sequences ? 'windows-1252' : 'utf-8';
}

/** Whether a line end and other signs of ASCII stand beside zeros. */
function hasSigns(sample: Uint8Array, at: 0 | 1): boolean {
	const signs = new Set<number>();
	for (let index = 0; index + 1 < sample.length; index += 2) {
		if (sample[index + 1 - at] === 0) signs.add(sample[index + at]);
	}
	return signs.size >= signsWanted && (signs.has(0x0a) || signs.has(0x0d));
}

/** Counts well-formed multi-byte sequences and bytes that belong to none; one cut at the end counts as neither. */
function countUtf8(bytes: Uint8Array): { sequences: number; strays: number } {
	let sequences = 0;
	let strays = 0;
	for (let index = 0; index < bytes.length; index++) {
		const byte = bytes[index];
		if (byte < 0x80) continue;
		const following = byte >= 0xf0 && byte < 0xf5 ? 3 : byte >= 0xe0 && byte < 0xf0 ? 2 : byte >= 0xc2 && byte < 0xe0 ? 1 : 0;
		let found = 0;
		while (found < following && (bytes[index + 1 + found] & 0xc0) === 0x80) found++;
		if (following > 0 && found === following) {
			sequences++;
			index += following;
		} else if (following === 0 || index + 1 + found < bytes.length) {
			strays++;
		}
	}
	return { sequences, strays };
}
