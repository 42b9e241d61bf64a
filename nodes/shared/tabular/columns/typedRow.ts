import { eventName } from './events';
import type { Column, Kind } from './field';
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
	return column.by === 'setting' ? column : { name: column.name };
}

/** A header may be called what a recognised column becomes: then the unrecognised one gives way. */
function uniqueKeys(columns: readonly Column[]): string[] {
	// Assigning to __proto__ would not make a property.
	const taken = new Set<string>(['__proto__', ...columns.flatMap(({ field }) => field ?? [])]);
	return columns.map(({ name, field }) => {
		if (field !== undefined) return field;
		let key = name;
		for (let copy = 2; taken.has(key); copy++) key = `${name}_${copy}`;
		taken.add(key);
		return key;
	});
}

function readerOf({ field, timeFormat }: Column): ((value: string) => TypedValue) | undefined {
	if (field === undefined) return undefined;
	if (field === 'event') return (value) => (value === '' ? null : eventName(value));
	if (field === 'time') {
		if (timeFormat === undefined) return textOrNull;
		let lastValue = '';
		let lastTime: string | null = null;
		// Rows of a file come in bursts of the same second.
		return (value) => {
			if (value === lastValue) return lastTime;
			lastValue = value;
			return (lastTime = value === '' ? null : (readTime(value.trim(), timeFormat) ?? value));
		};
	}
	if (field === 'platform' || field === 'campaignToken') return repeatedText();
	if (field === 'optIn') return (value) => (value === '' ? null : (readFlag(value) ?? value));
	if (field === 'buttonPosition') return (value) => (/^-?\d{1,9}$/.test(value) ? Number(value) : textOrNull(value));
	return textOrNull;
}

const repeatedTextsAtMost = 1_000;

/** The same few values come in millions of rows: one text for each, where that can be told cheaply. */
function repeatedText(): (value: string) => string | null {
	const texts = new Map<string, string>();
	return (value) => {
		if (value === '') return null;
		const text = texts.get(value);
		if (text !== undefined) return text;
		if (texts.size < repeatedTextsAtMost) texts.set(value, value);
		return value;
	};
}

function textOrNull(value: string): string | null {
	return value === '' ? null : value;
}
