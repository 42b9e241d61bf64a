import { emailProblem } from './campaign-values.ts';
import {
	attempt,
	isObject,
	namePattern,
	parseAttributeKey,
	parseRfc3339,
	stringListProblem,
	stringProblem,
	urlProblem,
} from './values.ts';

/** batch-api-2x.md §3.3 */
const stringMaximumLength = 300;
const listMaximumItems = 25;

/**
 * Native attributes (batch-api-2x.md §3.3). Whether Batch knows further ones is unknown: the sandbox
 * refuses every other `$` name, so that a misspelt one is seen.
 */
const nativeAttributes: Record<string, (value: unknown) => string | undefined> = {
	// Pattern of the Web SDK; the server's own, and its maximum length, are unknown.
	$email_address: emailProblem,
	$email_marketing: matching(/^(?:un)?subscribed$/, "must be 'subscribed' or 'unsubscribed'"),
	// International form in every sample; the server's own rule is unknown.
	$phone_number: matching(/^\+\d{1,15}$/, 'must be an international phone number'),
	$sms_marketing: matching(/^(?:un)?subscribed$/, "must be 'subscribed' or 'unsubscribed'"),
	$language: matching(/^[a-z]{2}$/, 'must be a two-letter lowercase language'),
	$region: matching(/^[A-Z]{2}$/, 'must be a two-letter uppercase region'),
	$timezone: (value) => (isTimeZone(value) ? undefined : 'must be an IANA time zone'),
	$topic_preferences: (value) => listOrEditProblem(value, topicsProblem),
};

/**
 * Says what is wrong with one attribute of a profile edit (batch-api-2x.md §3.3).
 *
 * @returns the reason, or `undefined` when the attribute is accepted
 */
export function profileAttributeProblem(key: string, value: unknown): string | undefined {
	if (key.startsWith('$')) {
		if (!Object.hasOwn(nativeAttributes, key)) return 'is not a native attribute';
		return value === null ? undefined : nativeAttributes[key](value);
	}
	const { wrapper, name } = parseAttributeKey(key);
	if (!namePattern.test(name)) return 'name must be 1 to 30 of a-z, 0-9 and _';
	if (value === null) return undefined;
	if (wrapper === 'none' && (Array.isArray(value) || isObject(value))) {
		return listOrEditProblem(value, listProblem);
	}
	return scalarProblem(wrapper, value);
}

/** The rules that attributes of profiles and of events share (batch-api-2x.md §11.1). */
export function scalarProblem(
	wrapper: 'none' | 'date' | 'url',
	value: unknown,
): string | undefined {
	// Dates as epoch numbers are unknown for profiles, so only the documented form passes.
	if (wrapper === 'date') {
		return Number.isNaN(parseRfc3339(value)) ? 'must be an RFC 3339 date-time in UTC' : undefined;
	}
	if (wrapper === 'url') return urlProblem(value);
	if (typeof value === 'number' || typeof value === 'boolean') return undefined;
	return stringProblem(value, stringMaximumLength);
}

/** That an empty list is refused is the Web SDK's rule (batch-api-2x.md §11.2); the server's is unknown. */
function listProblem(value: unknown): string | undefined {
	if (Array.isArray(value) && value.length === 0) return 'must not be an empty array';
	return stringListProblem(value, listMaximumItems, stringMaximumLength);
}

function topicsProblem(value: unknown): string | undefined {
	const problem = listProblem(value);
	if (problem !== undefined) return problem;
	const wrong = (value as string[]).some((topic) => !/^[a-z0-9_]+$/.test(topic));
	return wrong ? 'every topic must consist of a-z, 0-9 and _' : undefined;
}

/** A whole list, or `{ "$add": [...], "$remove": [...] }`. */
function listOrEditProblem(
	value: unknown,
	problemOfList: (list: unknown) => string | undefined,
): string | undefined {
	if (!isObject(value)) return problemOfList(value);
	const operators = Object.keys(value);
	if (operators.length === 0 || operators.some((name) => name !== '$add' && name !== '$remove')) {
		return 'must not be an object other than {$add, $remove}';
	}
	for (const operator of operators) {
		const list = value[operator];
		// `$remove: []` changes nothing; only a whole list must not be empty.
		if (Array.isArray(list) && list.length === 0) continue;
		const problem = problemOfList(list);
		if (problem !== undefined) return `${operator} ${problem}`;
	}
	return undefined;
}

function matching(pattern: RegExp, problem: string): (value: unknown) => string | undefined {
	return (value) => (typeof value === 'string' && pattern.test(value) ? undefined : problem);
}

function isTimeZone(value: unknown): boolean {
	// Intl also takes offsets such as `+02:00`, which are no IANA names.
	if (typeof value !== 'string' || !/^[A-Za-z]/.test(value)) return false;
	return attempt(() => new Intl.DateTimeFormat('en', { timeZone: value })) !== undefined;
}
