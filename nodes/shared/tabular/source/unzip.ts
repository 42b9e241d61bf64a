import { TabularError } from '../failure';
import type { ByteReader } from './byteReader';
import { crc32 } from './crc32';
import { inflate, rawWindow } from './inflate';
import { centralHeader, descriptorSignature, endOfDirectory, expectNoDocument, isContent, localHeader, readNumber, severalFiles } from './zipFormat';

type Pako = typeof import('../../vendor/pako');

/** Flags and methods of APPNOTE.TXT 4.4. */
const encryptedFlag = 1;
const descriptorFlag = 8;
const stored = 0;
const deflated = 8;
const zip64Mark = 0xffffffff;
const largestDirectory = 1_048_576;

interface Entry {
	readonly name: string;
	readonly method: number;
	/** Checksum and sizes follow the data instead of standing before it. */
	readonly describedAfter: boolean;
	readonly checksum: number;
	readonly compressedSize: number;
	readonly size: number;
	readonly zip64: boolean;
}

/**
 * Unzips an archive that holds one file, as a stream. A zip lists its files at its end: where
 * `expectOneFile` has not seen that before, a second file is met only after the first one's rows.
 * @throws TabularError `refused` (several files, encrypted, another method), `truncated`, `damaged`
 */
export async function* unzip(reader: ByteReader, pako: Pako): AsyncGenerator<Uint8Array> {
	let read: string | undefined;
	while (readNumber(await reader.peek(4), 0, 4) === localHeader) {
		const entry = await readEntry(reader);
		expectNoDocument(entry.name);
		const counts = isContent(entry.name);
		if (counts && read !== undefined) throw severalFiles(read, entry.name);
		if (counts) read = entry.name;
		for await (const bytes of entryBytes(reader, entry, pako)) if (counts) yield bytes;
	}
	await expectDirectory(reader);
	if (read === undefined) throw new TabularError('refused', 'The zip holds no file.');
}

async function readEntry(reader: ByteReader): Promise<Entry> {
	const header = await takeAll(reader, 30);
	const flags = readNumber(header, 6, 2);
	const name = new TextDecoder().decode(await takeAll(reader, readNumber(header, 26, 2)));
	const extra = await takeAll(reader, readNumber(header, 28, 2));
	if (flags & encryptedFlag) throw new TabularError('refused', `The file ${name} in the zip is encrypted.`);
	const method = readNumber(header, 8, 2);
	if (method !== stored && method !== deflated) {
		throw new TabularError('refused', `The file ${name} in the zip uses compression method ${method}; only deflate can be read.`);
	}
	const describedAfter = (flags & descriptorFlag) !== 0;
	const sizes = findZip64Sizes(extra);
	const size = readNumber(header, 22, 4);
	const compressedSize = readNumber(header, 18, 4);
	return {
		name,
		method,
		describedAfter,
		checksum: readNumber(header, 14, 4),
		size: size === zip64Mark ? (sizes?.size ?? size) : size,
		compressedSize: compressedSize === zip64Mark ? (sizes?.compressedSize ?? compressedSize) : compressedSize,
		zip64: sizes !== undefined,
	};
}

/** The extra field 0x0001, which carries sizes of 4 GB and more. */
function findZip64Sizes(extra: Uint8Array): { size: number; compressedSize: number } | undefined {
	for (let at = 0; at + 4 <= extra.length; at += 4 + readNumber(extra, at + 2, 2)) {
		if (readNumber(extra, at, 2) === 1 && at + 20 <= extra.length) {
			return { size: readNumber(extra, at + 4, 8), compressedSize: readNumber(extra, at + 12, 8) };
		}
	}
	return undefined;
}

async function* entryBytes(reader: ByteReader, entry: Entry, pako: Pako): AsyncGenerator<Uint8Array> {
	if (entry.method === stored && entry.describedAfter && entry.compressedSize === 0) {
		throw new TabularError('refused', `The file ${entry.name} in the zip is stored without saying how long it is.`);
	}
	let checksum = 0;
	let size = 0;
	const bytes = entry.method === stored ? takeExactly(reader, entry.compressedSize) : inflate(reader, rawWindow, pako);
	for await (const part of bytes) {
		checksum = crc32(checksum, part);
		size += part.length;
		yield part;
	}
	const expected = entry.describedAfter ? await readDescriptor(reader, entry.zip64) : entry;
	if (checksum !== expected.checksum || size !== expected.size) {
		throw new TabularError('damaged', `The file ${entry.name} in the zip is damaged: its checksum does not fit.`);
	}
}

async function readDescriptor(reader: ByteReader, zip64: boolean): Promise<{ checksum: number; size: number }> {
	const width = zip64 ? 8 : 4;
	if (readNumber(await reader.peek(4), 0, 4) === descriptorSignature) await takeAll(reader, 4);
	const descriptor = await takeAll(reader, 4 + 2 * width);
	return { checksum: readNumber(descriptor, 0, 4), size: readNumber(descriptor, 4 + width, width) };
}

async function expectDirectory(reader: ByteReader): Promise<void> {
	const directory = await reader.peek(largestDirectory);
	const complete = Buffer.from(directory.buffer, directory.byteOffset, directory.length).includes(Buffer.from(endOfDirectory));
	if (readNumber(directory, 0, 4) !== centralHeader || !complete) {
		throw new TabularError('truncated', 'The zip stops before its list of files: it is cut off, or still being written.');
	}
}

async function* takeExactly(reader: ByteReader, length: number): AsyncGenerator<Uint8Array> {
	for (let left = length; left > 0;) {
		const bytes = await reader.takeSome(left);
		if (bytes === undefined) throw cutOff();
		left -= bytes.length;
		yield bytes;
	}
}

async function takeAll(reader: ByteReader, length: number): Promise<Uint8Array> {
	const bytes = await reader.take(length);
	if (bytes.length < length) throw cutOff();
	return bytes;
}

function cutOff(): TabularError {
	return new TabularError('truncated', 'The zip stops in the middle: it is cut off, or still being written.');
}
