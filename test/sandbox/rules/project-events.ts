import type { Attributes } from '../state.ts';
import { createAttributes } from '../state.ts';
import { scalarProblem } from './project-attributes.ts';
import {
	eventTimeProblem,
	isObject,
	namePattern,
	parseAttributeKey,
	parseRfc3339,
	stringListProblem,
	stringProblem,
} from './values.ts';

/** batch-api-2x.md §11.1 */
const labelMaximumLength = 200;
const tagsMaximumItems = 10;
const tagMaximumLength = 64;

/** Figures of the Web SDK; the server's are unknown, so beyond them there is only a warning. */
const safeAttributeCount = 20;
const safeDepth = 3;
const safeListItems = 25;

/** The sandbox's own guard against bodies made to overflow the stack. */
const depthGuard = 50;

export interface CheckedEvent {
	name: string;
	/** As sent; absent means the time of arrival. */
	time?: string;
	/** Accepted attributes, without `$label` and `$tags`. */
	attributes: Attributes;
	label?: string;
	tags?: string[];
	/** Attributes dropped alone. */
	problems: Array<{ attribute: string; reason: string }>;
	/** What the reference leaves open. */
	warnings: string[];
}

/**
 * Checks one event of a profile edit (batch-api-2x.md §11.1).
 *
 * A bad name or time refuses the event; whether a bad attribute inside it refuses the event or only
 * itself is unknown: here it is dropped alone, as the Web SDK does.
 *
 * @param now epoch milliseconds
 * @returns the accepted part, or the reason why the whole event is refused
 */
export function checkEvent(event: Attributes, now: number): CheckedEvent | string {
	if (typeof event.name !== 'string' || !namePattern.test(event.name)) {
		return 'event name must be 1 to 30 of a-z, 0-9 and _';
	}
	if (event.time !== undefined) {
		const problem = eventTimeProblem(parseRfc3339(event.time), now);
		if (problem !== undefined) return `event time ${problem}`;
	}
	const checked: CheckedEvent = {
		name: event.name,
		time: event.time as string | undefined,
		attributes: createAttributes(),
		problems: [],
		warnings: [],
	};
	checkAttributes(isObject(event.attributes) ? event.attributes : {}, checked);
	return checked;
}

function checkAttributes(attributes: Attributes, checked: CheckedEvent): void {
	const entries = Object.entries(attributes);
	if (entries.length > safeAttributeCount) {
		checked.warnings.push(`event with ${entries.length} attributes: the server's limit is unknown`);
	}
	for (const [key, value] of entries) {
		const reason = attributeProblem(key, value, checked.warnings);
		if (reason !== undefined) checked.problems.push({ attribute: key, reason });
		else if (key === '$label') checked.label = value as string;
		else if (key === '$tags') checked.tags = value as string[];
		else checked.attributes[key] = value;
	}
}

function attributeProblem(key: string, value: unknown, warnings: string[]): string | undefined {
	if (key === '$label') return stringProblem(value, labelMaximumLength);
	if (key === '$tags') return stringListProblem(value, tagsMaximumItems, tagMaximumLength);
	return nestedProblem(key, value, 1, warnings);
}

function nestedProblem(
	key: string,
	value: unknown,
	depth: number,
	warnings: string[],
): string | undefined {
	const { wrapper, name } = parseAttributeKey(key);
	if (!namePattern.test(name)) return 'name must be 1 to 30 of a-z, 0-9 and _';
	if (wrapper !== 'none' || !(Array.isArray(value) || isObject(value))) {
		return scalarProblem(wrapper, value);
	}
	return containerProblem(value, depth, warnings);
}

function containerProblem(
	value: unknown[] | Attributes,
	depth: number,
	warnings: string[],
): string | undefined {
	if (depth > depthGuard) return 'is nested too deeply';
	if (depth > safeDepth) warnings.push('event nested deeper than 3: the server’s limit is unknown');
	if (isObject(value)) {
		for (const [key, inner] of Object.entries(value)) {
			const problem = nestedProblem(key, inner, depth + 1, warnings);
			if (problem !== undefined) return `'${key}' ${problem}`;
		}
		return undefined;
	}
	if (value.length > safeListItems) {
		warnings.push(`event list of ${value.length} items: the server's limit is unknown`);
	}
	return listProblem(value, depth, warnings);
}

/** Arrays of strings or arrays of objects, not both (batch-api-2x.md §11.1). */
function listProblem(list: unknown[], depth: number, warnings: string[]): string | undefined {
	const allObjects = list.every(isObject);
	for (const item of list) {
		const problem =
			allObjects && isObject(item)
				? containerProblem(item, depth + 1, warnings)
				: typeof item === 'string'
					? scalarProblem('none', item)
					: 'must be a string, or all items objects';
		if (problem !== undefined) return `every item ${problem}`;
	}
	return undefined;
}
