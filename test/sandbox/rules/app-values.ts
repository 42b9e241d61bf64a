import { malformed, missing } from '../refusal.ts';
import type { Attributes } from '../state.ts';
import { createAttributes } from '../state.ts';
import {
	eventTimeProblem,
	isObject,
	namePattern,
	parseAttributeKey,
	parsePlainUtc,
	stringListProblem,
	stringProblem,
	urlProblem,
} from './values.ts';

/** batch-api-1x.md §5, §7 */
const stringMaximumLength = 64;
const eventAttributeMaximum = 15;
const eventTagsMaximum = 10;
const eventLabelMaximumLength = 200;

/**
 * Checks the `values` of a custom data update (batch-api-1x.md §5). No partial acceptance is
 * documented for 1.x: one wrong value refuses the call.
 *
 * @throws Refusal MALFORMED_PARAMETER naming the key
 */
export function checkUserValues(values: Attributes): void {
	for (const [key, value] of Object.entries(values)) {
		const problem = userValueProblem(key, value);
		if (problem !== undefined) throw malformed(`'${key}' ${problem}`);
	}
}

function userValueProblem(key: string, value: unknown): string | undefined {
	const { wrapper, name } = parseAttributeKey(key);
	const match = /^(u|ut)\.(.*)$/s.exec(name);
	if (match === null) return "must start with 'u.' or 'ut.'";
	if (!namePattern.test(match[2])) return 'name must be 1 to 30 of a-z, 0-9 and _';
	if (value === null) return undefined;
	if (match[1] === 'ut') {
		return wrapper === 'none' ? tagsProblem(value) : 'cannot be a date or a URL';
	}
	return scalarProblem(wrapper, value);
}

function tagsProblem(value: unknown): string | undefined {
	if (isObject(value)) {
		const operators = Object.keys(value);
		if (operators.length === 0 || operators.some((name) => name !== '$add' && name !== '$remove')) {
			return 'must be an array or {$add, $remove}';
		}
		return operators.map((name) => stringsProblem(value[name])).find((it) => it !== undefined);
	}
	if (Array.isArray(value) && value.length === 0) return 'must not be an empty array (use null)';
	return stringsProblem(value);
}

function stringsProblem(value: unknown): string | undefined {
	return stringListProblem(value, Number.POSITIVE_INFINITY, stringMaximumLength);
}

/** Dates: unix seconds, or `yyyy-MM-ddTHH:mm:ss[.SSS]`. */
function scalarProblem(wrapper: 'none' | 'date' | 'url', value: unknown): string | undefined {
	if (wrapper === 'url') return urlProblem(value);
	if (wrapper === 'date') {
		const date = typeof value === 'number' ? value : parsePlainUtc(value);
		return Number.isNaN(date) ? 'must be a timestamp or yyyy-MM-ddTHH:mm:ss in UTC' : undefined;
	}
	if (typeof value === 'number' || typeof value === 'boolean') return undefined;
	if (typeof value !== 'string') return 'must be a string, a number or a boolean';
	return value.length > stringMaximumLength
		? `must have at most ${stringMaximumLength} characters`
		: undefined;
}

export interface CheckedAppEvent {
	name: string;
	time?: string;
	attributes: Attributes;
	label?: string;
	tags?: string[];
}

/**
 * Checks one trigger event (batch-api-1x.md §7): passing a limit is an error of the whole call.
 *
 * @param now epoch milliseconds
 * @throws Refusal MISSING_PARAMETER or MALFORMED_PARAMETER
 */
export function checkAppEvent(event: unknown, now: number): CheckedAppEvent {
	if (!isObject(event)) throw malformed('every event must be an object');
	if (event.name === undefined) throw missing("event 'name' is missing");
	// Length and letters behind the prefix are unknown.
	if (typeof event.name !== 'string' || !/^ue\../s.test(event.name)) {
		throw malformed("event 'name' must start with 'ue.'");
	}
	refuse('time', event.time, (time) => eventTimeProblem(parsePlainUtc(time), now));
	refuse('label', event.label, (label) => stringProblem(label, eventLabelMaximumLength));
	refuse('tags', event.tags, (tags) =>
		stringListProblem(tags, eventTagsMaximum, stringMaximumLength),
	);
	refuse('attributes', event.attributes, eventAttributesProblem);
	return {
		name: event.name,
		time: event.time as string | undefined,
		attributes: Object.assign(createAttributes(), event.attributes),
		label: event.label as string | undefined,
		tags: event.tags as string[] | undefined,
	};
}

function eventAttributesProblem(attributes: unknown): string | undefined {
	if (!isObject(attributes)) return 'must be an object';
	const entries = Object.entries(attributes);
	if (entries.length > eventAttributeMaximum) {
		return `must have at most ${eventAttributeMaximum} entries`;
	}
	for (const [key, value] of entries) {
		const { wrapper, name } = parseAttributeKey(key);
		const problem = namePattern.test(name)
			? scalarProblem(wrapper, value)
			: 'name must be 1 to 30 of a-z, 0-9 and _';
		if (problem !== undefined) return `'${key}' ${problem}`;
	}
	return undefined;
}

function refuse(
	field: string,
	value: unknown,
	problemOf: (value: unknown) => string | undefined,
): void {
	if (value === undefined) return;
	const problem = problemOf(value);
	if (problem !== undefined) throw malformed(`event '${field}' ${problem}`);
}
