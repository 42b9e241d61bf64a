import { TabularError } from '../failure';

const readable = 'Plain text, gzip and zip with one file can be read.';

export function refused(what: string): TabularError {
	return new TabularError('refused', `The file is ${what}, and no table. ${readable}`);
}

interface Kind {
	readonly what: string;
	/** How its bytes begin, from `at` on. */
	readonly magic: readonly number[];
	readonly at?: number;
	/** How it begins besides. */
	readonly also?: readonly number[];
	/** A text may begin like that, too: it has none of the characters that text has no use for. */
	readonly holdsControls?: true;
}

const bytesOf = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

/** Formats that are told by their first bytes: by as many as no text begins with, since people write `ORC` and `GIF8`, too. */
const binaryKinds: readonly Kind[] = [
	// Of a plain file this was found before: here it lies in a compressed one.
	{ what: 'compressed twice', magic: [0x1f, 0x8b, 0x08] },
	{ what: 'a zip archive in a compressed file', magic: [0x50, 0x4b, 0x03, 0x04] },
	{ what: 'an empty zip archive', magic: [0x50, 0x4b, 0x05, 0x06] },
	{ what: 'a part of a split zip archive', magic: [0x50, 0x4b, 0x07, 0x08] },
	// Its blocks begin with pi, an empty file ends with its square root.
	{ what: 'compressed with bzip2', magic: bytesOf('1AY&SY'), at: 4, also: bytesOf('BZh') },
	{ what: 'compressed with bzip2', magic: [0x17, 0x72, 0x45, 0x38, 0x50, 0x90], at: 4, also: bytesOf('BZh') },
	{ what: 'compressed with xz', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
	{ what: 'compressed with Zstandard', magic: [0x28, 0xb5, 0x2f, 0xfd] },
	{ what: 'compressed with LZ4', magic: [0x04, 0x22, 0x4d, 0x18] },
	{ what: 'compressed with compress (.Z)', magic: [0x1f, 0x9d] },
	{ what: 'a 7-Zip archive', magic: [0x37, 0x7a, 0xbc, 0xaf] },
	{ what: 'a RAR archive', magic: bytesOf('Rar!\x1a\x07') },
	{ what: 'a tar archive', magic: bytesOf('ustar'), at: 257, holdsControls: true },
	{ what: 'a Parquet file', magic: bytesOf('PAR1'), holdsControls: true },
	{ what: 'an Avro file', magic: bytesOf('Obj\x01') },
	{ what: 'an ORC file', magic: bytesOf('ORC'), holdsControls: true },
	{ what: 'a SQLite database', magic: bytesOf('SQLite format 3\0') },
	{ what: 'a PDF', magic: bytesOf('%PDF-') },
	{ what: 'an old Excel or Word file', magic: [0xd0, 0xcf, 0x11, 0xe0] },
	{ what: 'a PNG image', magic: [0x89, 0x50, 0x4e, 0x47] },
	{ what: 'a JPEG image', magic: [0xff, 0xd8, 0xff] },
	{ what: 'a GIF image', magic: bytesOf('GIF87a'), holdsControls: true },
	{ what: 'a GIF image', magic: bytesOf('GIF89a'), holdsControls: true },
	{ what: 'an RTF document', magic: bytesOf('{\\rtf') },
	{ what: 'a WebP image', magic: bytesOf('WEBP'), at: 8, also: bytesOf('RIFF') },
	{ what: 'a TIFF image', magic: [0x49, 0x49, 0x2a, 0x00] },
	{ what: 'a TIFF image', magic: [0x4d, 0x4d, 0x00, 0x2a] },
	{ what: 'a video', magic: bytesOf('ftyp'), at: 4, holdsControls: true },
	{ what: 'compressed with lzip', magic: bytesOf('LZIP\x01') },
	{ what: 'compressed with LZMA', magic: [0x5d, 0x00, 0x00] },
	{ what: 'compressed with Snappy', magic: [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50] },
	{ what: 'an Arrow file', magic: bytesOf('ARROW1\0') },
	{ what: 'a program', magic: [0x7f, 0x45, 0x4c, 0x46] },
	{ what: 'what macOS keeps of a folder', magic: bytesOf('Bud1'), at: 4, holdsControls: true },
];

/** How many bytes `expectNoBinary` wants to see. */
export const binarySampleBytes = 512;

/** @throws TabularError `refused` for a format that is known by its bytes and holds no text */
export function expectNoBinary(start: Uint8Array): void {
	const has = (bytes: readonly number[], at = 0): boolean => bytes.every((byte, index) => start[at + index] === byte);
	const found = binaryKinds.find(({ magic, at, also = [], holdsControls }) => has(magic, at) && has(also) && (!holdsControls || start.some(isControl)));
	if (found !== undefined) throw refused(found.what);
	if (isZlib(start)) throw refused('compressed with zlib');
	if (isPgpMessage(start)) throw refused('encrypted with PGP');
}

/**
 * @param codes of the first characters: bytes, or the units of UTF-16, whose bytes may be anything
 * @throws TabularError `refused` for characters that no text has so many of
 */
export function expectNoControls(codes: Iterable<number>): void {
	if (isBinary(codes)) throw refused('binary data');
}

/** The usual headers (RFC 1950). An `x` before a 0x01 may also begin a text whose delimiter that is. */
function isZlib(start: Uint8Array): boolean {
	const [first = 0, second = 0] = start;
	return first === 0x78 && (second === 0x9c || second === 0xda || (second === 0x01 && isBinary(start)));
}

/** A packet of a session key, encrypted to a key or with a passphrase (RFC 4880 5.1, 5.3), of a length and a version that fit. */
function isPgpMessage(start: Uint8Array): boolean {
	const [tag = 0, ...rest] = start.subarray(0, 4);
	if (tag === 0x84 || tag === 0x8c) return rest[1] === 3 || rest[1] === 4;
	if (tag === 0x85) return rest[2] === 3;
	return (tag === 0xc1 || tag === 0xc3) && (rest[1] === 3 || rest[1] === 4 || rest[2] === 3);
}

/** NULs are left out of account: they may be what a broken upload has left. */
function isBinary(codes: Iterable<number>): boolean {
	let odd = 0;
	let all = 0;
	for (const code of codes) {
		if (code !== 0 && isControl(code)) odd++;
		all++;
	}
	return odd >= 8 && odd > all * 0.04;
}

/** Control characters that text has no use for; 1 to 3, and 28 to 31, may separate values. */
function isControl(code: number): boolean {
	return code === 0 || (code >= 4 && code <= 8) || (code >= 14 && code <= 25);
}

/** What is text and still no table, by how it begins. */
const textKinds: ReadonlyArray<readonly [RegExp, string]> = [
	[/^(?:<!doctype html|<html|<head|<body)/i, 'an HTML page'],
	[/^<\?xml[^>]*>\s*(?:<!--[^>]*-->\s*)?(?:<!doctype html|<html)/i, 'an HTML page'],
	[/^<\?xml|^<[a-z][\w:.-]*(?:\s[^<>]*)?\/?>\s*(?:<|$)/i, 'XML'],
	[/^<!--/, 'an HTML or XML page'],
	[/^-----BEGIN PGP MESSAGE/, 'encrypted with PGP'],
	[/^-----BEGIN PGP SIGNED/, 'signed with PGP'],
	[/^-----BEGIN PGP/, 'a key or a signature of PGP'],
	[/^-----BEGIN [A-Z ]*(?:KEY|CERTIFICATE)/, 'a key or certificate'],
	[/^\{\s*(?:"[^"\r\n]*"\s*:|\})/, 'JSON'],
	[/^\[\s*(?:[{\]]|\[\s*["\d]|"[^"\r\n]*"\s*[,\]])/, 'JSON'],
	[/^%!PS/, 'a PostScript document'],
	[/^BEGIN:(?:VCARD|VCALENDAR)\r?\n/i, 'a vCard or a calendar'],
	[/^(?:-- (?:MySQL|MariaDB|PostgreSQL) (?:database )?dump|(?:INSERT INTO|CREATE TABLE|DROP TABLE|SET NAMES) )/i, 'SQL'],
	[/^(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{64}|[\da-f]{128}) [ *]\S[^\r\n]*(?:\r?\n(?:[\da-f]{32,128} [ *][^\r\n]*)?)*$/i, 'a list of checksums'],
];

/** @throws TabularError `refused` for a text that is known to be something else */
export function expectNoOtherText(text: string): void {
	const start = text.slice(0, 2_048).replace(/^[\s\ufeff\u00ef\u00bb\u00bf]+/, '');
	const found = textKinds.find(([beginning]) => beginning.test(start));
	if (found !== undefined) throw refused(found[1]);
}

/** Files that programs leave beside others, by their names. */
const companions: ReadonlyArray<readonly [RegExp, string]> = [
	[/^thumbs\.db$|^ehthumbs\.db$/i, 'a cache of pictures that Windows keeps'],
	[/^desktop\.ini$/i, 'a setting of a folder in Windows'],
	[/^\.ds_store$|^\._/i, 'what macOS keeps of a folder'],
	[/^~\$|^\.~lock\..*#$|\.lock$|\.lck$/i, 'a lock that a program holds on another file'],
	[/\.(?:md5|sha1|sha256|sha512|sfv)$/i, 'a checksum of another file'],
];

/** Whether a name, or a pattern for names, ends as programs call a file that they are still writing. */
export function isUnfinished(name: string): boolean {
	return unfinished.test(name);
}

const unfinished = /\.(?:part|partial|filepart|crdownload|tmp|temp|swp)$/i;

/**
 * @param path of the file
 * @param takesUnfinished whether somebody asked for files by such a name
 * @throws TabularError `refused` for a file whose name says that it is no table
 */
export function expectTableName(path: string, takesUnfinished: boolean): void {
	const name = path.slice(path.lastIndexOf('/') + 1);
	const found = companions.find(([pattern]) => pattern.test(name));
	if (found !== undefined) throw new TabularError('refused', `${name} is ${found[1]}, and no table.`);
	if (isUnfinished(name) && !takesUnfinished) {
		throw new TabularError('refused', `${name} is, by its name, a file that a program has not finished, and no table yet.`);
	}
}
