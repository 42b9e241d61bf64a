import { malformed, missing } from '../refusal.ts';
import type { Call } from '../route.ts';
import { lengthOf, requireText, warnOfUnknownFields } from '../route.ts';
import type { Attributes } from '../state.ts';
import { textsProblem } from './campaign-values.ts';
import {
	isObject,
	isStringList,
	namePattern,
	parseAttributeKey,
	parsePlainUtc,
	parseRfc3339,
	urlProblem,
} from './values.ts';

/** Names of audiences in both families (batch-api-2x.md §4, batch-api-1x.md §6). */
const audienceNamePattern = /^[A-Za-z0-9_-]{1,255}$/;
/** batch-api-2x.md §4; batch-api-1x.md §6. */
const idsMaximum = 10_000;

/** What a family takes for each member. */
export interface MemberRules {
	/** Fields next to `id` (and `action`). */
	fields: string[];
	/** 2.x: 15; 1.1: unknown. */
	attributesMaximum: number;
	/** 1.1: the documented 10,000 is 1.0's, so more is only noted. */
	limitIsKnown: boolean;
}

export interface MemberChange {
	action: 'add' | 'remove';
	id: string;
	extras: Attributes;
}

export const countIds = (body: unknown): number => (isObject(body) ? lengthOf(body.ids) : 0);

/** @throws Refusal MALFORMED_PARAMETER */
export function checkAudienceName(name: string): void {
	if (!audienceNamePattern.test(name)) {
		throw malformed('the name must be 1 to 255 of A-Z, a-z, 0-9, _ and -');
	}
}

/** @throws Refusal MISSING_PARAMETER or MALFORMED_PARAMETER naming the element */
export function readUpdates(call: Call, body: Attributes, rules: MemberRules): MemberChange[] {
	return readIds(call, body, ['action', ...rules.fields], rules).map((entry, index) => {
		const { action } = entry;
		if (action === undefined) throw missing(`'action' of ids[${index}]`);
		if (action !== 'add' && action !== 'remove') {
			throw malformed(`'action' of ids[${index}] must be 'add' or 'remove'`);
		}
		const extras = readExtras(entry, index, rules);
		if (action === 'remove' && Object.keys(extras).length > 0) {
			throw malformed(`ids[${index}] is removed and cannot have attributes`);
		}
		return { action, id: entry.id as string, extras };
	});
}

/** @throws Refusal MISSING_PARAMETER or MALFORMED_PARAMETER naming the element */
export function readReplacement(
	call: Call,
	body: Attributes,
	rules: MemberRules,
): Map<string, Attributes> {
	const ids = readIds(call, body, rules.fields, rules, 0);
	return new Map(ids.map((entry, index) => [entry.id as string, readExtras(entry, index, rules)]));
}

/** In order, so that the last of several actions on one id wins (batch-api-2x.md §4). */
export function applyUpdates(members: Map<string, Attributes>, changes: MemberChange[]): void {
	for (const { action, id, extras } of changes) {
		if (action === 'add') members.set(id, extras);
		else members.delete(id);
	}
}

/**
 * A minimum of ids is not documented: an update of nobody is refused here, so that a mistake is seen; a
 * replacement by nobody empties the audience, and is noted.
 */
function readIds(
	call: Call,
	body: Attributes,
	fields: string[],
	rules: MemberRules,
	minimum: 0 | 1 = 1,
): Attributes[] {
	const { ids } = body;
	if (ids === undefined) throw missing("'ids' is missing");
	if (!Array.isArray(ids) || !ids.every(isObject)) {
		throw malformed("'ids' must be an array of objects");
	}
	if (ids.length === 0 && minimum === 0) call.warn("that 'ids' may be empty is not documented");
	if (ids.length < minimum) throw malformed("'ids' must have at least one element");
	if (ids.length > idsMaximum) {
		if (rules.limitIsKnown) throw malformed(`'ids' must have at most ${idsMaximum} elements`);
		call.warn(`${ids.length} ids in one call: the limit of this route is unknown`);
	}
	const seen = new Set<string>();
	for (const entry of ids) {
		requireText(entry, 'id');
		// The same few unknown names, whatever the number of members: noted once each.
		for (const name of Object.keys(entry)) {
			if (name !== 'id' && !fields.includes(name)) seen.add(name);
		}
	}
	warnOfUnknownFields(call, Object.fromEntries([...seen].map((name) => [name, null])), []);
	return ids;
}

function readExtras(entry: Attributes, index: number, rules: MemberRules): Attributes {
	const { attributes, tags } = entry;
	if (attributes === undefined && tags === undefined) return {};
	if (attributes !== undefined) checkAttributes(attributes, index, rules);
	if (tags !== undefined && rules.fields.includes('tags') && textsProblem(tags) !== undefined) {
		throw malformed(`'tags' of ids[${index}] must be an array of strings`);
	}
	if (!rules.fields.includes('tags')) return (attributes as Attributes | undefined) ?? {};
	return { ...(attributes === undefined ? {} : { attributes }), ...(tags === undefined ? {} : { tags }) };
}

function checkAttributes(attributes: unknown, index: number, rules: MemberRules): void {
	if (!isObject(attributes)) throw malformed(`'attributes' of ids[${index}] must be an object`);
	const entries = Object.entries(attributes);
	if (entries.length > rules.attributesMaximum) {
		throw malformed(`ids[${index}] must have at most ${rules.attributesMaximum} attributes`);
	}
	for (const [key, value] of entries) {
		const problem = attributeProblem(key, value);
		if (problem !== undefined) throw malformed(`'${key}' of ids[${index}] ${problem}`);
	}
}

/**
 * String, number, `date(x)`, `url(x)`, array; lengths of texts are not documented here. The two samples
 * of dates differ in their `Z` (batch-api-2x.md §15), so that both forms pass. Names: as of profiles.
 */
function attributeProblem(key: string, value: unknown): string | undefined {
	const { wrapper, name } = parseAttributeKey(key);
	if (!namePattern.test(name)) return 'name must be 1 to 30 of a-z, 0-9 and _';
	if (wrapper === 'url') return urlProblem(value);
	if (wrapper === 'date') {
		const date = Number.isNaN(parseRfc3339(value)) ? parsePlainUtc(value) : parseRfc3339(value);
		return Number.isNaN(date) ? 'must be a date-time in UTC' : undefined;
	}
	// That a list must not be empty is the Web SDK's rule for profiles.
	const list = isStringList(value) && value.length > 0 && !value.includes('');
	const documented = typeof value === 'string' || typeof value === 'number' || list;
	return documented ? undefined : 'must be a string, a number or an array of strings';
}
