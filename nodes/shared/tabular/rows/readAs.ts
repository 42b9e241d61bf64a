import { fieldNames, type Column } from '../columns/field';
import type { HeaderDecision } from '../dialect/detectHeader';
import { encodingNames } from '../text/encoding';
import type { Format } from './format';

/** What is known of how a file was found to be. */
export interface Certainty {
	readonly encoding: boolean;
	readonly delimiter: boolean;
	/** No delimiter splits its lines. */
	readonly isOneColumn: boolean;
	readonly header: HeaderDecision;
	/** Names or numbers of columns that the user gave a meaning, and that this file has not. */
	readonly missing: readonly string[];
}

const shownColumns = 20;
const shownCharacters = 60;
const kindNames: Readonly<Record<Format['kind'], string>> = {
	pushEvents: 'push events',
	inAppEvents: 'in-app events',
	optInUsers: 'opt-in users',
	other: 'other CSV',
};

/**
 * How a file is read, a short text for each thing that was found out: "header assumed: yes". What was assumed can be
 * corrected with the option of that name; what is `certain` was told, or can be nothing else.
 */
export function describeReading(format: Format, certainty: Certainty): string[] {
	const { dialect, columns, kind, hasHeader, encoding, fillsUp } = format;
	const event = columns.find(({ field }) => field === 'event');
	// Lines that go before the table may have none, and it is read by the usual one.
	const delimiter = certainty.isOneColumn && columns.length < 2 ? 'none, one column' : nameOfDelimiter(dialect.delimiter);
	const recognised = columns.some(({ field }) => field !== undefined);
	return [
		say('header', certainty.header.isCertain, hasHeader ? 'yes' : 'no'),
		say('delimiter', certainty.delimiter, delimiter),
		...(dialect.quote === "'" ? [say('quote', false, dialect.quote)] : []),
		say('encoding', certainty.encoding, encodingNames[encoding]),
		say('kind', event !== undefined && event.by !== 'guess' && kind !== 'other', kindNames[kind]),
		...columns.flatMap((column, index) => describeColumn(column, index, kind, recognised, hasHeader)).slice(0, shownColumns),
		...(fillsUp ? ['short rows certain: filled up'] : []),
		...certainty.missing.map((column) => `column not in this file: ${column.slice(0, shownCharacters)}`),
	];
}

function say(what: string, isCertain: boolean, value: string): string {
	return `${what} ${isCertain ? 'certain' : 'assumed'}: ${value}`;
}

function describeColumn(
	{ name, field, by, timeFormat, trims }: Column,
	index: number,
	kind: Format['kind'],
	recognised: boolean,
	hasHeader: boolean,
): string[] {
	const place = hasHeader ? `column ${index + 1}, "${name.slice(0, shownCharacters)}"` : `column ${index + 1}`;
	const blanks = trims ? [say('blanks cut', false, place)] : [];
	if (field === undefined) {
		const isOpen = !hasHeader && recognised && kind !== 'other';
		return isOpen ? [`not recognized: ${place}, which keeps its number`, ...blanks] : blanks;
	}
	// There the header has the say.
	if (kind === 'other' && hasHeader && by !== 'setting') return blanks;
	const meaning = say(fieldNames[field], by !== 'guess', place);
	if (field !== 'time') return [meaning, ...blanks];
	const isOrder = timeFormat === 'dayFirst' || timeFormat === 'monthFirst';
	const order = timeFormat === undefined ? 'time left as text: its order of day and month is open, or its values have no form in common' : say('order of day and month', false, orders[timeFormat] ?? '');
	return [meaning, ...(isOrder || timeFormat === undefined ? [order] : []), ...blanks];
}

const orders: Readonly<Record<string, string>> = { dayFirst: 'day first', monthFirst: 'month first' };

function nameOfDelimiter(delimiter: string): string {
	if (delimiter === '\t') return 'tab';
	return /^[\0-\x20]/.test(delimiter) ? JSON.stringify(delimiter).slice(1, -1) : delimiter;
}
