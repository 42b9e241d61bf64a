import { valuesOf } from './bulkColumns';
import type { BadRow, Position } from './position';
import type { Inspection } from './inspect';

/** A bounded number of rows, in the order of the file, with the bad rows that stood among them. */
export interface Portion {
	/** Good rows only: one text a column. They live as long as the portion is held. */
	readonly rows: string[][];
	/** False when it is certain that no value has blanks around it, so that nobody needs to look. */
	readonly mayHaveBlanks: boolean;
	readonly badRows: readonly BadRow[];
	/** The place before the first of them. */
	readonly firstBad?: Position;
	/**
	 * True for the last row of a file that ends without a line end: it may be cut off. Such a row is alone in
	 * its portion, so that it can be held back.
	 */
	readonly unterminated: boolean;
	/** Number of a row in the file, from 1, bad rows counted, header not. */
	rowNumber(index: number): number;
	/** Line of the file on which a row begins, from 1. */
	lineNumber(index: number): number;
	/**
	 * The place behind the first `count` rows: behind everything for all of them, even where that is none. Bad rows after
	 * it come again from there.
	 */
	positionAfter(count: number): Position;
	/** The place behind all of it. */
	readonly end: Position;
}

/** What a portion is to somebody who looks at a few columns only. */
export interface ColumnPortion {
	/** Good rows. */
	readonly count: number;
	/** The values of each column asked for, in the order asked; one for each good row. */
	readonly columns: ReadonlyArray<readonly string[]>;
	/** The values of the only column there is, a line feed behind each, where nothing had to be cut for them. */
	readonly text?: string;
	readonly badRows: readonly BadRow[];
	/** As in `Portion`. */
	readonly firstBad?: Position;
	readonly unterminated: boolean;
	readonly end: Position;
}

/** A portion of the only column of a file. Its values are cut out of the text when somebody asks for them. */
export class OnlyColumnPortion implements ColumnPortion {
	readonly badRows = [];
	readonly unterminated = false;
	private values: string[][] | undefined;

	constructor(
		readonly text: string,
		readonly count: number,
		readonly end: Position,
	) {}

	get columns(): string[][] {
		return (this.values ??= [valuesOf(this.text)]);
	}
}

/** A portion whose rows are all good; places are found when somebody asks. */
export function bulkPortion(
	rows: string[][],
	start: Position,
	end: Position,
	linesAreRows: boolean,
	mayHaveBlanks: boolean,
	findPlaces: () => Inspection['places'],
): Portion {
	let places: Inspection['places'] | undefined;
	const place = (index: number) => (places ??= findPlaces())[index];
	return {
		rows,
		mayHaveBlanks,
		badRows: [],
		unterminated: false,
		end,
		rowNumber: (index) => start.row + index + 1,
		lineNumber: (index) => (linesAreRows ? start.line + index + 1 : place(index).line),
		positionAfter: (count) => (count === rows.length ? end : count === 0 ? start : place(count - 1).after),
	};
}

/** A portion that was read row by row. */
export function inspectedPortion({ rows, places, badRows, firstBad, end }: Inspection, start: Position, unterminated: boolean): Portion {
	return {
		rows,
		mayHaveBlanks: true,
		badRows,
		firstBad,
		unterminated,
		end,
		rowNumber: (index) => places[index].row,
		lineNumber: (index) => places[index].line,
		positionAfter: (count) => (count === rows.length ? end : count === 0 ? start : places[count - 1].after),
	};
}
