import { randomBytes, randomInt } from 'node:crypto';

import { hashOf, recordBytes, Records, writeRecord, type HashKey } from './records';

/** So many parts: of ten million ids some 80,000 are held at once, few enough to be found without waiting for memory. */
export const partsOfSpool = 128;

/** A part is told by the first bits of a hash. */
const bitsOfOtherParts = 32 - Math.log2(partsOfSpool);

/** Bytes of a part that are written together. */
const chunkBytes = 32_768;

/**
 * Chunks after which a part looks for records of one id before it writes more: ten million ids make half as many, and a
 * file that repeats one id for ever would make one part of it all.
 */
const ordinaryChunks = 256;

/** Chunks that wait for the disk at most, before nothing more is taken. */
const waitingAtMost = 8;

interface Chunk {
	readonly offset: number;
	readonly length: number;
}

type File = Awaited<ReturnType<typeof import('../../../vendor/temporaryFile').open>>;

/**
 * The ids of a file, in a temporary file that has no name: it is gone as soon as it is closed, or the process ends, in
 * whatever way. They are kept in parts, by a hash of the id: all records of one id lie in one part, in their order, so that
 * what is said of an id is found with a part in memory and no more. They are bytes all the way: a million texts would have
 * to be made three times, and collected.
 */
export class Spool {
	/** What is filled, by part. */
	private readonly open: Buffer[] = Array.from({ length: partsOfSpool }, () => Buffer.alloc(0));
	private readonly filled = new Uint32Array(partsOfSpool);
	/** Records of it. */
	private readonly records = new Uint32Array(partsOfSpool);
	/** What lies in the file, by part. */
	private readonly chunks: Chunk[][] = Array.from({ length: partsOfSpool }, () => []);
	private readonly counts = new Uint32Array(partsOfSpool);
	private waiting: Buffer[] = [];
	private writing: Promise<void> = Promise.resolve();
	/** Buffers that were written. */
	private readonly free: Buffer[] = [];
	private end = 0;
	private encoded = Buffer.allocUnsafeSlow(4_096);
	private readonly part = new Records();
	/** Parts in which no id is known to come twice. */
	readonly distinct = new Set<number>();

	private constructor(
		private readonly file: File,
		private readonly key: HashKey,
	) {}

	/** @param like one whose parts are to hold the same ids: two are compared part by part */
	static async open(like?: Spool): Promise<Spool> {
		const { open, tmpdir, unlink } = await import('../../../vendor/temporaryFile');
		const path = `${tmpdir()}/n8n-nodes-batch-${randomBytes(12).toString('hex')}`;
		const file = await open(path, 'wx+', 0o600);
		await unlink(path).catch(async (error: unknown) => {
			await file.close();
			return await Promise.reject(error);
		});
		return new Spool(file, like?.key ?? { seed: randomInt(0x1_0000_0000) | 0, factor: randomInt(0x1_0000_0000) | 1 });
	}

	/**
	 * Takes an id.
	 * @param tail what is said of it; the empty text where that is nothing
	 */
	add(id: string, tail: string): void {
		const written = id.includes('"') || id.includes('\\') ? JSON.stringify(id).slice(1, -1) : id;
		const most = 3 * (written.length + tail.length);
		if (this.encoded.length < most) this.encoded = Buffer.allocUnsafeSlow(most);
		const idBytes = this.encoded.write(written);
		const tailBytes = tail === '' ? 0 : this.encoded.write(tail, idBytes);
		this.take(this.encoded, 0, idBytes, tailBytes);
	}

	/** Takes an id of which nothing is said, as the bytes that it has in JSON. */
	addBytes(bytes: Uint8Array, start: number, end: number): void {
		this.take(bytes, start, end - start, 0);
	}

	/** Whether `write` is due: what waits for the disk is in memory until then. */
	get isFull(): boolean {
		return this.waiting.length >= waitingAtMost;
	}

	/** Writes what waits, once what waited before is written. */
	async write(): Promise<void> {
		await this.writing;
		this.writing = this.writeAll(this.waiting);
		// It is waited for when more is to be written.
		this.writing.catch(() => undefined);
		this.waiting = [];
	}

	/** Writes everything. Nothing is added after that. */
	async finish(): Promise<void> {
		for (let part = 0; part < partsOfSpool; part++) {
			this.closeChunk(part);
			this.open[part] = Buffer.alloc(0);
			if (this.isFull) await this.write();
		}
		await this.write();
		await this.writing;
		this.free.length = 0;
	}

	/** The records of a part, until the next is read. */
	async read(part: number): Promise<Records> {
		const { part: records } = this;
		const chunks = this.chunks[part];
		const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
		// A little more, because parts differ little in size: one buffer is enough for all of them.
		if (records.bytes.length < length) records.bytes = Buffer.allocUnsafeSlow(Math.ceil(length * 1.1));
		let end = 0;
		await Promise.all(
			chunks.map(async (chunk) => {
				const start = end;
				end += chunk.length;
				await this.readAt(records.bytes, start, chunk);
			}),
		);
		records.end = length;
		records.count = this.counts[part];
		return records;
	}

	async close(): Promise<void> {
		await this.writing.catch(() => undefined);
		await this.file.close();
	}

	private take(from: Uint8Array, start: number, idBytes: number, tailBytes: number): void {
		const hash = hashOf(from, start, start + idBytes, this.key);
		const part = hash >>> bitsOfOtherParts;
		const length = recordBytes(idBytes, tailBytes);
		if (this.filled[part] + length > this.open[part].length) this.openChunk(part, length);
		writeRecord(this.open[part], this.filled[part], hash, from, start, idBytes, tailBytes);
		this.filled[part] += length;
		this.records[part]++;
	}

	private openChunk(part: number, least: number): void {
		this.closeChunk(part);
		this.open[part] = least <= chunkBytes ? (this.free.pop() ?? Buffer.allocUnsafeSlow(chunkBytes)) : Buffer.allocUnsafeSlow(least);
	}

	private closeChunk(part: number): void {
		const records = new Records(this.open[part], this.filled[part], this.records[part]);
		if (records.end === 0) return;
		if (this.chunks[part].length >= ordinaryChunks) records.compact();
		this.chunks[part].push({ offset: this.end, length: records.end });
		this.counts[part] += records.count;
		this.end += records.end;
		this.waiting.push(this.open[part].subarray(0, records.end));
		this.filled[part] = 0;
		this.records[part] = 0;
	}

	private async writeAll(buffers: readonly Buffer[]): Promise<void> {
		for (let left = buffers; left.length > 0; ) {
			const { bytesWritten } = await this.file.writev(left);
			left = behind(left, bytesWritten);
		}
		for (const { buffer } of buffers) if (buffer.byteLength === chunkBytes) this.free.push(Buffer.from(buffer));
	}

	private async readAt(bytes: Uint8Array, start: number, { offset, length }: Chunk): Promise<void> {
		for (let done = 0; done < length; ) {
			const { bytesRead } = await this.file.read(bytes, start + done, length - done, offset + done);
			if (bytesRead === 0) throw new Error('A temporary file lost a part of what was written to it');
			done += bytesRead;
		}
	}
}

/** What is left of buffers, without their first bytes. */
function behind(buffers: readonly Buffer[], bytes: number): Buffer[] {
	let written = bytes;
	return buffers.flatMap((buffer) => {
		const start = Math.min(written, buffer.length);
		written -= start;
		return start === buffer.length ? [] : [buffer.subarray(start)];
	});
}
