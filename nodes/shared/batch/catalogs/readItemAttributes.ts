import { emptyRule } from '../attributes/emptyFields';
import { formatProjectTime } from '../attributes/formatTime';
import { catalogLimits } from '../routes/catalogs';
import { readTime } from '../values/readTime';
import { isMissing } from '../values/readValue';
import { violation, type Violation } from '../violation';

export interface ItemSettings {
	/** The workflow's, for dates without an offset. */
	readonly timezone: string;
	/** `send`: an empty text is a value like others, and null is refused. */
	readonly emptyFields: 'leaveOut' | 'refuse' | 'send';
	readonly namesNotAllowed: 'leaveOut' | 'refuse';
	readonly valuesNotTaken: 'leaveOut' | 'refuse';
}

export interface ItemAttributes {
	readonly attributes: Record<string, unknown>;
	readonly violations: readonly Violation[];
	/** Names that are not sent. */
	readonly leftOut: readonly string[];
}

const keyPattern = /^(?:(date|url)\(([a-z0-9_]+)\)|([a-z0-9_]+))$/;
const keyRule = 'must be lowercase letters, digits or underscores, or such a name within date(…) or url(…)';

/**
 * Reads the attributes of a catalog's item. Keys stay as they are: Batch's sample has dates and addresses under
 * bare names, although its rules speak of `date(x)` and `url(x)` (batch-api-2x.md §7.2, §15).
 */
export function readItemAttributes(given: Iterable<readonly [key: string, value: unknown]>, settings: ItemSettings): ItemAttributes {
	const attributes = new Map<string, unknown>();
	const names = new Set<string>();
	const violations: Violation[] = [];
	const leftOut: string[] = [];
	const leave = (key: string, how: 'leaveOut' | 'refuse', broken: Violation) => {
		if (how === 'refuse') violations.push(broken);
		else leftOut.push(key);
	};
	for (const [key, value] of given) {
		const [, wrapper, wrapped, bare] = keyPattern.exec(key) ?? [];
		const name = wrapped ?? bare;
		const field = `Attribute ${key}`;
		const read = readValue(wrapper, value, settings.timezone);
		if (settings.emptyFields !== 'send' && isEmpty(value)) leave(key, settings.emptyFields, violation(field, value ?? '', emptyRule));
		else if (name === undefined) leave(key, settings.namesNotAllowed, violation('Attribute name', key, keyRule));
		else if (names.has(name)) violations.push(violation('Attribute name', name, 'is given twice'));
		else if ('rule' in read) leave(key, settings.valuesNotTaken, violation(field, value, read.rule));
		else {
			names.add(name);
			attributes.set(key, read.value);
		}
	}
	return { attributes: Object.fromEntries(attributes), violations, leftOut };
}

function isEmpty(value: unknown): boolean {
	return isMissing(value) || (Array.isArray(value) && value.length === 0);
}

type Read = { readonly value: unknown } | { readonly rule: string };

function readValue(wrapper: string | undefined, value: unknown, timezone: string): Read {
	if (wrapper === 'date') return typeof value === 'number' && Number.isFinite(value) ? { value } : readDate(value, timezone);
	if (wrapper === 'url') return readUrl(value);
	if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return { value };
	if (typeof value === 'string') return within(value, catalogLimits.itemTextCharacters.value);
	if (Array.isArray(value)) return readList(value);
	const date = typeof value === 'object' ? readDate(value, timezone) : undefined;
	return date === undefined || 'rule' in date ? { rule: 'must be a text, a number, true or false, a date or a list of texts' } : date;
}

function readDate(value: unknown, timezone: string): Read {
	const time = readTime(value, timezone);
	if (!time.ok) return { rule: time.rule };
	return time.value === undefined ? { rule: 'must not be empty' } : { value: formatProjectTime(time.value) };
}

function readUrl(value: unknown): Read {
	if (typeof value !== 'string' || !URL.canParse(value)) return { rule: 'must be a URL' };
	return within(value, catalogLimits.itemUrlCharacters.value);
}

function within(value: string, maximum: number): Read {
	return value.length > maximum ? { rule: `must be at most ${maximum} characters` } : { value };
}

function readList(values: readonly unknown[]): Read {
	const { itemListTexts, itemListTextCharacters } = catalogLimits;
	const isList = values.every((text) => typeof text === 'string' && text !== '' && text.length <= itemListTextCharacters.value);
	return isList && values.length <= itemListTexts.value
		? { value: values }
		: { rule: `must be at most ${itemListTexts.value} texts of 1 to ${itemListTextCharacters.value} characters` };
}
