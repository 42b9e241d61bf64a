import { Bounded } from '../../bounded';
import { notTried, type Api } from '../client/api';
import type { CallResult } from '../client/client';
import { settleCalls, type CallFailure } from '../client/failure';
import type { CallOrder, Entry, Lane, Way } from './lane';
import type { Outcome } from './outcome';
import { Planner, type Call, type Group } from './plan';
import { brokenOff } from './replacement';
import { settle, type Outcomes } from './settle';

/** Entries of a call that are not to be sent with it. */
export interface HeldBack<Payload> {
	/** Not at all: what is known of them. */
	readonly known: ReadonlyMap<Entry<Payload>, Outcome>;
	/** Not now: they are asked about again when all others were sent. */
	readonly later: ReadonlyArray<Entry<Payload>>;
}

/** What the one who hands entries in wants to know of them. */
export interface Watcher<Payload> {
	/** Just before the entries of a call are sent, while calls before it are on their way. */
	hold?(entries: ReadonlyArray<Entry<Payload>>): Promise<HeldBack<Payload>>;
	/** Resolves when those of `later` may be asked about again. */
	wait?(): Promise<void>;
	/** What became of entries, as soon as it is known. */
	settled(outcomes: Outcomes<Payload>): Promise<void> | void;
}

/** What the calls of one lane came to. */
export interface LaneReport<Payload> {
	readonly lane: Lane<Payload>;
	/** Of the calls that Batch took, in their order. */
	readonly answers: readonly unknown[];
	readonly calls: number;
	/** Entries that went into calls, taken or not. */
	readonly sent: number;
	/** How many identities they are of. */
	readonly unique: number;
	/** Identities that Batch took, by what the lane counts them as. */
	readonly counts: Readonly<Record<string, number>>;
	/** Whether Batch took all of them. */
	readonly isWhole: boolean;
}

/** How many calls of a lane may be on their way at once: hides Batch's latency, the token bucket sets the pace. */
const callsAtOnce = 3;

/** Messages that differ from item to item make a lane each: they must not all be sent at the same moment. */
const lanesAtOnce = 3;
const callsOfAllLanes = lanesAtOnce * callsAtOnce;

/**
 * Calls spent on finding the rows that make Batch refuse a whole call. A lone bad row among 10,000 takes
 * 28; when they run out the rest is refused together, each row with Batch's reason.
 */
const searchCalls = 60;

/** So many refusals without one acceptance are more than the way down to a lone bad row: everything is refused. */
const refusalsInARow = 20;

/**
 * Sends entries in few calls, each as soon as it is full, so that sending overlaps with preparing what
 * follows. Every entry gets an outcome; those of one identity arrive in the order they were added.
 */
export class Sender<Payload> {
	private readonly lanes = new Map<string, LaneSender<Payload>>();
	private readonly running = new Set<Running>();
	private later: Array<Entry<Payload>> = [];

	/** @param items how many input items the run has: by it each lane chooses its way */
	constructor(
		private readonly api: Api,
		private readonly items: number,
		private readonly watcher: Watcher<Payload>,
	) {}

	/**
	 * Takes an entry.
	 * @returns what resolves when there is room for another: calls that are under way hold back what follows.
	 * Nothing where there is room already: a promise for each of a million entries would cost more than they do.
	 */
	add(entry: Entry<Payload>): Promise<void> | undefined {
		let lane = this.lanes.get(entry.lane.name);
		if (lane === undefined) {
			lane = new LaneSender(this.api, entry.lane, this.items, this.watcher, this.running, (entries) => (this.later = this.later.concat(entries)));
			this.lanes.set(entry.lane.name, lane);
		}
		return lane.take(entry) ? lane.sendFull() : undefined;
	}

	/** Sends what is left. Resolves when every entry has its outcome. */
	async finish(): Promise<Array<LaneReport<Payload>>> {
		await this.finishLanes();
		while (this.later.length > 0) {
			await this.watcher.wait?.();
			const again = this.later;
			this.later = [];
			for (const entry of again) {
				const adding = this.add(entry);
				if (adding !== undefined) await adding;
			}
			await this.finishLanes();
		}
		return [...this.lanes.values()].map(({ report }) => report);
	}

	private async finishLanes(): Promise<void> {
		const waiting = [...this.lanes.values()];
		const work = async (): Promise<void> => {
			for (let lane = waiting.shift(); lane !== undefined; lane = waiting.shift()) await lane.finish();
		};
		await Promise.all(Array.from({ length: lanesAtOnce }, work));
	}
}

interface Search {
	calls: number;
	refusals: number;
	hasAccepted: boolean;
}

interface Running {
	readonly number: number;
	readonly end: Promise<void>;
}

class LaneSender<Payload> {
	private readonly way: Way<Payload>;
	private readonly planner: Planner<Payload>;
	private readonly running = new Set<Running>();
	private readonly answers: unknown[] = [];
	private calls = 0;
	/** A call of ten thousand elements is put together in steps, between which others get their turn. */
	private readonly pace = new Bounded('The input', {});
	private sent = 0;
	private unique = 0;
	private isWhole = true;
	private readonly counts: Record<string, number> = {};
	/** What was sent for most of them last: a million times the same needs no million notes. Undefined once it is known to be carried out. */
	private usual: Payload | undefined;
	/** What was sent last for the others, and is not known to be carried out. */
	private readonly latest = new Map<string, Payload>();
	/** The call after which something must be done before the next. */
	private owed: { readonly call: number; readonly answer: unknown } | undefined;
	/** Calls of a replacement, which are told together: of half a replacement nothing went through. */
	private untold: Array<{ readonly groups: ReadonlyArray<Group<Payload>>; readonly result: CallResult }> = [];
	/** What ended the lane: nothing more is sent on it. */
	private stoppedBy: CallFailure | undefined;

	constructor(
		private readonly api: Api,
		private readonly lane: Lane<Payload>,
		items: number,
		private readonly watcher: Watcher<Payload>,
		/** The calls of all lanes that are on their way. */
		private readonly runningOfAll: Set<Running>,
		private readonly putOff: (entries: ReadonlyArray<Entry<Payload>>) => void,
	) {
		this.way = lane.larger !== undefined && items > lane.larger.above ? lane.larger.way : lane;
		this.planner = new Planner(this.way.limits, lane.merge);
	}

	get report(): LaneReport<Payload> {
		const { lane, answers, calls, sent, unique, counts, isWhole } = this;
		return { lane, answers, calls, sent, unique, counts, isWhole };
	}

	/** @returns whether there is a call to be sent: of a replacement all must be there before the first */
	take(entry: Entry<Payload>): boolean {
		const isFull = this.planner.add(entry);
		return isFull && this.lane.replaces === undefined;
	}

	async sendFull(): Promise<void> {
		for (const call of this.planner.takeFull()) await this.start(call);
	}

	async finish(): Promise<void> {
		const calls = this.planner.takeAll();
		for (const call of calls) await this.start(call);
		await this.allEnded();
		const untold = this.untold;
		this.untold = [];
		for (const { groups, result } of untold) await this.watcher.settled(settle(groups, this.whole(result, calls.length), this.lane.mentions));
	}

	private async allEnded(): Promise<void> {
		await Promise.all([...this.running].map(async ({ end }) => await end));
	}

	/** What a call of a replacement came to, now that all of them are over. */
	private whole(result: CallResult, planned: number): CallResult {
		const taken = this.answers.length;
		if (this.stoppedBy === undefined || taken === 0) return result;
		return { ok: false, failure: brokenOff(this.stoppedBy, { taken, planned, mayHaveArrived: result.ok || result.failure.mayHaveArrived }) };
	}

	private async start(planned: Call<Payload>): Promise<void> {
		const groups = await this.withoutHeld(planned.groups);
		if (groups.length === 0) return;
		if (this.lane.order === undefined) this.unique += groups.length;
		else await this.keepOrder(groups, this.lane.order);
		const atOnce = this.lane.replaces || this.lane.afterCall ? 1 : callsAtOnce;
		while (this.running.size >= atOnce) await oneOf(this.running);
		while (this.runningOfAll.size >= callsOfAllLanes) await oneOf(this.runningOfAll);
		// Where Batch carries calls out later, what is on its way together need not be kept apart: it was looked at above.
		if (this.lane.order === undefined) await this.endOf(lastFollowed(groups));
		const running: Running = {
			number: planned.number,
			end: this.sendCall(groups).finally(() => {
				this.running.delete(running);
				this.runningOfAll.delete(running);
			}),
		};
		this.running.add(running);
		this.runningOfAll.add(running);
	}

	/** Resolves when the call of that number, and those before it, are over. */
	private async endOf(last: number): Promise<void> {
		for (const { number, end } of this.running) if (number <= last) await end;
	}

	private async sendCall(groups: ReadonlyArray<Group<Payload>>): Promise<void> {
		this.sent += groups.reduce((sum, { entries }) => sum + entries.length, 0);
		const search: Search = { calls: this.lane.replaces ? 0 : searchCalls, refusals: 0, hasAccepted: false };
		await this.sendOrSearch(groups, search);
	}

	/** Sends the groups; when Batch refuses them as a whole, halves them to find the ones it means. */
	private async sendOrSearch(groups: ReadonlyArray<Group<Payload>>, search: Search): Promise<void> {
		const result = await this.send(groups);
		if (result.ok) search.hasAccepted = true;
		else search.refusals++;
		const isHopeless = search.calls < 2 || (!search.hasAccepted && search.refusals >= refusalsInARow);
		if (result.ok || groups.length === 1 || !isAboutContent(result.failure) || isHopeless) {
			this.isWhole &&= result.ok;
			if (this.lane.replaces) this.untold.push({ groups, result });
			else await this.watcher.settled(settle(groups, result, this.lane.mentions));
			return;
		}
		search.calls -= 2;
		const middle = Math.ceil(groups.length / 2);
		await this.sendOrSearch(groups.slice(0, middle), search);
		await this.sendOrSearch(groups.slice(middle), search);
	}

	private async send(groups: ReadonlyArray<Group<Payload>>): Promise<CallResult> {
		await this.finishCallBefore();
		if (this.stoppedBy !== undefined) return { ok: false, failure: notTried(this.stoppedBy) };
		const call = this.calls++;
		await this.pace.breathe();
		const request = this.way.request(groups, call);
		await this.pace.breathe();
		const result = await this.api.call(request);
		if (!result.ok) {
			// What does not exist is no more there for the next call; of a replacement nothing may be left out.
			if (this.lane.replaces || result.failure.statusCode === 404) this.stoppedBy ??= result.failure;
			return result;
		}
		this.answers.push(result.body);
		this.owed = { call, answer: result.body };
		this.count(groups);
		return result;
	}

	private async finishCallBefore(): Promise<void> {
		const { owed } = this;
		this.owed = undefined;
		if (owed === undefined || this.lane.afterCall === undefined || this.api.isPreview) return;
		const { failed } = await settleCalls(this.lane.afterCall(owed.call, owed.answer, this.api));
		this.stoppedBy ??= failed?.failure;
	}

	/** Before something else is said of an identity, what was said of it earlier must be carried out. */
	private async keepOrder(groups: ReadonlyArray<Group<Payload>>, order: CallOrder<Payload>): Promise<void> {
		if (this.unique === 0) this.usual = groups[0].merged;
		const again = groups.filter(({ follows }) => follows !== undefined);
		this.unique += groups.length - again.length;
		const isAtOdds = again.some(({ identity, merged }) => {
			const earlier = this.latest.get(identity) ?? this.usual;
			return earlier !== undefined && !order.commutes(earlier, merged);
		});
		if (isAtOdds && !this.api.isPreview) {
			await this.allEnded();
			const { failed } = this.stoppedBy === undefined ? await settleCalls(order.settle(this.answers, this.api)) : {};
			this.stoppedBy ??= failed?.failure;
			this.latest.clear();
			this.usual = undefined;
		}
		for (const { identity } of again) this.latest.delete(identity);
		groups.forEach(({ identity, merged }) => {
			if (merged !== this.usual) this.latest.set(identity, merged);
		});
	}

	private count(groups: ReadonlyArray<Group<Payload>>): void {
		const { lane, counts } = this;
		if (lane.countsAs === undefined) return;
		groups.forEach(({ merged }) => {
			const kind = lane.countsAs?.(merged) ?? '';
			counts[kind] = (counts[kind] ?? 0) + 1;
		});
	}

	private async withoutHeld(groups: ReadonlyArray<Group<Payload>>): Promise<ReadonlyArray<Group<Payload>>> {
		const held = await this.watcher.hold?.(groups.flatMap(({ entries }) => entries));
		if (held === undefined || held.known.size + held.later.length === 0) return groups;
		if (held.known.size > 0) await this.watcher.settled(held.known);
		this.putOff(held.later);
		const later = new Set(held.later);
		return groups.flatMap((group) => {
			const left = group.entries.filter((entry) => !held.known.has(entry) && !later.has(entry));
			if (left.length === 0) return [];
			const [first, ...others] = left;
			// They could be merged together, so they can without those that were taken out, too.
			const merged = others.reduce((all, { payload }) => this.lane.merge?.(all, payload) ?? all, first.payload);
			return [{ ...group, entries: left, merged }];
		});
	}
}

async function oneOf(running: ReadonlySet<Running>): Promise<void> {
	await Promise.race([...running].map(async ({ end }) => await end));
}

/** The last call that holds something of an identity of these groups; -1 where they are new. */
function lastFollowed(groups: ReadonlyArray<Pick<Group<unknown>, 'follows'>>): number {
	let last = -1;
	for (const { follows = -1 } of groups) if (follows > last) last = follows;
	return last;
}

/** Batch read the call and did nothing of it because something in it is wrong or it is too large. */
function isAboutContent({ statusCode, mayHaveArrived }: CallFailure): boolean {
	return !mayHaveArrived && (statusCode === 400 || statusCode === 413 || statusCode === 422);
}
