import { isRecord } from '../../isRecord';
import { readEntries, type AttributesRead, type NotationSettings } from './readNotation';
import { readTime } from './readTime';

const isoDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const webAddress = /^https?:\/\/\S+$/i;

export interface InferredAttributes extends AttributesRead {
	/** Fields that were not sent, because they were named to be left out or hold nothing. */
	readonly leftOut: readonly string[];
}

/** What becomes of a field that is null or an empty text. */
export type EmptyFields = 'leaveOut' | 'delete' | 'refuse';

/**
 * Takes every field of an incoming item as an attribute and infers its type: an ISO 8601 text is a date,
 * an http(s) address is a URL, everything else keeps the type it has. Keys already in Batch's notation
 * (`date(x)`, `$email_address`) are taken as they say.
 */
export function inferAttributes(
	fields: Record<string, unknown>,
	settings: NotationSettings & { leaveOut: ReadonlySet<string>; emptyFields: EmptyFields },
): InferredAttributes {
	const leftOut: string[] = [];
	const entries: Array<readonly [string, unknown]> = [];
	for (const [name, value] of Object.entries(fields)) {
		const isEmpty = value === null || value === undefined || value === '';
		if (settings.leaveOut.has(name) || (isEmpty && settings.emptyFields === 'leaveOut')) leftOut.push(name);
		else if (isEmpty) entries.push([name, settings.emptyFields === 'delete' ? null : '']);
		else entries.push([keyFor(name, value, settings.timezone), value]);
	}
	return { ...readEntries(entries, settings), leftOut };
}

/** The name, in Batch's notation for dates and URLs where the value is one. */
function keyFor(name: string, value: unknown, timezone: string): string {
	if (name.includes('(') || name.startsWith('$')) return name;
	if (isDate(value, timezone)) return `date(${name})`;
	return typeof value === 'string' && webAddress.test(value) ? `url(${name})` : name;
}

function isDate(value: unknown, timezone: string): boolean {
	if (typeof value === 'string') return isoDate.test(value) && readTime(value, timezone) !== undefined;
	return value instanceof Date || (isRecord(value) && typeof value.toMillis === 'function');
}
