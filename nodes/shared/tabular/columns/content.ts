import { deviceEvents, eventName, inAppEvents } from './events';
import type { Column, Field, Kind } from './field';
import type { ColumnProfile } from './profile';

type Assignments = Map<number, { readonly field: Field; readonly by: NonNullable<Column['by']> } | undefined>;

const nearlyAll = 0.9;
/** The id that phones give when tracking is off. */
const noTracking = '00000000-0000-0000-0000-000000000000';

/**
 * Fields by content, for the columns that neither the user nor the header told. Known events and times prove
 * themselves. Ids and tokens look alike, so they are taken only in a file that is one of Batch's exports, and
 * marked as guesses: the user sees them and can set the map. A header that was mostly understood is believed
 * in what it leaves open, too.
 */
export function guessFields(profiles: readonly ColumnProfile[], assigned: Assignments, kind: Kind | undefined): void {
	const isGiven = (field: Field) => [...assigned.values()].some((other) => other?.field === field);
	const free = (): number[] => profiles.flatMap((_, index) => (assigned.has(index) ? [] : [index]));
	const give = (field: Field, by: 'content' | 'guess', fits: (values: ColumnProfile, index: number) => boolean): void => {
		if (isGiven(field)) return;
		const index = free().find((candidate) => profiles[candidate].filled > 0 && fits(profiles[candidate], candidate));
		if (index !== undefined) assigned.set(index, { field, by });
	};

	give('event', 'content', (values) => values.share('event') >= nearlyAll);
	if (isGiven('event') || kind !== undefined) give('time', 'content', (values) => values.share('time') >= nearlyAll);
	give('platform', 'content', (values) => values.share('platform') >= nearlyAll);

	const byHeader = [...assigned.values()].filter((other) => other?.by === 'header').length;
	if (byHeader > 0 && byHeader >= profiles.length / 2) return;
	const eventColumn = [...assigned].find(([, other]) => other?.field === 'event')?.[0];
	if (eventColumn !== undefined && profiles[eventColumn].share('event') > 0.5) {
		const events = profiles[eventColumn].values.map(eventName);
		if (events.some((event) => inAppEvents.has(event))) guessButtons(give, events);
		guessTokens(give, events);
		guessIds(give, 'installationId');
	} else if (eventColumn === undefined && (kind === 'optInUsers' || looksLikeUsers(profiles, assigned, isGiven))) {
		give('optIn', 'content', (values) => values.share('flag') >= nearlyAll && values.distinct <= 2);
		guessIds(give, 'advertisingId');
	}
}

type Give = (field: Field, by: 'content' | 'guess', fits: (values: ColumnProfile, index: number) => boolean) => void;

/** Only a click tells which button it was. */
function guessButtons(give: Give, events: readonly string[]): void {
	const onClicksOnly = (values: ColumnProfile) =>
		values.values.every((value, row) => value.trim() === '' || events[row] === 'inapp_clicked');
	give('buttonPosition', 'guess', (values) => onClicksOnly(values) && values.filledValues.every((value) => /^-?\d{1,2}$/.test(value.trim())));
	give('buttonText', 'guess', (values) => onClicksOnly(values) && values.share('uuid') + values.share('time') === 0);
}

/**
 * Tokens come back in many rows, ids in few; and events of a device carry none. The guide lists the campaign
 * token before the transactional one.
 */
function guessTokens(give: Give, events: readonly string[]): void {
	const ofDevices = events.some((event) => deviceEvents.has(event));
	const isToken = (values: ColumnProfile) => {
		const looks = values.share('token') + values.share('uuid') + values.share('number') + values.share('time') >= nearlyAll;
		const notOnDevices = values.values.every((value, row) => value.trim() === '' || !deviceEvents.has(events[row]));
		const repeats = values.filled >= 4 && values.distinct <= values.filled / 2;
		return looks && notOnDevices && (repeats || ofDevices);
	};
	give('campaignToken', 'guess', isToken);
	give('transactionalToken', 'guess', isToken);
}

/**
 * @param usual what a lone UUID is: installation ids in the event exports, which "can be adapted, replacing
 * Installation IDs by Advertising IDs", advertising ids in the users' export
 */
function guessIds(give: Give, usual: 'installationId' | 'advertisingId'): void {
	const isUuid = (values: ColumnProfile) => values.share('uuid') >= nearlyAll;
	// Apple writes advertising ids in capitals; phones without tracking share one id of zeros.
	const isAdvertising = (values: ColumnProfile) =>
		isUuid(values) &&
		(values.filledValues.includes(noTracking) || values.filledValues.every((value) => value === value.toUpperCase() && /[A-F]/.test(value)));
	give('advertisingId', 'guess', isAdvertising);
	give(usual, 'guess', isUuid);
	give('advertisingId', 'guess', isUuid);
	give('installationId', 'guess', (values) => usual === 'installationId' && values.share('token') >= nearlyAll && isHexadecimal(values));
	give('customId', 'guess', (values) => values.share('event') + values.share('time') + values.share('flag') === 0 && isId(values));
}

function isHexadecimal({ filledValues }: ColumnProfile): boolean {
	return filledValues.every((value) => /^[\da-f]{16,64}$/i.test(value));
}

/** Ids have no spaces, mostly carry digits or are addresses, and differ from row to row. */
function isId({ filledValues, distinct, filled }: ColumnProfile): boolean {
	const telling = filledValues.filter((value) => /[\d@]/.test(value)).length;
	return filled >= 3 && filledValues.every((value) => /^\S{1,512}$/.test(value)) && telling > filled / 2 && distinct > filled / 3;
}

/** Two columns or three: advertising ids, custom ids (some missing), perhaps whether they are opted in. */
function looksLikeUsers(profiles: readonly ColumnProfile[], assigned: Assignments, isGiven: (field: Field) => boolean): boolean {
	if (isGiven('advertisingId') || isGiven('optIn')) return true;
	const uuids = profiles.filter((values, index) => !assigned.has(index) && values.filled > 0 && values.share('uuid') >= nearlyAll);
	return uuids.length > 0 && profiles.length <= 4 && profiles.length >= 2;
}
