import { isRecord } from '../../isRecord';
import { isDate, isLuxonDateTime, readTime } from '../values/readTime';
import { isMissing } from '../values/readValue';
import type { AttributeType } from './attribute';
import { isListEdit, isTextList } from './readNotation';

/** Day, or day and time with at least the minute; digits alone are a number or an id to somebody. */
const dateText = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?(?:Z|[+-]\d{2}(?::?\d{2})?))?)?$/;
const zero = '0'.charCodeAt(0);
const webAddress = /^https?:\/\/\S+$/i;

/** Every column of the items, as they come up, with the type its values have; undefined where none of them has any that Batch knows. */
export type ColumnTypes = ReadonlyMap<string, AttributeType | undefined>;

/**
 * Decides the type of every column by one look at every item, so that one column never has two types in one
 * run: a date where every value is a date, a URL where every value is a web address, a number where whole
 * numbers and fractions meet, and a text where values of different types meet. Values that are missing and
 * values no attribute can have (a list of numbers, an invalid date) have no say.
 */
export class TypeSurvey {
	private readonly types = new Map<string, AttributeType | undefined>();

	/** Looks at one more item. */
	add(item: Record<string, unknown>): void {
		for (const [column, value] of Object.entries(item)) {
			const before = this.types.get(column);
			// A text takes them all.
			if (before === 'text') continue;
			const type = typeOf(value);
			if (before === undefined) this.types.set(column, type);
			else if (type !== undefined && type !== before) this.types.set(column, common(before, type));
		}
	}

	/** What all items that were looked at say. */
	result(): ColumnTypes {
		return this.types;
	}
}

/** The types of a run that is small enough for one look without a pause. */
export function decideTypes(items: Iterable<Record<string, unknown>>): ColumnTypes {
	const survey = new TypeSurvey();
	for (const item of items) survey.add(item);
	return survey.result();
}

function typeOf(value: unknown): AttributeType | undefined {
	if (isMissing(value)) return undefined;
	switch (typeof value) {
		case 'string':
			return typeOfText(value);
		case 'number':
			if (!Number.isFinite(value)) return undefined;
			return Number.isInteger(value) ? 'integer' : 'number';
		case 'bigint':
			return 'integer';
		case 'boolean':
			return 'boolean';
		case 'object':
			return typeOfObject(value);
		default:
			return undefined;
	}
}

function typeOfText(text: string): AttributeType {
	const trimmed = text.trim();
	if (dateText.test(trimmed) && isInCalendar(trimmed)) return 'date';
	return webAddress.test(trimmed) ? 'url' : 'text';
}

/** By arithmetic: this is asked of every date of the run, and a library would take ten times as long. */
function isInCalendar(text: string): boolean {
	const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
	const month = twoDigits(text, 5);
	const day = twoDigits(text, 8);
	if (year === 0 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return false;
	if (text.length === 10) return true;
	return twoDigits(text, 11) < 24 && twoDigits(text, 14) < 60 && (text.charAt(16) !== ':' || twoDigits(text, 17) < 60);
}

function twoDigits(text: string, from: number): number {
	return (text.charCodeAt(from) - zero) * 10 + text.charCodeAt(from + 1) - zero;
}

function daysOf(year: number, month: number): number {
	if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
	return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function typeOfObject(value: object | null): AttributeType | undefined {
	if (Array.isArray(value)) {
		if (value.length === 0) return undefined;
		if (isTextList(value)) return 'textList';
		return value.every(isRecord) ? 'objectList' : undefined;
	}
	if (isDate(value) || isLuxonDateTime(value)) return readTime(value, 'utc').ok ? 'date' : undefined;
	if (!isRecord(value)) return undefined;
	return isListEdit(value) ? 'listEdit' : 'object';
}

const numbers: ReadonlySet<AttributeType> = new Set(['integer', 'number']);
const lists: ReadonlySet<AttributeType> = new Set(['textList', 'listEdit']);
const objects: ReadonlySet<AttributeType> = new Set(['object', 'objectList']);

function common(first: AttributeType, second: AttributeType): AttributeType {
	if (numbers.has(first) && numbers.has(second)) return 'number';
	if (lists.has(first) && lists.has(second)) return 'textList';
	if (objects.has(first) && objects.has(second)) return first;
	return 'text';
}
