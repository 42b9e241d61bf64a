import { malformed, missing } from '../refusal.ts';
import type { Call } from '../route.ts';
import { checkFields, requireText, warnOfUnknownFields } from '../route.ts';
import type { Attributes } from '../state.ts';
import { booleanProblem, emailProblem, emailSafeLength, textProblem, textsProblem } from './campaign-values.ts';
import { isObject, isStringList, parseRfc3339 } from './values.ts';

/** batch-api-2x.md §6.1 */
const platformTypes = ['ios', 'android', 'web'];

/** The last time zone reaches a local time so much later than UTC. */
const lastZoneMilliseconds = 12 * 60 * 60 * 1000;

/**
 * `when`: `start_time` is `"now"` or RFC 3339, `local_time` makes it each profile's own. Fields of
 * recurrent campaigns are unknown, hence noted only. What Batch does with a time that has passed is not
 * documented: refused here, so that a client that sends one is seen.
 *
 * @throws Refusal MISSING_PARAMETER or MALFORMED_PARAMETER
 */
export function checkSchedule(call: Call, when: unknown): void {
	if (when === undefined) throw missing("'when' is missing");
	if (!isObject(when)) throw malformed("'when' must be an object");
	warnOfUnknownFields(call, when, ['start_time', 'local_time']);
	checkFields(when, { local_time: booleanProblem });
	const start = requireText(when, 'start_time');
	if (start === 'now') return;
	const time = parseRfc3339(start);
	if (Number.isNaN(time)) throw malformed("'start_time' must be 'now' or RFC 3339 in UTC");
	if (time + (when.local_time === true ? lastZoneMilliseconds : 0) < call.now) {
		throw malformed("'start_time' lies in the past");
	}
}

/**
 * `targeting`: languages, regions, and a query whose operators are mostly unknown. How audiences and
 * segments are named is unknown, too: noted.
 *
 * @throws Refusal MALFORMED_PARAMETER
 */
export function checkTargeting(call: Call, targeting: unknown): void {
	if (!isObject(targeting)) throw malformed("'targeting' must be an object");
	warnOfUnknownFields(call, targeting, ['languages', 'regions', 'query']);
	checkFields(targeting, { languages: textsProblem, regions: textsProblem });
	if (targeting.query !== undefined && !isObject(targeting.query)) {
		throw malformed("'query' must be an object");
	}
}

/** @throws Refusal MISSING_PARAMETER or MALFORMED_PARAMETER */
export function checkMessage(call: Call, message: unknown): void {
	if (!isObject(message)) throw malformed("'messages' must be an array of objects");
	const channel = requireText(message, 'channel_type');
	if (channel === 'push') checkPush(call, message);
	else if (channel === 'email') checkEmail(call, message);
	else throw malformed("'channel_type' must be push or email");
}

/** Media, payload, languages and platform blocks exist, but their names are unknown: noted. */
function checkPush(call: Call, message: Attributes): void {
	warnOfUnknownFields(call, message, ['channel_type', 'platform_type', 'title', 'body', 'deeplink']);
	const { platform_type: platforms } = message;
	if (platforms === undefined) throw missing("'platform_type' is missing");
	if (!isStringList(platforms) || platforms.length === 0) {
		throw malformed("'platform_type' must be an array of at least one platform");
	}
	if (platforms.some((platform) => !platformTypes.includes(platform))) {
		throw malformed(`'platform_type' must only have ${platformTypes.join(', ')}`);
	}
	requireText(message, 'body');
	checkFields(message, { title: textProblem, deeplink: textProblem });
}

function checkEmail(call: Call, message: Attributes): void {
	const own = ['subject', 'sender_identity_id', 'reply_to', 'html'];
	warnOfUnknownFields(call, message, ['channel_type', 'languages', ...own]);
	for (const name of ['subject', 'sender_identity_id', 'html']) requireText(message, name);
	checkReplyTo(call, message);
	const { languages = [] } = message;
	if (!Array.isArray(languages)) throw malformed("'languages' must be an array");
	for (const language of languages) {
		if (!isObject(language)) throw malformed("'languages' must be an array of objects");
		warnOfUnknownFields(call, language, ['language', ...own]);
		requireText(language, 'language');
		checkFields(language, { subject: textProblem, sender_identity_id: textProblem, html: textProblem });
		checkReplyTo(call, language);
	}
}

function checkReplyTo(call: Call, fields: Attributes): void {
	const { reply_to: replyTo } = fields;
	if (replyTo === undefined) return;
	if (!isObject(replyTo)) throw malformed("'reply_to' must be an object");
	warnOfUnknownFields(call, replyTo, ['email_address']);
	const address = requireText(replyTo, 'email_address');
	checkFields(replyTo, { email_address: emailProblem });
	if (address.length > emailSafeLength) call.warn('the e-mail address is longer than the SDK takes');
}
