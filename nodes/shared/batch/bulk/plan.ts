import type { Entry } from './lane';

/** The entries of one identity that become one element of a call's array. */
export interface Group<Payload> {
	readonly identity: string;
	readonly entries: ReadonlyArray<Entry<Payload>>;
	/** What the entries come to together, where they are merged; else the payload of the first. */
	readonly merged: Payload;
}

/** What two payloads of one identity come to, one after the other; undefined when they cannot travel as one. */
export type Merge<Payload> = (earlier: Payload, later: Payload) => Payload | undefined;

export interface Call<Payload> {
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
	/** Which call it is in. */
	readonly call: number;
	events: number;
	merged: Payload;
}

interface OpenCall<Payload> {
	readonly groups: Array<OpenGroup<Payload>>;
	events: number;
}

/**
 * Groups entries by identity and packs the groups into as few calls as the limits allow.
 *
 * Holds for every input: each entry is in exactly one group; no identity stands twice in a call (whether
 * Batch takes that is unknown, batch-api-2x.md §3.1); the entries of an identity keep their order, when
 * the calls are made in theirs.
 */
export function plan<Payload>(
	entries: ReadonlyArray<Entry<Payload>>,
	limits: PlanLimits,
	merge?: Merge<Payload>,
): Array<Call<Payload>> {
	const calls: Array<OpenCall<Payload>> = [];
	const latest = new Map<string, OpenGroup<Payload>>();
	let firstWithRoom = 0;

	entries.forEach((entry) => {
		const last = latest.get(entry.identity);
		if (last !== undefined && fitsGroup(last, calls[last.call], entry, limits)) {
			const merged = merge?.(last.merged, entry.payload);
			if (merge === undefined || merged !== undefined) {
				if (merged !== undefined) last.merged = merged;
				last.entries.push(entry);
				last.events += eventsOf(entry);
				calls[last.call].events += eventsOf(entry);
				return;
			}
		}
		while (firstWithRoom < calls.length && isFull(calls[firstWithRoom], limits)) firstWithRoom++;
		let index = Math.max(firstWithRoom, last === undefined ? 0 : last.call + 1);
		while (index < calls.length && !fitsCall(calls[index], entry, limits)) index++;
		if (index === calls.length) calls.push({ groups: [], events: 0 });
		const { identity, payload } = entry;
		const group: OpenGroup<Payload> = { identity, entries: [entry], call: index, events: eventsOf(entry), merged: payload };
		calls[index].groups.push(group);
		calls[index].events += group.events;
		latest.set(identity, group);
	});
	return calls;
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
export function isFull<Payload>(call: Call<Payload>, limits: PlanLimits): boolean {
	return call.groups.length >= limits.groupsPerCall || call.events >= (limits.eventsPerCall ?? Infinity);
}

function eventsOf({ events = 0 }: Pick<Entry<unknown>, 'events'>): number {
	return events;
}
