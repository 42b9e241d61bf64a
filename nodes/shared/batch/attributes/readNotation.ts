import { isRecord } from '../../isRecord';
import type { Family } from '../family';
import { violation, type Violation } from '../violation';
import type { Attribute, Attributes } from './attribute';
import { readTime } from './readTime';

const typedKey = /^(date|url)\(([^()]*)\)$/;
const userDataName = /^(ut?)\.(.+)$/;

/** Attributes that could be read, and what could not. */
export interface AttributesRead {
	readonly attributes: Attributes;
	readonly violations: readonly Violation[];
}

export interface NotationSettings {
	/** The workflow's, for dates without an offset. */
	readonly timezone: string;
	/** The app family may also write its own prefixes: `u.name`, `ut.name` (batch-api-1x.md §5). */
	readonly family: Family;
}

/**
 * Reads attributes in Batch's own notation (batch-api-2x.md §3.3): `date(name)`, `url(name)`, arrays,
 * `{ "$add": [], "$remove": [] }`, null to delete; on events also objects and lists of objects.
 * Two keys that name one attribute (`plan` and `url(plan)`) are a violation: only one could survive.
 */
export function readNotation(json: Record<string, unknown>, settings: NotationSettings): AttributesRead {
	return readEntries(Object.entries(json), settings);
}

/** As `readNotation`, where keys may repeat. */
export function readEntries(
	entries: ReadonlyArray<readonly [string, unknown]>,
	settings: NotationSettings,
): AttributesRead {
	const attributes = new Map<string, Attribute>();
	const violations: Violation[] = [];
	for (const [key, value] of entries) {
		const { wrapper, prefix, name } = parseKey(key, settings.family);
		const attribute = wrapper
			? readWrapped(wrapper, value, settings.timezone)
			: readPlain(value, settings, violations, prefix === 'ut');
		if (attribute === undefined) {
			violations.push(violation(`Attribute ${key}`, value, unreadable(wrapper)));
		} else if (attributes.has(name)) {
			violations.push(violation(`Attribute ${key}`, value, 'is given twice, under different types'));
		} else {
			attributes.set(name, attribute);
		}
	}
	return { attributes, violations };
}

function parseKey(key: string, family: Family): { wrapper?: string; prefix?: string; name: string } {
	const [, wrapper, inner] = typedKey.exec(key) ?? [];
	const full = inner ?? key;
	const [, prefix, bare] = (family === 'app' && userDataName.exec(full)) || [];
	return { wrapper, prefix, name: bare ?? full };
}

function unreadable(wrapper: string | undefined): string {
	if (wrapper === 'date') return 'must be a date in ISO 8601 form, e.g. 2026-01-10T09:30:00Z';
	if (wrapper === 'url') return 'must be a URL as text';
	return 'must be a text, a number, true or false, a list of texts, {"$add": […], "$remove": […]}, or null to delete';
}

function readWrapped(wrapper: string, value: unknown, timezone: string): Attribute | undefined {
	if (value === null) return { type: 'delete' };
	if (wrapper === 'url') return typeof value === 'string' ? { type: 'url', value } : undefined;
	const time = readTime(value, timezone);
	return time === undefined ? undefined : { type: 'date', value: time };
}

function readPlain(
	value: unknown,
	settings: NotationSettings,
	violations: Violation[],
	ofList: boolean,
): Attribute | undefined {
	if (value === null) return { type: 'delete', ofList };
	if (typeof value === 'string') return { type: 'text', value };
	if (typeof value === 'boolean') return { type: 'boolean', value };
	if (typeof value === 'number') {
		return Number.isFinite(value) ? { type: Number.isInteger(value) ? 'integer' : 'number', value } : undefined;
	}
	if (Array.isArray(value)) return readList(value, settings, violations);
	if (!isRecord(value)) return undefined;
	return isListEdit(value) ? readListEdit(value) : { type: 'object', value: readNested(value, settings, violations) };
}

function readList(list: unknown[], settings: NotationSettings, violations: Violation[]): Attribute | undefined {
	if (list.every((entry) => typeof entry === 'string')) return { type: 'textList', value: list };
	if (!list.every(isRecord)) return undefined;
	return { type: 'objectList', value: list.map((entry) => readNested(entry, settings, violations)) };
}

function readNested(record: Record<string, unknown>, settings: NotationSettings, violations: Violation[]): Attributes {
	const nested = readNotation(record, settings);
	violations.push(...nested.violations);
	return nested.attributes;
}

function isListEdit(value: Record<string, unknown>): boolean {
	const keys = Object.keys(value);
	return keys.length > 0 && keys.every((key) => key === '$add' || key === '$remove');
}

function readListEdit(value: Record<string, unknown>): Attribute | undefined {
	const { $add: add = [], $remove: remove = [] } = value;
	return isTextList(add) && isTextList(remove) ? { type: 'listEdit', add, remove } : undefined;
}

function isTextList(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
