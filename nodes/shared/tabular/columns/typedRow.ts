import { eventName } from './events';
import type { Column, Field, Kind } from './field';
import { newPlainRow } from './plainRow';
import { readFlag } from './shape';
import { readTime } from './time';
import { isTrimmed, trimmed } from './trimmed';

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
 */
export function rowTyper(file: Columns): (fields: readonly string[]) => TypedRow {
	const columns = file.kind === 'other' && file.hasHeader ? file.columns.map(asNamed) : file.columns;
	const keys = uniqueKeys(columns);
	const readers = columns.map(readerOf);
	return (fields) => {
		const row = newPlainRow<TypedValue>();
		for (let index = 0; index < keys.length; index++) {
			const read = readers[index];
			row[keys[index]] = read === undefined ? fields[index] : read(fields[index]);
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

/** Blanks around a value that is recognised mean nothing: an id with a blank is another one. */
function readerOf({ field, timeFormat, trims }: Column): ((value: string) => TypedValue) | undefined {
	if (field === undefined) return trims ? (value) => value.trim() : undefined;
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

/** Each cuts the blanks by itself: one call more for every value would be felt. */
const readers: Readonly<Partial<Record<Field, (value: string) => TypedValue>>> = {
	// Known events are found by the text as it stands: one of a dozen is looked at, and not each of millions.
	event: (value) => (value === '' ? null : trimmed(eventName(value)) || null),
	optIn: (value) => readFlag(value) ?? textOrNull(value),
	buttonPosition: (value) => (/^\s*-?\d{1,9}\s*$/.test(value) ? Number(value) : textOrNull(value)),
};

const repeatedTextsAtMost = 1_000;

/** The same few values come in millions of rows: one text for each, where that can be told cheaply. */
function repeatedText(): (value: string) => string | null {
	const texts = new Map<string, string>();
	return (value) => {
		if (value === '') return null;
		const known = texts.get(value);
		if (known !== undefined) return known;
		const text = value.trim();
		if (text === '') return null;
		if (texts.size < repeatedTextsAtMost) texts.set(value, text);
		return text;
	};
}

function textOrNull(value: string): string | null {
	if (value === '') return null;
	return isTrimmed(value) ? value : value.trim() || null;
}
