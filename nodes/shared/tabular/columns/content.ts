import { deviceEvents, eventName, inAppEvents } from './events';
import type { Column, Field, Kind } from './field';
import type { ColumnProfile } from './profile';
import { isWrittenTime } from './time';

type Assignments = Map<number, { readonly field: Field; readonly by: NonNullable<Column['by']> } | undefined>;

const nearlyAll = 0.9;
/** The id that phones give when tracking is off. */
const noTracking = '00000000-0000-0000-0000-000000000000';

/**
 * Fields by content, for the columns that neither the user nor the header told. Known events and times prove
 * themselves. Ids and tokens look alike, so they are taken only in a file that is one of Batch's exports, only where the
 * content decides between them, and marked as guesses: the user sees them and can set the map. What it does not decide
 * keeps its number: a token for a custom id would be a false identity. A header that was mostly understood is believed
 * in what it leaves open, too.
 */
export function guessFields(profiles: readonly ColumnProfile[], assigned: Assignments, kind: Kind | undefined): void {
	const isGiven = (field: Field) => [...assigned.values()].some((other) => other?.field === field);
	const fitting = (fits: Fits): number[] =>
		profiles.flatMap((values, index) => (!assigned.has(index) && values.filled > 0 && fits(values, index) ? [index] : []));
	const give: Give = (field, by, fits, choice = 'first') => {
		if (isGiven(field)) return;
		const [index, ...others] = fitting(fits);
		if (index === undefined || (choice === 'only' && others.length > 0)) return;
		assigned.set(index, { field, by });
	};

	give('event', 'content', (values) => values.share('event') >= nearlyAll);
	if (isGiven('event') || kind !== undefined) {
		give('time', 'content', isWrittenTimes);
		// Numeric ids may be as long as a time that is counted: two such columns, and nobody knows.
		give('time', 'content', (values) => values.share('time') >= nearlyAll, 'only');
	}
	give('platform', 'content', (values) => values.share('platform') >= nearlyAll);

	const byHeader = [...assigned.values()].filter((other) => other?.by === 'header').length;
	if (byHeader > 0 && byHeader >= profiles.length / 2) return;
	const eventColumn = [...assigned].find(([, other]) => other?.field === 'event')?.[0];
	if (eventColumn !== undefined && profiles[eventColumn].share('event') > 0.5) {
		const events = profiles[eventColumn].values.map(eventName);
		if (events.some((event) => inAppEvents.has(event))) guessButtons(give, events);
		guessDevices(give, 'installationId');
		guessTokens(profiles, assigned, give, events);
		if (isGiven('time')) guessCustomId(profiles, assigned, give, events);
	} else if (eventColumn === undefined && (kind === 'optInUsers' || looksLikeUsers(profiles, assigned, isGiven))) {
		give('optIn', 'content', (values) => values.share('flag') >= nearlyAll && values.distinct <= 2);
		guessDevices(give, 'advertisingId');
		give('customId', 'guess', isId, 'only');
	}
}

type Fits = (values: ColumnProfile, index: number) => boolean;
/** With `only`, several columns that fit leave it open. */
type Give = (field: Field, by: 'content' | 'guess', fits: Fits, choice?: 'first' | 'only') => void;

function isWrittenTimes({ filled, filledValues }: ColumnProfile): boolean {
	return filledValues.filter((value) => isWrittenTime(value.trim())).length >= filled * nearlyAll;
}

/** Only a click tells which button it was. */
function guessButtons(give: Give, events: readonly string[]): void {
	const onClicksOnly = (values: ColumnProfile) =>
		values.values.every((value, row) => value.trim() === '' || events[row] === 'inapp_clicked');
	give('buttonPosition', 'guess', (values) => onClicksOnly(values) && values.filledValues.every((value) => /^-?\d{1,2}$/.test(value.trim())));
	give('buttonText', 'guess', (values) => onClicksOnly(values) && values.share('uuid') + values.share('time') === 0);
}

/**
 * UUIDs are ids of devices. Where there are two such columns, one of them must be told by its values.
 * @param usual what a lone one is: installation ids in the event exports, which "can be adapted, replacing
 * Installation IDs by Advertising IDs", advertising ids in the users' export
 */
function guessDevices(give: Give, usual: 'installationId' | 'advertisingId'): void {
	const isUuid = (values: ColumnProfile) => values.share('uuid') >= nearlyAll;
	// Apple writes advertising ids in capitals, Google does not: a list of both has both. Phones without tracking share one id of zeros.
	const isAdvertising = (values: ColumnProfile) =>
		isUuid(values) && (values.filledValues.some((value) => value.trim() === noTracking) || values.filledValues.some((value) => /[A-F]/.test(value)));
	give('advertisingId', 'guess', isAdvertising, 'only');
	give(usual, 'guess', isUuid, 'only');
}

/** How Batch's tokens look, as far as is known: digits and letters of a hexadecimal number, or the word of the orchestrations before it. */
const token = /^(?:orchestration_[\w-]+|[\da-f]{16,64})$/i;
const digitsOnly = /^\d+$/;

function isTokens({ filled, filledValues }: ColumnProfile): boolean {
	const fitting = filledValues.filter((value) => token.test(value.trim()) && !(digitsOnly.test(value.trim()) && value.trim().length < 24));
	return fitting.length >= filled * nearlyAll;
}

/**
 * Many people share a token, and events of a device carry none: that tells tokens from hashed ids. The guide lists the
 * campaign token before the transactional one, so a lone token behind an empty column is a transactional one.
 */
function guessTokens(profiles: readonly ColumnProfile[], assigned: Assignments, give: Give, events: readonly string[]): void {
	const ofDevices = events.some((event) => deviceEvents.has(event));
	const people = Math.max(0, ...profiles.map((values, index) => (mayBePeople(values, assigned.get(index)?.field) ? values.distinct : 0)));
	const isToken = (values: ColumnProfile) => {
		if (!isTokens(values)) return false;
		const onDevices = values.values.some((value, row) => value.trim() !== '' && deviceEvents.has(events[row]));
		const isShared = values.filled >= 4 && values.distinct <= values.filled / 2 && values.distinct * 2 <= people;
		return !onDevices && (ofDevices || isShared);
	};
	const isBehindEmpty = (index: number) => index > 0 && profiles[index - 1].filled === 0 && !assigned.has(index - 1);
	const found = profiles.flatMap((values, index) => (!assigned.has(index) && values.filled > 0 && isToken(values) ? [index] : []));
	if (found.length > 2) return;
	if (found.length !== 1 || !isBehindEmpty(found[0])) give('campaignToken', 'guess', (_, index) => index === found[0]);
	give('transactionalToken', 'guess', (_, index) => index === found.at(-1));
}

/** Whether a column may tell people or devices apart. */
function mayBePeople(values: ColumnProfile, field: Field | undefined): boolean {
	const others: ReadonlyArray<Field | undefined> = ['event', 'time', 'platform', 'buttonPosition', 'buttonText', 'campaignToken', 'transactionalToken'];
	return values.filled > 0 && !others.includes(field) && values.share('flag') + values.share('platform') < 1;
}

/** The one column of ids that is left, if there is but one, and it can be no token. */
function guessCustomId(profiles: readonly ColumnProfile[], assigned: Assignments, give: Give, events: readonly string[]): void {
	const devices = profiles.find((_, index) => ['installationId', 'advertisingId'].includes(assigned.get(index)?.field ?? ''));
	const ofDevices = events.some((event) => deviceEvents.has(event));
	const mayBeId = (values: ColumnProfile) => {
		if (!isId(values)) return false;
		// A person has a device or several, and an id on events of devices as well.
		const isOnDevices = values.values.some((value, row) => value.trim() !== '' && deviceEvents.has(events[row]));
		const isAsMany = devices === undefined || values.distinct * 3 >= devices.distinct;
		return (!ofDevices || isOnDevices) && isAsMany;
	};
	give('customId', 'guess', mayBeId, 'only');
}

/** Ids have no blanks within, mostly carry digits or are addresses, differ between people, and are neither UUIDs nor hashes nor tokens. */
function isId(values: ColumnProfile): boolean {
	const { filledValues, distinct, filled } = values;
	if (values.share('event') + values.share('flag') + values.share('uuid') + values.share('platform') > 0) return false;
	if (isWrittenTimes(values) || filledValues.some((value) => token.test(value.trim()) && !digitsOnly.test(value.trim()))) return false;
	const telling = filledValues.filter((value) => /[\d@]/.test(value)).length;
	return filled >= 3 && filledValues.every((value) => /^\S{1,512}$/.test(value.trim())) && telling > filled / 2 && distinct >= Math.max(3, filled / 10);
}

/** Two columns or three: advertising ids, custom ids (some missing), perhaps whether they are opted in. */
function looksLikeUsers(profiles: readonly ColumnProfile[], assigned: Assignments, isGiven: (field: Field) => boolean): boolean {
	if (isGiven('advertisingId') || isGiven('optIn')) return true;
	const uuids = profiles.filter((values, index) => !assigned.has(index) && values.filled > 0 && values.share('uuid') >= nearlyAll);
	return uuids.length > 0 && profiles.length <= 4 && profiles.length >= 2;
}
