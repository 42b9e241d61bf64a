import type { BatchClient, BatchRequest, CallResult } from '../client/client';
import type { CallFailure } from '../client/failure';
import type { Outcome } from './outcome';
import { countGroups, plan, type Call, type Entry, type Group, type PlanLimits } from './plan';
import { settle } from './settle';

/** One route a lane can take, with its bounds. */
export interface Way<Payload> {
	readonly limits: PlanLimits;
	/** Above this many elements the lane's next way is taken. */
	readonly groupsAtMost?: number;
	request(groups: ReadonlyArray<Group<Payload>>): BatchRequest;
}

/** Entries that go to one place: a project, an app of one platform, one message to many recipients. */
export interface Lane<Payload> {
	readonly key: string;
	/** Lanes of one scope share keys and routes: what stops one of them stops all. */
	readonly scope: string;
	/** From the fewest elements to the most; the first that is large enough is taken. */
	readonly ways: ReadonlyArray<Way<Payload>>;
	/** How entries of one identity become one element; without it their payloads stay side by side. */
	merge?(earlier: Payload, later: Payload): Payload | undefined;
	/** Whether an entry carries the attribute or event that a partial error names. */
	mentions?(payload: Payload, name: string): boolean;
}

/** The failure that stopped a scope: nothing more is sent there in this run. */
export type Stops = Map<string, CallFailure>;

/** How many calls of a lane may be on their way at once: hides Batch's latency, the token bucket sets the pace. */
const callsAtOnce = 3;

/**
 * Calls spent on finding the rows that make Batch refuse a whole call. A lone bad row among 10,000 takes
 * 28; when they run out the rest is refused together, each row with Batch's reason.
 */
const searchCalls = 60;

/** So many refusals without one acceptance are more than the way down to a lone bad row: everything is refused. */
const refusalsInARow = 20;

interface Search {
	calls: number;
	refusals: number;
	hasAccepted: boolean;
}

/** Plans, sends and settles the entries of one lane. Every entry comes back with an outcome. */
export async function sendAll<Payload>(
	client: BatchClient,
	lane: Lane<Payload>,
	entries: ReadonlyArray<Entry<Payload>>,
	stops: Stops,
): Promise<Map<Entry<Payload>, Outcome>> {
	const { way, calls } = choose(lane, entries);
	const outcomes = new Map<Entry<Payload>, Outcome>();
	const keep = (groups: ReadonlyArray<Group<Payload>>, result: CallResult): void => {
		for (const [entry, outcome] of settle(groups, result, lane.mentions?.bind(lane))) outcomes.set(entry, outcome);
	};

	const send = async (groups: ReadonlyArray<Group<Payload>>): Promise<CallResult> => {
		const stoppedBy = stops.get(lane.scope);
		if (stoppedBy !== undefined) return { ok: false, failure: notTried(stoppedBy) };
		const result = await client.send(way.request(groups));
		if (!result.ok && result.failure.concernsEveryCall && !stops.has(lane.scope)) stops.set(lane.scope, result.failure);
		return result;
	};

	const finished: Array<Promise<void>> = [];
	const running = new Set<Promise<void>>();
	for (const [index, call] of calls.entries()) {
		while (running.size >= callsAtOnce) await Promise.race(running);
		if (call.follows !== undefined) await Promise.all(finished.slice(0, call.follows + 1));
		const search: Search = { calls: searchCalls, refusals: 0, hasAccepted: false };
		const task = sendOrSearch(send, call.groups, keep, search).finally(() => running.delete(task));
		finished[index] = task;
		running.add(task);
	}
	await Promise.all(finished);
	return outcomes;
}

function choose<Payload>(
	lane: Lane<Payload>,
	entries: ReadonlyArray<Entry<Payload>>,
): { way: Way<Payload>; calls: Array<Call<Payload>> } {
	for (const way of lane.ways) {
		const calls = plan(entries, way.limits, lane.merge?.bind(lane));
		if (way === lane.ways[lane.ways.length - 1] || countGroups(calls) <= (way.groupsAtMost ?? Infinity)) {
			return { way, calls };
		}
	}
	throw new TypeError(`Lane ${lane.key} has no way`);
}

/** Sends the groups; when Batch refuses them as a whole, halves them to find the ones it means. */
async function sendOrSearch<Payload>(
	send: (groups: ReadonlyArray<Group<Payload>>) => Promise<CallResult>,
	groups: ReadonlyArray<Group<Payload>>,
	keep: (groups: ReadonlyArray<Group<Payload>>, result: CallResult) => void,
	search: Search,
): Promise<void> {
	const result = await send(groups);
	if (result.ok) search.hasAccepted = true;
	else search.refusals++;
	const isHopeless = search.calls < 2 || (!search.hasAccepted && search.refusals >= refusalsInARow);
	if (result.ok || groups.length === 1 || !isAboutContent(result.failure) || isHopeless) {
		keep(groups, result);
		return;
	}
	search.calls -= 2;
	const middle = Math.ceil(groups.length / 2);
	await sendOrSearch(send, groups.slice(0, middle), keep, search);
	await sendOrSearch(send, groups.slice(middle), keep, search);
}

/** Batch read the call and did nothing of it because something in it is wrong or it is too large. */
function isAboutContent({ statusCode, mayHaveArrived }: CallFailure): boolean {
	return !mayHaveArrived && (statusCode === 400 || statusCode === 413 || statusCode === 422);
}

function notTried(failure: CallFailure): CallFailure {
	return {
		...failure,
		message: `Not sent, because an earlier call ended with: ${failure.message}`,
		mayHaveArrived: false,
		origin: failure.origin ?? failure.message,
	};
}
