import { trimmed } from '../text/blanks';
import { eventName } from './events';
import type { Column, Field, Kind } from './field';
import { newPlainRow } from './plainRow';
import { readFlag } from './shape';
import { readTime } from './time';

export type TypedValue = string | number | boolean | null;
export type TypedRow = Record<string, TypedValue>;

/** What is known of a file's columns. */
export interface Columns {
	readonly kind: Kind;
	readonly hasHeader: boolean;
	readonly columns: readonly Column[];
}

/**
 * Makes rows for people: recognised columns under their field's name and typed, all others under the header's
 * name as they stand. In a file that is none of Batch's exports the header has the say, but for columns the
 * user gave a meaning.
 *
 * `time` is ISO 8601 in UTC, `event` in the guide's spelling, `optIn` a boolean, `buttonPosition` a number; an
 * empty recognised value is null. What does not read as its type stays the text it is: nothing is dropped.
 * @returns makes a row of its fields; `mayHaveBlanks` says whether there may be blanks around them
 */
export function rowTyper(file: Columns): (fields: readonly string[], mayHaveBlanks: boolean) => TypedRow {
	const columns = file.kind === 'other' && file.hasHeader ? file.columns.map(asNamed) : file.columns;
	const keys = uniqueKeys(columns);
	const empty = columns.map(({ field }) => (field === undefined ? '' : null));
	const readers = columns.map(readerOf);
	// Most values are texts: where there is nothing to cut, a call for each would be felt.
	const readersOfCut = readers.map((read) => (read === textOrNull || read === cutBlanks ? undefined : read));
	return (fields, mayHaveBlanks) => {
		const readersOfThis = mayHaveBlanks ? readers : readersOfCut;
		const row = newPlainRow<TypedValue>();
		for (let index = 0; index < keys.length; index++) {
			const value = fields[index];
			const read = readersOfThis[index];
			row[keys[index]] = value === '' ? empty[index] : read === undefined ? value : read(value);
		}
		return row;
	};
}

function asNamed(column: Column): Column {
	return column.by === 'setting' ? column : { name: column.name, ...(column.trims && { trims: true }) };
}

/** A header may be called what a recognised column becomes: then the unrecognised one gives way. */
function uniqueKeys(columns: readonly Column[]): string[] {
	// Assigning to __proto__ would not make a property, and under _file stands where the row comes from.
	const taken = new Set<string>(['__proto__', '_file', ...columns.flatMap(({ field }) => field ?? [])]);
	return columns.map(({ name, field }) => {
		if (field !== undefined) return field;
		let key = name;
		for (let copy = 2; taken.has(key); copy++) key = `${name}_${copy}`;
		taken.add(key);
		return key;
	});
}

/** Reads values that are not empty. Blanks around one that is recognised mean nothing: an id with a blank is another one. */
function readerOf({ field, timeFormat, trims }: Column): ((value: string) => TypedValue) | undefined {
	if (field === undefined) return trims ? cutBlanks : undefined;
	if (field === 'time' && timeFormat !== undefined) {
		let lastValue = '';
		let lastTime: string | null = null;
		// Rows of a file come in bursts of the same second.
		return (value) => {
			if (value === lastValue) return lastTime;
			lastValue = value;
			const text = value.trim();
			return (lastTime = text === '' ? null : (readTime(text, timeFormat) ?? text));
		};
	}
	if (field === 'platform' || field === 'campaignToken') return repeatedText();
	return readers[field] ?? textOrNull;
}

const readers: Readonly<Partial<Record<Field, (value: string) => TypedValue>>> = {
	// Known events are found by the text as it stands: one of a dozen is looked at, and not each of millions.
	event: (value) => trimmed(eventName(value)) || null,
	optIn: (value) => readFlag(value) ?? textOrNull(value),
	buttonPosition: (value) => (/^\s*-?\d{1,9}\s*$/.test(value) ? Number(value) : textOrNull(value)),
};

const repeatedTextsAtMost = 1_000;

/** The same few values come in millions of rows: one text for each, where that can be told cheaply. */
function repeatedText(): (value: string) => string | null {
	const texts = new Map<string, string>();
	return (value) => {
		const known = texts.get(value);
		if (known !== undefined) return known;
		const text = value.trim();
		if (text === '') return null;
		if (texts.size < repeatedTextsAtMost) texts.set(value, text);
		return text;
	};
}

function textOrNull(value: string): string | null {
	return trimmed(value) || null;
}

function cutBlanks(value: string): string {
	return value.trim();
}
