import { longestRefusedWord } from './memberId';

/**
 * Finds the ids, among the cells of a column, that need no second look: ASCII without blanks, quotes and backslashes, so that
 * nothing is to be cut and their bytes are what stands in JSON, and neither a word nor a row of zeros that means nobody. Nearly
 * all ids are such, and looking at the bytes of many cells at once takes a third of the time that a look at each text takes.
 */
export class PlainIds {
	bytes: Buffer = Buffer.allocUnsafeSlow(0);
	private isAscii = false;
	/** Where the cell begins that is looked at, and ends. */
	start = 0;
	end = -1;

	/** Begins with other cells. */
	begin(cells: readonly string[]): void {
		this.beginText(`${cells.join('\n')}\n`);
	}

	/** Begins with other cells, none of which holds a line feed, while one stands behind each. */
	beginText(text: string): void {
		const most = 3 * text.length;
		if (this.bytes.length < most) this.bytes = Buffer.allocUnsafeSlow(most);
		this.isAscii = this.bytes.write(text) === text.length;
		this.end = -1;
	}

	/**
	 * Goes on to the next cell.
	 * @param length of the cell; needed where a cell may hold a line feed
	 * @returns whether its bytes, from `start` to `end`, are an id that needs no second look
	 */
	next(length?: number): boolean {
		const { bytes } = this;
		let at = this.end + 1;
		this.start = at;
		while (isPlainByte[bytes[at]] === 1) at++;
		if (length !== undefined) this.end = this.start + length;
		else this.end = bytes[at] === lineFeed ? at : bytes.indexOf(lineFeed, at);
		return at === this.end && (this.isAscii || length === undefined) && this.namesSomebody();
	}

	private namesSomebody(): boolean {
		const { bytes, start, end } = this;
		if (end === start || end - start > longestPlain) return false;
		const last = bytes[end - 1];
		// No word that is refused ends with a digit.
		if (last < zero || last > nine) return end - start > longestRefusedWord;
		return last !== zero || bytes[start] !== zero;
	}
}

/** Longer ones are looked at for what Batch allows. */
const longestPlain = 255;

const [zero, nine, lineFeed] = Buffer.from('09\n');

/** 1 for the characters of ASCII that can be seen, but for the two that JSON escapes. */
const isPlainByte = Uint8Array.from({ length: 256 }, (_unused, byte) => (byte > 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c ? 1 : 0));
