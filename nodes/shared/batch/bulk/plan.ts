import type { Entry } from './lane';

/** The entries of one identity that become one element of a call's array. */
export interface Group<Payload> {
	readonly identity: string;
	readonly entries: ReadonlyArray<Entry<Payload>>;
	/** What the entries come to together, where they are merged; else the payload of the first. */
	readonly merged: Payload;
	/** The number of the call before this one that holds something of the identity, too. */
	readonly follows: number | undefined;
}

/** What two payloads of one identity come to, one after the other; undefined when they cannot travel as one. */
export type Merge<Payload> = (earlier: Payload, later: Payload) => Payload | undefined;

export interface Call<Payload> {
	/** Which of all calls it is, from 0, in the order in which they are to be made. */
	readonly number: number;
	readonly groups: ReadonlyArray<Group<Payload>>;
	/** Events that its entries carry together. */
	readonly events: number;
}

/** Documented bounds of one call; what is not given is not bounded. */
export interface PlanLimits {
	readonly groupsPerCall: number;
	readonly eventsPerCall?: number;
	readonly eventsPerGroup?: number;
}

interface OpenGroup<Payload> {
	readonly identity: string;
	readonly entries: Array<Entry<Payload>>;
	readonly follows: number | undefined;
	events: number;
	merged: Payload;
}

interface OpenCall<Payload> {
	readonly groups: Array<OpenGroup<Payload>>;
	events: number;
}

/**
 * Groups entries by identity, as they come, and packs the groups into as few calls as the limits allow.
 *
 * Holds for every input: each entry is in exactly one group; no identity stands twice in a call (whether
 * Batch takes that is unknown, batch-api-2x.md §3.1); the entries of an identity keep their order, when
 * the calls are made in theirs.
 */
export class Planner<Payload> {
	/** Calls that were not taken yet. */
	private open: Array<OpenCall<Payload>> = [];
	/** How many were. */
	private taken = 0;
	/** All open calls before it are full. */
	private firstWithRoom = 0;
	/** Where each identity stands last, as one number: a million of them need no million objects. */
	private readonly places = new Map<string, number>();

	constructor(
		private readonly limits: PlanLimits,
		private readonly merge?: Merge<Payload>,
	) {}

	/** @returns whether a call is full now */
	add(entry: Entry<Payload>): boolean {
		const { limits, taken } = this;
		const place = this.places.get(entry.identity);
		const before = place === undefined ? undefined : Math.floor(place / limits.groupsPerCall);
		if (place !== undefined && before !== undefined && before >= taken) {
			const call = this.open[before - taken];
			if (this.joins(call.groups[place % limits.groupsPerCall], call, entry)) return isFull(call, limits);
		}
		while (this.firstWithRoom < this.open.length && isFull(this.open[this.firstWithRoom], limits)) this.firstWithRoom++;
		let index = before === undefined ? this.firstWithRoom : Math.max(this.firstWithRoom, before + 1 - taken);
		while (index < this.open.length && !fitsCall(this.open[index], entry, limits)) index++;
		if (index === this.open.length) this.open.push({ groups: [], events: 0 });
		const call = this.open[index];
		const { identity, payload } = entry;
		const events = eventsOf(entry);
		this.places.set(identity, (taken + index) * limits.groupsPerCall + call.groups.length);
		call.groups.push({ identity, entries: [entry], follows: before, events, merged: payload });
		call.events += events;
		return isFull(call, limits);
	}

	/** The calls that are full, and those before them: identities keep their order. */
	takeFull(): Array<Call<Payload>> {
		let full = this.open.length;
		while (full > 0 && !isFull(this.open[full - 1], this.limits)) full--;
		return this.take(full);
	}

	takeAll(): Array<Call<Payload>> {
		return this.take(this.open.length);
	}

	private take(count: number): Array<Call<Payload>> {
		const calls = this.open.slice(0, count).map(({ groups, events }, index) => ({ number: this.taken + index, groups, events }));
		this.open = this.open.slice(count);
		this.taken += count;
		this.firstWithRoom = 0;
		return calls;
	}

	/** Adds the entry to the group, if the two can travel together. */
	private joins(group: OpenGroup<Payload>, call: OpenCall<Payload>, entry: Entry<Payload>): boolean {
		if (!fitsGroup(group, call, entry, this.limits)) return false;
		const merged = this.merge?.(group.merged, entry.payload);
		if (this.merge !== undefined && merged === undefined) return false;
		if (merged !== undefined) group.merged = merged;
		group.entries.push(entry);
		group.events += eventsOf(entry);
		call.events += eventsOf(entry);
		return true;
	}
}

function fitsGroup<Payload>(
	group: OpenGroup<Payload>,
	call: OpenCall<Payload>,
	entry: Entry<Payload>,
	limits: PlanLimits,
): boolean {
	return (
		group.events + eventsOf(entry) <= (limits.eventsPerGroup ?? Infinity) &&
		call.events + eventsOf(entry) <= (limits.eventsPerCall ?? Infinity)
	);
}

function fitsCall<Payload>(call: OpenCall<Payload>, entry: Entry<Payload>, limits: PlanLimits): boolean {
	return (
		call.groups.length < limits.groupsPerCall && call.events + eventsOf(entry) <= (limits.eventsPerCall ?? Infinity)
	);
}

/** Whether nothing more goes into the call. */
function isFull<Payload>(call: OpenCall<Payload>, limits: PlanLimits): boolean {
	return call.groups.length >= limits.groupsPerCall || call.events >= (limits.eventsPerCall ?? Infinity);
}

function eventsOf({ events = 0 }: Pick<Entry<unknown>, 'events'>): number {
	return events;
}
