import { eventName } from '../columns/events';
import type { Column, Field, Kind, TimeFormat } from '../columns/field';
import { readFlag } from '../columns/shape';
import { readTime } from '../columns/time';
import type { ColumnPortion } from '../rows/portion';
import { TextIndex } from './textIndex';

/** Where the counts of a row go. */
export type Channel = 'campaign' | 'transactional' | 'none';

/** Different events (or campaigns) above these bounds are counted together, so that a summary cannot grow with the file. */
export const maxEvents = 64;
export const defaultMaxGroups = 10_000;

export const otherEvents = 'other';

interface Group {
	readonly channel: Channel;
	readonly token: string;
	/** By the index of the event in `events`. */
	readonly counts: number[];
}

/** A summary under way. Plain JSON, so that it can be kept between two polls; bounded by `maxGroups`. */
export interface SummaryState {
	readonly version: 1;
	readonly kind: Kind;
	rows: number;
	badRows: number;
	/** The last index is for all events above the bound. */
	readonly events: string[];
	readonly groups: Group[];
	/** Rows of campaigns above the bound. */
	readonly overflow: number[];
	optedIn: number;
	optedOut: number;
	withoutCustomId: number;
	firstTime: string | null;
	lastTime: string | null;
}

export function emptySummary(kind: Kind): SummaryState {
	return {
		version: 1,
		kind,
		rows: 0,
		badRows: 0,
		events: [],
		groups: [],
		overflow: [],
		optedIn: 0,
		optedOut: 0,
		withoutCustomId: 0,
		firstTime: null,
		lastTime: null,
	};
}

export interface SummaryFold {
	/** The columns it looks at, ascending, for `Table.columnPortions`. */
	readonly only: readonly number[];
	/** Adds a portion to the state that the fold was made for. */
	add(portion: Pick<ColumnPortion, 'count' | 'columns' | 'badRows'>): void;
}

type Values = readonly string[];

/**
 * A fold of a file into a summary: counts by campaign or transactional token × event, opt-ins, times. It makes
 * no object a row; its memory is that of the state.
 * @param maxGroups campaigns and transactional tokens counted on their own; rows of further ones are counted together
 */
export function summaryFold(state: SummaryState, columns: readonly Column[], maxGroups = defaultMaxGroups): SummaryFold {
	const wanted: readonly Field[] = ['event', 'campaignToken', 'transactionalToken', 'optIn', 'customId', 'time'];
	const only = columns.flatMap(({ field }, index) => (field !== undefined && wanted.includes(field) ? [index] : []));
	const groupOf = groupFinder(state, maxGroups);
	const indexOfEvent = eventFinder(state);
	const format = columns.find(({ field }) => field === 'time')?.timeFormat;

	return {
		only,
		add: ({ count, columns: portion, badRows }) => {
			const valuesOf = (field: Field): Values | undefined => portion[only.findIndex((index) => columns[index].field === field)];
			state.rows += count;
			state.badRows += badRows.length;
			const events = valuesOf('event');
			const optIns = valuesOf('optIn');
			const times = valuesOf('time');
			if (events !== undefined) addEvents(events, valuesOf('campaignToken'), valuesOf('transactionalToken'), groupOf, indexOfEvent);
			if (optIns !== undefined) addFlags(state, optIns);
			if (times !== undefined && format !== undefined) keepTimes(state, times, format);
			if (state.kind === 'optInUsers') state.withoutCustomId += valuesOf('customId')?.filter((id) => id.trim() === '').length ?? 0;
		},
	};
}

function addEvents(
	events: Values,
	campaigns: Values | undefined,
	transactionals: Values | undefined,
	groupOf: (campaign: string, transactional: string) => number[],
	indexOfEvent: (event: string) => number,
): void {
	for (let row = 0; row < events.length; row++) {
		const counts = groupOf(campaigns === undefined ? '' : campaigns[row], transactionals === undefined ? '' : transactionals[row]);
		const index = indexOfEvent(events[row]);
		while (counts.length <= index) counts.push(0);
		counts[index]++;
	}
}

function addFlags(state: SummaryState, values: Values): void {
	for (const value of values) {
		const flag = readFlag(value);
		if (flag === true) state.optedIn++;
		else if (flag === false) state.optedOut++;
	}
}

/**
 * Keeps the times of the first and the last row that have one. The earliest and the latest of all rows would
 * take as long as all the rest of the fold; in a file in order of time they are the same.
 */
function keepTimes(state: SummaryState, times: Values, format: TimeFormat): void {
	for (let row = 0; state.firstTime === null && row < times.length; row++) state.firstTime = readTime(times[row].trim(), format) ?? null;
	for (let row = times.length - 1; row >= 0; row--) {
		const time = readTime(times[row].trim(), format);
		if (time === undefined) continue;
		state.lastTime = time;
		return;
	}
}

function groupFinder(state: SummaryState, maxGroups: number): (campaign: string, transactional: string) => number[] {
	const campaigns = new TextIndex<number[]>();
	const transactionals = new TextIndex<number[]>();
	let none: number[] | undefined;
	for (const { channel, token, counts } of state.groups) {
		if (channel === 'none') none = counts;
		else (channel === 'campaign' ? campaigns : transactionals).add(token, counts);
	}
	const open = (channel: Channel, token: string): number[] => {
		const group: Group = { channel, token: ownCopy(token), counts: [] };
		state.groups.push(group);
		return group.counts;
	};
	/** Blanks around a token are cut where it is not known as it stands: millions of rows have no more than some hundred tokens. */
	const find = (channel: Channel, known: TextIndex<number[]>, token: string): number[] | undefined => {
		const found = known.get(token);
		if (found !== undefined) return found;
		const cut = token.trim();
		if (cut !== token) return cut === '' ? undefined : find(channel, known, cut);
		if (state.groups.length >= maxGroups) return state.overflow;
		const counts = open(channel, token);
		known.add(state.groups[state.groups.length - 1].token, counts);
		return counts;
	};
	return (campaign, transactional) => {
		const ofCampaign = campaign === '' ? undefined : find('campaign', campaigns, campaign);
		if (ofCampaign !== undefined) return ofCampaign;
		const ofTransactional = transactional === '' ? undefined : find('transactional', transactionals, transactional);
		return ofTransactional ?? (none ??= open('none', ''));
	};
}

function eventFinder(state: SummaryState): (event: string) => number {
	const spellings = new TextIndex<number>();
	let known = 0;
	const indexByName = (name: string): number => {
		const index = state.events.indexOf(name);
		if (index !== -1) return index;
		return state.events.length < maxEvents ? state.events.push(ownCopy(name)) - 1 : maxEvents;
	};
	return (event) => {
		const found = spellings.get(event);
		if (found !== undefined) return found;
		const index = indexByName(eventName(event));
		if (known++ < 4 * maxEvents) spellings.add(ownCopy(event), index);
		return index;
	};
}

/** A field is a window on the text it was cut from: kept as it is, it would keep all of that text in memory. */
function ownCopy(text: string): string {
	return Buffer.from(text).toString();
}
