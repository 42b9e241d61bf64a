const fewCharacters = 6;
const mostAlike = 8;
const smallestTable = 64;

/**
 * A map by text for looking up fields that were just cut from a file. A `Map` must hash every character of a
 * text it never saw, which for such fields takes longer than splitting the row; this one looks at a few
 * characters first. When texts turn out to differ elsewhere it changes to all characters by itself.
 */
export class TextIndex<Value> {
	private readonly texts: string[] = [];
	private readonly values: Value[] = [];
	private hashes = new Int32Array(smallestTable);
	/** Index of the entry from 1, at its hash or the next free place; at most half full. */
	private table = new Int32Array(2 * smallestTable);
	private hash: (text: string) => number = hashFew;

	get(text: string): Value | undefined {
		const { table, hashes } = this;
		const mask = table.length - 1;
		const hash = this.hash(text);
		for (let place = hash & mask; table[place] !== 0; place = (place + 1) & mask) {
			const entry = table[place] - 1;
			if (hashes[entry] === hash && this.texts[entry] === text) return this.values[entry];
		}
		return undefined;
	}

	/** Adds a text that is not in it yet. */
	add(text: string, value: Value): void {
		this.texts.push(text);
		this.values.push(value);
		if (this.texts.length > this.hashes.length) this.rebuild(2 * this.hashes.length);
		else if (this.place(this.texts.length - 1) > mostAlike && this.hash === hashFew) {
			this.hash = hashAll;
			this.rebuild(this.hashes.length);
		}
	}

	/** @returns how many texts before it have the same hash */
	private place(entry: number): number {
		const mask = this.table.length - 1;
		const hash = this.hash(this.texts[entry]);
		this.hashes[entry] = hash;
		let place = hash & mask;
		let alike = 0;
		for (; this.table[place] !== 0; place = (place + 1) & mask) if (this.hashes[this.table[place] - 1] === hash) alike++;
		this.table[place] = entry + 1;
		return alike;
	}

	private rebuild(size: number): void {
		this.hashes = new Int32Array(size);
		this.table = new Int32Array(2 * size);
		for (let entry = 0; entry < this.texts.length; entry++) this.place(entry);
	}
}

/** Counters differ at their end, random tokens anywhere: so some from the end, some spread over the rest. */
function hashFew(text: string): number {
	const { length } = text;
	if (length <= fewCharacters) return hashAll(text);
	let value = (length << 21) ^ text.charCodeAt(0) ^ (text.charCodeAt(length >> 1) << 14);
	value ^= (text.charCodeAt(length - 1) << 4) ^ (text.charCodeAt(length - 2) << 8) ^ (text.charCodeAt(length - 3) << 12);
	return mixed(value ^ (text.charCodeAt(length >> 2) << 17));
}

function hashAll(text: string): number {
	let value = text.length;
	for (let at = 0; at < text.length; at++) value = (Math.imul(value, 31) + text.charCodeAt(at)) | 0;
	return mixed(value);
}

/** Spreads the differences to the low bits, which choose the place. */
function mixed(value: number): number {
	const product = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
	return product ^ (product >>> 13);
}
