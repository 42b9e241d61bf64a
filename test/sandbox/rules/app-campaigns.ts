import { malformed, missing } from '../refusal.ts';
import type { Attributes } from '../state.ts';
import type { Check } from './campaign-values.ts';
import {
	appLabelsProblem,
	booleanProblem,
	collapseKeyProblem,
	inAppPayloadProblem,
	mediaProblem,
	objectProblem,
	payloadProblem,
	priorityProblem,
	textProblem,
	textsProblem,
	timeToLiveProblem,
} from './campaign-values.ts';
import { isObject, parsePlainUtc, stringProblem } from './values.ts';

/** batch-api-1x.md §3.1, §4 */
const nameMinimumLength = 3;
const deeplinkMaximumLength = 255;
/** Only `HOURS` is documented. */
const graceUnits = ['HOURS'];

/** The last time zone reaches a local time so much later than UTC. */
const lastZoneMilliseconds = 12 * 60 * 60 * 1000;

const nameProblem: Check = (value) =>
	typeof value === 'string' && value.length >= nameMinimumLength
		? undefined
		: `must be a text of at least ${nameMinimumLength} characters`;

const timeProblem: Check = (value) =>
	value === 'now' ? undefined : localTimeProblem(value);

const localTimeProblem: Check = (value) =>
	Number.isNaN(parsePlainUtc(value)) ? 'must be yyyy-MM-ddTHH:mm:ss' : undefined;

/** `segments` and `query` are known from a client; what names an audience is unknown (§3.1). */
const targetingProblem: Check = (value) => {
	if (!isObject(value)) return 'must be an object';
	if (value.segments !== undefined && textsProblem(value.segments) !== undefined) {
		return "must have an array of texts as 'segments'";
	}
	return value.query === undefined || isObject(value.query)
		? undefined
		: "must have an object as 'query'";
};

const messagesProblem: Check = (value) => {
	if (!Array.isArray(value) || value.length === 0) return 'must be an array of messages';
	for (const message of value) {
		if (!isObject(message)) return 'must be an array of objects';
		for (const name of ['language', 'body']) {
			if (textProblem(message[name]) !== undefined) return `needs a text as '${name}'`;
		}
		if (message.title !== undefined && typeof message.title !== 'string') {
			return "needs a text as 'title'";
		}
	}
	return undefined;
};

const triggerProblem: Check = (value) => {
	if (!isObject(value)) return 'must be an object';
	// Only NEXT_SESSION is documented; whatever else is a text passes.
	if (typeof value.when !== 'string' && !isObject(value.when)) return "needs 'when'";
	if (value.capping !== undefined && !isPositive(value.capping)) {
		return "must have a positive integer as 'capping'";
	}
	const { grace_period: grace } = value;
	if (grace === undefined) return undefined;
	return isObject(grace) && isPositive(grace.every) && graceUnits.includes(String(grace.unit))
		? undefined
		: `must have 'every' and a 'unit' of ${graceUnits.join(', ')} in 'grace_period'`;
};

const landingProblem: Check = (value) => {
	if (!isObject(value)) return 'must be an object';
	if (textProblem(value.theme) !== undefined) return "needs a text as 'theme'";
	const { contents } = value;
	if (!Array.isArray(contents) || contents.length === 0 || !contents.every(isObject)) {
		return "needs an array of objects as 'contents'";
	}
	for (const content of contents) {
		if (textProblem(content.language) !== undefined) return "needs 'language' in every content";
		for (const name of ['header', 'title', 'body']) {
			if (content[name] !== undefined && textProblem(content[name]) !== undefined) {
				return `needs a text as '${name}'`;
			}
		}
		if (content.actions !== undefined && !isActionList(content.actions)) {
			return "needs 'label' and 'action' of every action";
		}
	}
	return undefined;
};

const shared: Record<string, Check> = {
	name: nameProblem,
	live: booleanProblem,
	labels: appLabelsProblem,
	targeting: targetingProblem,
};

/** What `create` and `update` of push campaigns take (batch-api-1x.md §3.1). */
export const pushCampaignChecks: Record<string, Check> = {
	...shared,
	push_time: timeProblem,
	local_push_time: localTimeProblem,
	messages: messagesProblem,
	priority: priorityProblem,
	time_to_live: timeToLiveProblem,
	gcm_collapse_key: collapseKeyProblem,
	push_type: textProblem,
	deeplink: textProblem,
	media: mediaProblem,
	custom_payload: payloadProblem,
	landing: objectProblem,
};

/** What `create` and `update` of in-app campaigns take (batch-api-1x.md §4). */
export const inAppCampaignChecks: Record<string, Check> = {
	...shared,
	start_date: timeProblem,
	local_start_date: localTimeProblem,
	end_date: localTimeProblem,
	local_end_date: localTimeProblem,
	trigger: triggerProblem,
	landing: landingProblem,
	deeplink: (value) => stringProblem(value, deeplinkMaximumLength),
	custom_payload: inAppPayloadProblem,
};

/** @throws Refusal MALFORMED_PARAMETER when both are there */
export function refuseBoth(fields: Attributes, one: string, other: string): void {
	if (fields[one] !== undefined && fields[other] !== undefined) {
		throw malformed(`only one of '${one}' and '${other}'`);
	}
}

/** @throws Refusal MISSING_PARAMETER */
export function requireFields(fields: Attributes, names: string[]): void {
	for (const name of names) {
		if (fields[name] === undefined) throw missing(`'${name}' is missing`);
	}
}

/**
 * What Batch does with a time that has passed is not documented: refused here, so that a client that
 * sends one is seen.
 *
 * @throws Refusal MALFORMED_PARAMETER
 */
export function refusePast(fields: Attributes, names: string[], now: number): void {
	for (const name of names) {
		const value = fields[name];
		if (value === undefined || value === 'now') continue;
		const last = parsePlainUtc(value) + (name.startsWith('local_') ? lastZoneMilliseconds : 0);
		if (last < now) throw malformed(`'${name}' lies in the past`);
	}
}

function isActionList(value: unknown): boolean {
	return (
		Array.isArray(value) &&
		value.every(
			(action) =>
				isObject(action) &&
				textProblem(action.label) === undefined &&
				textProblem(action.action) === undefined,
		)
	);
}

function isPositive(value: unknown): boolean {
	return Number.isInteger(value) && Number(value) > 0;
}
