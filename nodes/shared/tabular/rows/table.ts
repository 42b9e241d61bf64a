import { Bounded } from '../../bounded';
import { ByteReader } from '../source/byteReader';
import { compressionSampleBytes, detectCompression, type Compression } from '../source/compression';
import { decompress, skipBytes } from '../source/decompress';
import { pieceBytes, pieces } from '../source/pieces';
import { expectOneFile, zipEndBytes } from '../source/zipDirectory';
import { loadCsvLibrary, type NewCsvParser } from './csvLibrary';
import { detectFormat, type DetectedFormat } from './detectFormat';
import type { Format } from './format';
import type { ColumnPortion, Portion } from './portion';
import type { Position } from './position';
import { readColumns, readPortions, type ReadingEnd } from './readPortions';
import { defaultBadRowLimit, defaultMaxRecordLength, resumeToken, type ResumeToken, type TableSettings } from './settings';

/** A file that is being read. */
export interface Table {
	readonly format: Format;
	/** What was assumed of the file and what is certain, a short text each; undefined when it is read on from an earlier reading. */
	readonly readAs: readonly string[] | undefined;
	/** The cells of the header as they stand; undefined where there is none, or it was read by an earlier reading. */
	readonly header: readonly string[] | undefined;
	/** Bytes of the decompressed content before its first row. */
	readonly begins: number | undefined;
	/**
	 * The rows, once. Each portion is read when it is asked for, so that a slow consumer slows the source.
	 * @throws TabularError when the file fails
	 */
	portions(): AsyncGenerator<Portion>;
	/**
	 * Some columns of the rows, instead of `portions`; quicker, as most rows need not be made.
	 * @param only columns by index, ascending
	 * @throws TabularError when the file fails
	 */
	columnPortions(only: readonly number[]): AsyncGenerator<ColumnPortion>;
	/** Where and how the file ended; undefined before its last portion was read. */
	end(): ReadingEnd | undefined;
	/** For reading on from a position of one of the portions. */
	resumeAt(position: Position): ResumeToken;
	/** Lets the source go. Reading to the end, breaking out of the loop and a failure do it too. */
	close(): Promise<void>;
}

/** Gives the last bytes of a file, up to so many; undefined where they cannot be had beforehand. */
export type ReadEnd = (most: number) => Promise<Uint8Array | undefined>;

/**
 * Opens a CSV file, compressed or not, whatever its name says.
 * @param source the file's bytes from the start, or from `settings.resume.openAt`
 * @param readEnd asked for a zip, whose end tells what is in it
 * @throws TabularError `refused`, `damaged`, `truncated` or `settings`
 */
export async function openTable(source: AsyncIterable<Uint8Array>, settings: TableSettings = {}, readEnd?: ReadEnd): Promise<Table> {
	const reader = new ByteReader(source);
	let table: Table | undefined;
	try {
		table = await open(reader, settings, readEnd);
		return table;
	} finally {
		if (table === undefined) await reader.close();
	}
}

async function open(reader: ByteReader, settings: TableSettings, readEnd?: ReadEnd): Promise<Table> {
	const newParser = await loadCsvLibrary();
	const { resume } = settings;
	const compression = resume?.format.compression ?? detectCompression(await reader.peek(compressionSampleBytes));
	if (compression === 'zip' && resume === undefined) await expectOneFileIn(readEnd);
	const content = await decompress(reader, compression);
	const skipped = resume === undefined ? 0 : resume.offset - resume.openAt;
	const parts = pieces(skipped === 0 ? content : skipBytes(content, skipped));
	if (resume !== undefined) return makeTable(reader, parts, resume.format, resume, settings, newParser);
	return await openFromStart(reader, parts, compression, settings, newParser);
}

async function expectOneFileIn(readEnd?: ReadEnd): Promise<void> {
	const end = await readEnd?.(zipEndBytes);
	if (end !== undefined) expectOneFile(end);
}

async function openFromStart(
	reader: ByteReader,
	parts: AsyncGenerator<Uint8Array>,
	compression: Compression,
	settings: TableSettings,
	newParser: NewCsvParser,
): Promise<Table> {
	const seen: Uint8Array[] = [];
	const loop = new Bounded('The file', {});
	let lookAt = 1;
	for (;;) {
		const next = await parts.next();
		if (next.done !== true) seen.push(next.value);
		// One piece is kept back: what is seen may be all there is.
		if (next.done !== true && seen.length <= lookAt) continue;
		const whole = next.done === true;
		const looked = whole ? seen : seen.slice(0, -1);
		const sample = looked.length === 1 ? looked[0] : Buffer.concat(looked);
		const found = detectFormat(sample, whole, compression, settings, newParser);
		if (loop.isDue) await loop.breathe();
		if (found !== undefined) {
			return makeTable(reader, chain(behind(seen, found.start.offset), parts), found.format, found.start, settings, newParser, found);
		}
		// The first lines are long: twice as much is looked at.
		lookAt += Math.ceil(sample.length / pieceBytes);
	}
}

/** Pieces without their first bytes, none larger than those that follow: the first was, to be looked at. */
function behind(parts: readonly Uint8Array[], offset: number): Uint8Array[] {
	let left = offset;
	return parts.flatMap((part) => {
		const start = Math.min(left, part.length);
		left -= start;
		const pieces: Uint8Array[] = [];
		for (let at = start; at < part.length; at += pieceBytes) pieces.push(part.subarray(at, at + pieceBytes));
		return pieces;
	});
}

async function* chain(first: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	yield* first;
	yield* rest;
}

function makeTable(
	reader: ByteReader,
	parts: AsyncIterable<Uint8Array>,
	format: Format,
	start: Position,
	settings: TableSettings,
	newParser: NewCsvParser,
	found?: Pick<DetectedFormat, 'header' | 'readAs'>,
): Table {
	let end: ReadingEnd | undefined;
	const { badRowLimit = defaultBadRowLimit, maxRecordLength = defaultMaxRecordLength } = settings;
	const reading = { format, start, badRowLimit, maxRecordLength };
	const begins = settings.resume === undefined ? start.offset : settings.resume.begins;
	return {
		format,
		readAs: found?.readAs,
		header: found?.header,
		begins,
		async *portions() {
			try {
				end = yield* readPortions(parts, reading, newParser);
			} finally {
				await reader.close();
			}
		},
		async *columnPortions(only) {
			try {
				end = yield* readColumns(parts, only, reading, newParser);
			} finally {
				await reader.close();
			}
		},
		end: () => end,
		resumeAt: (position) => resumeToken(format, position, settings, begins),
		close: () => reader.close(),
	};
}
