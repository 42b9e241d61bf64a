import { longestRefusedWord } from './memberId';

/**
 * Finds the ids, among the cells of a column, that need no second look: ASCII without blanks, quotes and backslashes, so that
 * nothing is to be cut and their bytes are what stands in JSON, and neither a word nor a row of zeros that means nobody. Nearly
 * all ids are such, and looking at the bytes of many cells at once takes a third of the time that a look at each text takes.
 */
export class PlainIds {
	bytes: Uint8Array = Buffer.allocUnsafeSlow(0);
	private isAscii = false;
	/** Where the cell begins that is looked at, and ends. */
	start = 0;
	end = -1;

	/** Begins with other cells. */
	begin(cells: readonly string[]): void {
		const text = cells.join(' ');
		const most = 3 * text.length;
		if (this.bytes.length < most) this.bytes = Buffer.allocUnsafeSlow(most);
		this.isAscii = (this.bytes as Buffer).write(text) === text.length;
		this.end = -1;
	}

	/** Goes on to the next cell. @returns whether its bytes, from `start` to `end`, are an id that needs no second look */
	next(cell: string): boolean {
		this.start = this.end + 1;
		this.end = this.start + cell.length;
		return this.isAscii && cell.length <= longestPlain && this.isPlain();
	}

	private isPlain(): boolean {
		const { bytes, start, end } = this;
		if (end === start) return false;
		const last = bytes[end - 1];
		// No word that is refused ends with a digit.
		if (last < zero || last > nine) {
			if (end - start <= longestRefusedWord) return false;
		} else if (last === zero && bytes[start] === zero) return false;
		let seen = 1;
		for (let at = start; at < end; at++) seen &= isPlainByte[bytes[at]];
		return seen === 1;
	}
}

/** Longer ones are looked at for what Batch allows. */
const longestPlain = 255;

const [zero, nine] = Buffer.from('09');

/** 1 for the characters of ASCII that can be seen, but for the two that JSON escapes. */
const isPlainByte = Uint8Array.from({ length: 256 }, (_unused, byte) => (byte > 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c ? 1 : 0));
