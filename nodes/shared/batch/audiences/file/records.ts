/**
 * A record is an id of a file and what its line says of it, as they lie in the temporary file: a head of ten bytes – the hash of the
 * id (4), how long the id is (2), how long what is said of it is (4) –, then the id as it stands in JSON, then what is said of it.
 */
const headBytes = 10;

/** Set in the length of an id: a later record is of the same id. */
const supersededMark = 0x80;

/** So many bytes a record takes. */
export function recordBytes(idBytes: number, tailBytes: number): number {
	return headBytes + idBytes + tailBytes;
}

/** Makes hashes that nobody can foresee who makes a file. */
export interface HashKey {
	readonly seed: number;
	/** Odd. */
	readonly factor: number;
}

/** A hash of 32 bits. It only tells ids apart sooner: those of one hash are compared byte by byte. */
export function hashOf(bytes: Uint8Array, start: number, end: number, { seed, factor }: HashKey): number {
	let hash = seed;
	let at = start;
	for (; at + 3 < end; at += 4) {
		hash = Math.imul(hash ^ (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)), factor);
		hash ^= hash >>> 15;
	}
	for (; at < end; at++) {
		hash = Math.imul(hash ^ bytes[at], factor);
		hash ^= hash >>> 15;
	}
	hash = Math.imul(hash, 0x85eb_ca6b);
	return hash ^ (hash >>> 13);
}

/**
 * Writes a record.
 * @param from what holds the id, and behind it what is said of it
 */
export function writeRecord(to: Uint8Array, at: number, hash: number, from: Uint8Array, start: number, idBytes: number, tailBytes: number): void {
	to[at] = hash;
	to[at + 1] = hash >>> 8;
	to[at + 2] = hash >>> 16;
	to[at + 3] = hash >>> 24;
	to[at + 4] = idBytes;
	to[at + 5] = idBytes >>> 8;
	to[at + 6] = tailBytes;
	to[at + 7] = tailBytes >>> 8;
	to[at + 8] = tailBytes >>> 16;
	to[at + 9] = tailBytes >>> 24;
	const end = start + idBytes + tailBytes;
	for (let target = at + headBytes, source = start; source < end; source++) to[target++] = from[source];
}

/** Records in memory, in the order in which they were added; each is named by where it begins. Of several of one id the last counts. */
export class Records {
	/** Where the last of each id begins, and 1; by hash. */
	private slots = new Int32Array(0);
	private mask = 0;

	/**
	 * @param end where the last one ends
	 * @param count how many there are
	 */
	constructor(
		public bytes: Uint8Array = new Uint8Array(0),
		public end = 0,
		public count = 0,
	) {}

	/** Where the next one begins. */
	after(at: number): number {
		return this.tailEnd(at);
	}

	isSuperseded(at: number): boolean {
		return (this.bytes[at + 5] & supersededMark) !== 0;
	}

	idStart(at: number): number {
		return at + headBytes;
	}

	/** Where the id ends, and what is said of it begins. */
	idEnd(at: number): number {
		const { bytes } = this;
		return at + headBytes + (bytes[at + 4] | ((bytes[at + 5] & ~supersededMark) << 8));
	}

	tailEnd(at: number): number {
		const { bytes } = this;
		return this.idEnd(at) + (bytes[at + 6] | (bytes[at + 7] << 8) | (bytes[at + 8] << 16) | (bytes[at + 9] << 24));
	}

	/** Marks those that a later one supersedes, and makes the others ready to be found. @returns how many the others are */
	supersede(): number {
		const { bytes, end, count } = this;
		const size = 2 ** Math.ceil(Math.log2(2 * count + 1));
		if (this.slots.length < size) this.slots = new Int32Array(size);
		else this.slots.fill(0, 0, size);
		this.mask = size - 1;
		let ids = 0;
		for (let at = 0; at < end; at = this.after(at)) {
			const slot = this.slotOf(this, at);
			const earlier = this.slots[slot];
			if (earlier === 0) ids++;
			else bytes[earlier - 1 + 5] |= supersededMark;
			this.slots[slot] = at + 1;
		}
		return ids;
	}

	/** Where the record begins that has the id of one of others; -1 for none. To be asked after `supersede`. */
	find(others: Records, at: number): number {
		return this.slots[this.slotOf(others, at)] - 1;
	}

	/** Whether one of these says the same of its id as one of others of its. */
	saysTheSame(at: number, others: Records, other: number): boolean {
		return isSame(this.bytes, this.idEnd(at), this.tailEnd(at), others.bytes, others.idEnd(other), others.tailEnd(other));
	}

	/** Drops those that are superseded. */
	compact(): void {
		const { bytes } = this;
		this.count = this.supersede();
		let kept = 0;
		for (let at = 0, next = 0; at < this.end; at = next) {
			next = this.after(at);
			if (this.isSuperseded(at)) continue;
			bytes.copyWithin(kept, at, next);
			kept += next - at;
		}
		this.end = kept;
	}

	private slotOf(others: Records, at: number): number {
		const { slots, mask } = this;
		let slot = hashAt(others.bytes, at) & mask;
		while (slots[slot] !== 0 && !this.hasIdOf(slots[slot] - 1, others, at)) slot = (slot + 1) & mask;
		return slot;
	}

	private hasIdOf(at: number, others: Records, other: number): boolean {
		if (hashAt(this.bytes, at) !== hashAt(others.bytes, other)) return false;
		return isSame(this.bytes, this.idStart(at), this.idEnd(at), others.bytes, others.idStart(other), others.idEnd(other));
	}
}

function hashAt(bytes: Uint8Array, at: number): number {
	return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}

function isSame(one: Uint8Array, start: number, end: number, other: Uint8Array, otherStart: number, otherEnd: number): boolean {
	if (end - start !== otherEnd - otherStart) return false;
	for (let at = start, otherAt = otherStart; at < end; at++, otherAt++) if (one[at] !== other[otherAt]) return false;
	return true;
}
