import { projectLimits } from '../contract/projectContract';
import type { Family } from '../family';
import { isRecord } from '../../isRecord';
import { readTime } from '../values/readTime';
import { valueKinds } from '../values/table';
import { violation, type Violation } from '../violation';
import type { Attribute, Attributes } from './attribute';

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
	return readNested(json, settings, 1);
}

/** As `readNotation`, of an object that stands in others: how deep is bounded, since its sender may be a stranger. */
function readNested(json: Record<string, unknown>, settings: NotationSettings, level: number): AttributesRead {
	const attributes = new Map<string, Attribute>();
	const violations: Violation[] = [];
	for (const [key, value] of Object.entries(json)) {
		const { name, ...notation } = parseKey(key, settings.family);
		const read = readValue(notation, value, settings, level);
		violations.push(...read.violations);
		if (read.attribute === undefined) {
			violations.push(violation(`Attribute ${key}`, value, read.rule ?? unreadable(notation)));
		} else if (attributes.has(name)) {
			violations.push(violation(`Attribute ${key}`, value, givenTwice));
		} else {
			attributes.set(name, read.attribute);
		}
	}
	return { attributes, violations };
}

export const givenTwice = 'is given twice, under different types';

/** What a key says besides the name. */
export interface KeyNotation {
	readonly wrapper?: 'date' | 'url';
	/** The app family's: `u`, or `ut` for lists. */
	readonly prefix?: string;
}

/** Takes `date(u.name)` apart. */
export function parseKey(key: string, family: Family): KeyNotation & { readonly name: string } {
	const [, wrapper, inner] = typedKey.exec(key) ?? [];
	const full = inner ?? key;
	const [, prefix, bare] = (family === 'app' && userDataName.exec(full)) || [];
	return { wrapper: wrapper as KeyNotation['wrapper'], prefix, name: bare ?? full };
}

export function unreadable({ wrapper }: KeyNotation): string {
	if (wrapper === 'date') return valueKinds.time.words;
	if (wrapper === 'url') return 'must be a URL as text';
	return 'must be a text, a number, true or false, a list of texts, {"$add": […], "$remove": […]}, or null to delete';
}

export interface ValueRead {
	/** Absent: it is nothing Batch could take. */
	readonly attribute?: Attribute;
	/** Why it is absent, where the form is not the reason. */
	readonly rule?: string;
	/** Of what stands inside an object. */
	readonly violations: readonly Violation[];
}

/** Reads one value in Batch's notation. */
export function readValue(notation: KeyNotation, value: unknown, settings: NotationSettings, level = 1): ValueRead {
	const { wrapper, prefix } = notation;
	if (value === null) return { attribute: { type: 'delete', ...(wrapper === undefined && { ofList: prefix === 'ut' }) }, violations: [] };
	if (wrapper !== undefined) return { attribute: readWrapped(wrapper, value, settings.timezone), violations: [] };
	if (Array.isArray(value) && value.length > 0 && value.every(isRecord)) return readObjects(value, settings, level);
	if (isRecord(value) && !isListEdit(value)) return readObjects(value, settings, level);
	return { attribute: readPlain(value), violations: [] };
}

function readWrapped(wrapper: 'date' | 'url', value: unknown, timezone: string): Attribute | undefined {
	if (wrapper === 'url') return typeof value === 'string' ? { type: 'url', value } : undefined;
	const time = readTime(value, timezone);
	return time.ok && time.value !== undefined ? { type: 'date', value: time.value } : undefined;
}

function readPlain(value: unknown): Attribute | undefined {
	if (typeof value === 'string') return { type: 'text', value };
	if (typeof value === 'boolean') return { type: 'boolean', value };
	if (typeof value === 'number') {
		return Number.isFinite(value) ? { type: Number.isInteger(value) ? 'integer' : 'number', value } : undefined;
	}
	if (isTextList(value)) return { type: 'textList', value };
	return isRecord(value) ? readListEdit(value) : undefined;
}

function readObjects(
	value: Record<string, unknown> | Array<Record<string, unknown>>,
	settings: NotationSettings,
	level: number,
): ValueRead {
	if (level > projectLimits.eventNesting.value) {
		return { rule: `is nested deeper than ${projectLimits.eventNesting.value} levels`, violations: [] };
	}
	const read = (Array.isArray(value) ? value : [value]).map((object) => readNested(object, settings, level + 1));
	const objects = read.map(({ attributes }) => attributes);
	return {
		attribute: Array.isArray(value) ? { type: 'objectList', value: objects } : { type: 'object', value: objects[0] },
		violations: read.flatMap(({ violations }) => violations),
	};
}

export function isListEdit(value: Record<string, unknown>): boolean {
	const keys = Object.keys(value);
	return keys.length > 0 && keys.every((key) => key === '$add' || key === '$remove');
}

function readListEdit(value: Record<string, unknown>): Attribute | undefined {
	const { $add: add = [], $remove: remove = [] } = value;
	return isTextList(add) && isTextList(remove) ? { type: 'listEdit', add, remove } : undefined;
}

export function isTextList(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
