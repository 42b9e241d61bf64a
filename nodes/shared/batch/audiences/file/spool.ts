import { randomBytes, randomInt } from 'node:crypto';

/** Characters that an id cannot hold, and that so part it from what is behind it, and one record from the next. */
const tailMark = '\t';
const recordEnd = '\n';

/** So many parts: of ten million ids some 80,000 are held at once. */
export const partsOfSpool = 128;

/** Characters of a part that are written together. */
const worthWriting = 32_768;

/**
 * Chunks after which a part looks for records that say the same before it writes more: ten million ids make about as many, and a
 * file that repeats one id for ever would make one part of it all.
 */
const ordinaryChunks = 64;

/** Bytes that wait for the disk at most, before nothing more is taken. */
const waitingAtMost = 1_048_576;

interface Chunk {
	readonly offset: number;
	readonly length: number;
}

type File = Awaited<ReturnType<typeof import('../../../vendor/temporaryFile').open>>;

/**
 * The ids of a file, in a temporary file that has no name: it is gone as soon as it is closed, or the process ends, in
 * whatever way. They are kept in parts, by a hash of the id: all records of one id lie in one part, in their order, so that
 * what is said of an id is found with a part in memory and no more.
 */
export class Spool {
	/** Records, by part, that are not written yet. */
	private readonly pending: string[][] = Array.from({ length: partsOfSpool }, () => []);
	private readonly sizes = new Uint32Array(partsOfSpool);
	private readonly chunks: Chunk[][] = Array.from({ length: partsOfSpool }, () => []);
	private waiting: Uint8Array[] = [];
	private waitingBytes = 0;
	private end = 0;
	/** Records. */
	count = 0;
	/** Whether a record says more than an id. */
	hasTails = false;
	/** Parts in which no record is known to come twice. */
	readonly distinct = new Set<number>();

	/** @param seed nobody who makes a file knows into which part an id goes */
	private constructor(
		private readonly file: File,
		private readonly seed: number,
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
		return new Spool(file, like?.seed ?? randomInt(0x1_0000_0000) | 0);
	}

	/**
	 * Takes a record.
	 * @param id without control characters
	 * @param tail what is said of the id, without line breaks; the empty text where that is nothing
	 */
	add(id: string, tail: string): void {
		const part = this.partOf(id);
		this.count++;
		if (tail === '') this.pending[part].push(id);
		else {
			this.hasTails = true;
			this.pending[part].push(id + tailMark + tail);
		}
		this.sizes[part] += id.length + tail.length + 1;
		if (this.sizes[part] >= worthWriting) this.put(part);
	}

	/** Whether `write` is due: what waits for the disk is in memory until then. */
	get isFull(): boolean {
		return this.waitingBytes >= waitingAtMost;
	}

	/** Writes what waits. */
	async write(): Promise<void> {
		const buffers = this.waiting;
		this.waiting = [];
		this.waitingBytes = 0;
		for (const buffer of buffers) {
			for (let at = 0; at < buffer.length; ) {
				const { bytesWritten } = await this.file.write(buffer, at, buffer.length - at, null);
				at += bytesWritten;
			}
		}
	}

	/** Writes everything. Nothing is added after that. */
	async finish(): Promise<void> {
		for (let part = 0; part < partsOfSpool; part++) {
			this.put(part);
			if (this.isFull) await this.write();
		}
		await this.write();
	}

	/** The records of a part, in the order in which they were added. */
	async read(part: number): Promise<string[]> {
		const chunks = this.chunks[part];
		const bytes = Buffer.allocUnsafe(chunks.reduce((sum, { length }) => sum + length, 0));
		let at = 0;
		await Promise.all(
			chunks.map(async ({ offset, length }) => {
				const start = at;
				at += length;
				await this.readAt(bytes, start, length, offset);
			}),
		);
		if (bytes.length === 0) return [];
		const records = bytes.toString('utf8').split(recordEnd);
		records.pop();
		return records;
	}

	async close(): Promise<void> {
		await this.file.close();
	}

	private async readAt(bytes: Uint8Array, start: number, length: number, offset: number): Promise<void> {
		for (let done = 0; done < length; ) {
			const { bytesRead } = await this.file.read(bytes, start + done, length - done, offset + done);
			if (bytesRead === 0) throw new Error('A temporary file lost a part of what was written to it');
			done += bytesRead;
		}
	}

	private put(part: number): void {
		const taken = this.pending[part];
		if (taken.length === 0) return;
		const records = this.chunks[part].length < ordinaryChunks ? taken : lastOfEach(taken);
		const bytes = Buffer.from(records.join(recordEnd) + recordEnd, 'utf8');
		this.chunks[part].push({ offset: this.end, length: bytes.length });
		this.end += bytes.length;
		this.waiting.push(bytes);
		this.waitingBytes += bytes.length;
		this.pending[part] = [];
		this.sizes[part] = 0;
	}

	private partOf(id: string): number {
		let hash = this.seed;
		for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 0x0100_0193);
		return (hash ^ (hash >>> 15)) & (partsOfSpool - 1);
	}
}

/** Of several records of one id the last, which is what counts. */
function lastOfEach(records: readonly string[]): string[] {
	return [...new Map(records.map((record) => [idOf(record), record])).values()];
}

/** A record, taken apart. */
export function idOf(record: string): string {
	const end = record.indexOf(tailMark);
	return end === -1 ? record : record.slice(0, end);
}

export function tailOf(record: string): string {
	const end = record.indexOf(tailMark);
	return end === -1 ? '' : record.slice(end + 1);
}
