import type { Attribute } from './attribute';
import { isRecord, readNotation, type AttributesRead, type NotationSettings } from './readNotation';
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
	const notation: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
	const inferred = new Map<string, Attribute>();
	for (const [name, value] of Object.entries(fields)) {
		const isEmpty = value === null || value === undefined || value === '';
		if (settings.leaveOut.has(name) || (isEmpty && settings.emptyFields === 'leaveOut')) leftOut.push(name);
		else if (isEmpty && settings.emptyFields === 'delete') inferred.set(name, { type: 'delete' });
		else if (isEmpty) inferred.set(name, { type: 'text', value: '' });
		else {
			const attribute = name.includes('(') || name.startsWith('$') ? undefined : inferText(value, settings.timezone);
			if (attribute) inferred.set(name, attribute);
			else notation[name] = value;
		}
	}
	const { attributes, violations } = readNotation(notation, settings);
	return { attributes: new Map([...inferred, ...attributes]), violations, leftOut };
}

function inferText(value: unknown, timezone: string): Attribute | undefined {
	if (value instanceof Date || (isRecord(value) && typeof value.toMillis === 'function')) {
		const time = readTime(value, timezone);
		return time === undefined ? undefined : { type: 'date', value: time };
	}
	if (typeof value !== 'string') return undefined;
	if (webAddress.test(value)) return { type: 'url', value };
	if (!isoDate.test(value)) return undefined;
	const time = readTime(value, timezone);
	return time === undefined ? undefined : { type: 'date', value: time };
}
