import type { Records } from './records';

/** Members of one call. */
export interface Portion {
	readonly members: number;
	/** The JSON that is sent. */
	readonly body: Buffer;
	/** Gives the memory of the body to a later portion. For when nobody reads it any more. */
	release(): void;
}

/** The JSON of bodies without members, whose list stands last: of the first call, and of all others. */
export interface EmptyBodies {
	readonly first: string;
	readonly others: string;
	/** Of the first call's members nothing is said but their ids and what they carry: they are all that there are to be. */
	readonly firstReplaces: boolean;
}

const openings = { addition: Buffer.from('{"action":"add","id":"'), removal: Buffer.from('{"action":"remove","id":"'), member: Buffer.from('{"id":"') };

const [comma, quote, closing] = Buffer.from(',"}');
const endOfBody = Buffer.from(']}');

/** What needs more gets more. */
const bytesAtFirst = 8_192;

/**
 * Writes portions, out of the bytes of records: what a call sends is put together without a text or an object for each
 * member. Each has memory of its own until it is released: what is made new for each call is outside V8's heap, and V8 looks through
 * all of its heap for every few of them.
 */
export class PortionWriter {
	private buffer: Buffer = Buffer.alloc(0);
	/** Of portions that were released. */
	private readonly free: Buffer[] = [];
	private largest = bytesAtFirst;
	private length = 0;
	private members = 0;
	private portions = 0;

	constructor(
		private readonly membersAtMost: number,
		private readonly bodies: EmptyBodies,
	) {}

	get isFull(): boolean {
		return this.members === this.membersAtMost;
	}

	/** Whether there is anything to send: a replacement by nobody is. */
	get isDue(): boolean {
		return this.members > 0 || (this.portions === 0 && this.bodies.firstReplaces);
	}

	add(records: Records, at: number): void {
		const isOfWhole = this.portions === 0 && this.bodies.firstReplaces;
		this.write(isOfWhole ? openings.member : openings.addition, records, at, records.tailEnd(at));
	}

	remove(records: Records, at: number): void {
		this.write(openings.removal, records, at, records.idEnd(at));
	}

	/** What was written. The next portion begins. */
	take(): Portion {
		if (this.members === 0) this.begin();
		this.makeRoom(endOfBody.length);
		const { members, buffer, free } = this;
		endOfBody.copy(buffer, this.length);
		const body = buffer.subarray(0, this.length + endOfBody.length);
		this.portions++;
		this.members = 0;
		this.largest = Math.max(this.largest, body.length);
		return { members, body, release: () => void free.push(buffer) };
	}

	private begin(): void {
		const { bodies } = this;
		this.buffer = this.free.pop() ?? Buffer.allocUnsafeSlow(Math.ceil(this.largest * 1.05));
		this.length = 0;
		const open = Buffer.from(this.portions === 0 ? bodies.first : bodies.others).subarray(0, -endOfBody.length);
		this.makeRoom(open.length);
		this.length = open.copy(this.buffer);
	}

	/** @param tailEnd where what is said of the id ends: an object, whose fields stand beside the id */
	private write(opening: Uint8Array, records: Records, at: number, tailEnd: number): void {
		if (this.members === 0) this.begin();
		const from = records.bytes;
		const idStart = records.idStart(at);
		const idEnd = records.idEnd(at);
		this.makeRoom(opening.length + (tailEnd - idStart) + 4);
		const { buffer } = this;
		let { length } = this;
		if (this.members > 0) buffer[length++] = comma;
		for (let index = 0; index < opening.length; index++) buffer[length++] = opening[index];
		for (let index = idStart; index < idEnd; index++) buffer[length++] = from[index];
		buffer[length++] = quote;
		buffer[length++] = tailEnd === idEnd ? closing : comma;
		// Without its opening brace.
		for (let index = idEnd + 1; index < tailEnd; index++) buffer[length++] = from[index];
		this.length = length;
		this.members++;
	}

	private makeRoom(more: number): void {
		if (this.length + more <= this.buffer.length) return;
		const larger = Buffer.allocUnsafeSlow(2 * (this.buffer.length + more));
		this.buffer.copy(larger, 0, 0, this.length);
		this.buffer = larger;
	}
}
