import { massUpdates, profileUpdates } from '../rate-limits.ts';
import type { RateLimit } from '../rate-limits.ts';
import { malformed, missing } from '../refusal.ts';
import { appendBounded, trimMap } from '../retention.ts';
import type { Answer, Call, Route } from '../route.ts';
import { lengthOf, requireListBody, warnOfUnknownFields } from '../route.ts';
import { applyAttribute } from '../rules/attribute-store.ts';
import { emailSafeLength } from '../rules/campaign-values.ts';
import { profileAttributeProblem } from '../rules/project-attributes.ts';
import type { CheckedEvent } from '../rules/project-events.ts';
import { checkEvent } from '../rules/project-events.ts';
import { isObject } from '../rules/values.ts';
import type { Attributes, Profile } from '../state.ts';
import { createAttributes } from '../state.ts';

/** batch-api-2x.md §3.1, §3.2 */
const updateMaximum = 200;
const massUpdateMaximum = 10_000;
const eventsPerEditMaximum = 15;
const customIdMaximumLength = 512;

/** Per edit the server's figure is unknown; 50 is the SDK's (batch-api-2x.md §3.3). */
const safeAttributeCount = 50;

/** Words the Web SDK refuses; whether the server does is unknown (batch-api-2x.md §3.1). */
const doubtfulCustomIds =
	/^(?:undefined|null|nil|\(null\)|\[object object\]|true|false|nan|-?infinity)$/i;

export const profileRoutes: Route[] = [
	{
		method: 'POST',
		family: '2.x',
		path: '/2.x/profiles/update',
		ownRateLimit: true,
		countUpdates: lengthOf,
		handle: (call) => updateProfiles(call, updateMaximum, profileUpdates),
	},
	{
		method: 'POST',
		family: '2.x',
		path: '/2.x/profiles/mass-update',
		ownRateLimit: true,
		countUpdates: lengthOf,
		handle: (call) => updateProfiles(call, massUpdateMaximum, massUpdates),
	},
];

interface Edit {
	identity: string;
	attributes: Attributes;
	events: Attributes[];
}

/**
 * `errors[]` of a partial success (batch-api-2x.md §3.1). Values of `category` are unknown but for
 * a test mock's "attribute".
 */
interface PartialError {
	category: 'attribute' | 'event';
	bulk_index: number;
	reason: string;
	attribute?: string;
}

/**
 * Structure is checked first and refuses the whole call; after that a bad attribute or event is
 * dropped alone (batch-api-2x.md §3.1).
 */
function updateProfiles(call: Call, maximum: number, limit: RateLimit): Answer {
	const edits = requireListBody(call, maximum).map((edit, index) => readEdit(call, edit, index));
	call.spend(limit, edits.length);
	warnOfDuplicates(call, edits);

	const errors = edits.flatMap((edit, index) => applyEdit(call, edit, index));
	call.state.totals.profileUpdates += edits.length;
	trimMap(call.state.profiles, call.retention.profiles);
	if (errors.length === 0) return { status: 202, body: { code: 'SUCCESS' } };
	return {
		status: 202,
		body: { code: 'SUCCESS_WITH_PARTIAL_ERRORS', errors },
		partialErrors: new Set(errors.map((error) => error.bulk_index)).size,
	};
}

function readEdit(call: Call, edit: unknown, index: number): Edit {
	if (!isObject(edit)) throw malformed(`element ${index} must be an object`);
	warnOfUnknownFields(call, edit, ['identifiers', 'attributes', 'events']);
	const { attributes = {}, events = [] } = edit;
	if (!isObject(attributes)) throw malformed(`'attributes' of element ${index} must be an object`);
	if (!Array.isArray(events) || !events.every(isObject)) {
		throw malformed(`'events' of element ${index} must be an array of objects`);
	}
	if (events.some((event) => event.attributes !== undefined && !isObject(event.attributes))) {
		throw malformed(`'attributes' of an event of element ${index} must be an object`);
	}
	return { identity: readIdentity(call, edit.identifiers, index), attributes, events };
}

function readIdentity(call: Call, identifiers: unknown, index: number): string {
	if (identifiers === undefined) {
		throw missing(`'identifiers' of element ${index} is missing`);
	}
	if (!isObject(identifiers))
		throw malformed(`'identifiers' of element ${index} must be an object`);
	warnOfUnknownFields(call, identifiers, ['custom_id', 'installation']);
	const { custom_id: customId, installation } = identifiers;
	if ((customId === undefined) === (installation === undefined)) {
		throw malformed(`element ${index} must have exactly one of 'custom_id' and 'installation'`);
	}
	if (installation !== undefined) {
		// The keys inside are unconfirmed, so any object passes.
		if (!isObject(installation))
			throw malformed(`'installation' of element ${index} must be an object`);
		return `installation:${JSON.stringify(installation)}`;
	}
	// Whether Batch refuses the call or only the edit for a custom_id that is too long is unknown.
	if (typeof customId !== 'string' || customId === '' || customId.length > customIdMaximumLength) {
		throw malformed(
			`'custom_id' of element ${index} must be a string of 1 to ${customIdMaximumLength} characters`,
		);
	}
	if (doubtfulCustomIds.test(customId)) call.warn(`custom_id '${customId}' looks like a mistake`);
	return customId;
}

function warnOfDuplicates(call: Call, edits: Edit[]): void {
	const seen = new Set<string>();
	for (const { identity } of edits) {
		if (seen.has(identity)) call.warn(`duplicate custom_id '${identity}' in one call`);
		seen.add(identity);
	}
}

function applyEdit(call: Call, edit: Edit, index: number): PartialError[] {
	const profile = findOrCreateProfile(call, edit.identity);
	const change = { at: call.now, customId: edit.identity, attributes: edit.attributes };
	appendBounded(call.state.profileChanges, change, call.retention.profileChanges);
	return [
		...applyAttributes(call, profile, edit.attributes, index),
		...applyEvents(call, profile, edit, index),
	];
}

function findOrCreateProfile(call: Call, identity: string): Profile {
	const { profiles } = call.state;
	const profile = profiles.get(identity) ?? {
		attributes: createAttributes(),
		events: [],
		updatedAt: call.now,
	};
	profile.updatedAt = call.now;
	// Set anew, so that the map stays in order of the latest change.
	profiles.delete(identity);
	profiles.set(identity, profile);
	return profile;
}

function applyAttributes(
	call: Call,
	profile: Profile,
	attributes: Attributes,
	index: number,
): PartialError[] {
	const entries = Object.entries(attributes);
	if (entries.length > safeAttributeCount) {
		call.warn(`edit with ${entries.length} attributes: the server's limit is unknown`);
	}
	const errors: PartialError[] = [];
	const { $email_address: email } = attributes;
	if (typeof email === 'string' && email.length > emailSafeLength) {
		call.warn("e-mail address longer than the SDK takes: the server's limit is unknown");
	}
	for (const [key, value] of entries) {
		const reason = profileAttributeProblem(key, value);
		if (reason === undefined) applyAttribute(profile.attributes, key, value);
		else errors.push({ category: 'attribute', bulk_index: index, reason, attribute: key });
	}
	return errors;
}

function applyEvents(call: Call, profile: Profile, edit: Edit, index: number): PartialError[] {
	const errors: PartialError[] = [];
	for (const event of edit.events.slice(0, eventsPerEditMaximum)) {
		warnOfUnknownFields(call, event, ['name', 'time', 'attributes']);
		const checked = checkEvent(event, call.now);
		if (typeof checked === 'string') {
			errors.push({ category: 'event', bulk_index: index, reason: checked });
			continue;
		}
		for (const warning of checked.warnings) call.warn(warning);
		for (const { attribute, reason } of checked.problems) {
			errors.push({ category: 'attribute', bulk_index: index, reason, attribute });
		}
		recordEvent(call, profile, edit.identity, checked);
	}
	// That the first 15 are kept is the sandbox's choice: the reference only knows the limit.
	if (edit.events.length > eventsPerEditMaximum) {
		const reason = `more than ${eventsPerEditMaximum} events in one edit`;
		errors.push({ category: 'event', bulk_index: index, reason });
	}
	return errors;
}

function recordEvent(call: Call, profile: Profile, customId: string, event: CheckedEvent): void {
	const received = {
		family: '2.x' as const,
		customId,
		name: event.name,
		time: event.time ?? new Date(call.now).toISOString(),
		attributes: event.attributes,
		...(event.label === undefined ? {} : { label: event.label }),
		...(event.tags === undefined ? {} : { tags: event.tags }),
		receivedAt: call.now,
	};
	appendBounded(profile.events, received, call.retention.eventsPerProfile);
	appendBounded(call.state.events, received, call.retention.events);
	call.state.totals.events += 1;
}
