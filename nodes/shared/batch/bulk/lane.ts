import type { Api } from '../client/api';
import type { BatchRequest } from '../client/client';
import type { Platform } from '../family';
import type { Group, PlanLimits } from './plan';

/** How the entries of a lane become calls. */
export interface Way<Payload> {
	readonly limits: PlanLimits;
	/** @param call which call of the lane it is, from 0 */
	request(groups: ReadonlyArray<Group<Payload>>, call: number): BatchRequest;
}

/** Entries that go to one place: a project, an app of one platform, one message to many recipients. */
export interface Lane<Payload> extends Way<Payload> {
	/** Tells the lane from the others of its operation; lanes of one name are one lane. */
	readonly name: string;
	/** The app it goes to; without it, the project. */
	readonly platform?: Platform;
	/** The way to take when the run has more input items than `above`. */
	readonly larger?: { readonly above: number; readonly way: Way<Payload> };
	/** How entries of one identity become one element; without it their payloads stay side by side. */
	merge?(earlier: Payload, later: Payload): Payload | undefined;
	/** Whether an entry carries the attribute or event that a partial error names. */
	mentions?(payload: Payload, name: string): boolean;
	/**
	 * The first call takes the place of everything that was there: all is prepared before it, calls go one
	 * after the other, the first that fails ends the lane, none is cut into halves, and nothing of it is
	 * accepted before all is.
	 */
	readonly replaces?: true;
	/** Entries of one identity say the same: the first is sent, the others are left out. */
	readonly sendsOnce?: true;
	/** What must be done between a call and the next, such as waiting until a replacement is applied. */
	afterCall?(call: number, answer: unknown, api: Api): Promise<void>;
	/** Where Batch may carry out calls in another order than it took them. */
	readonly order?: CallOrder<Payload>;
	/** What the lane's report counts a payload as, e.g. `added`. */
	countsAs?(payload: Payload): string;
}

/** Keeps what is said of one identity in its order, in calls that Batch carries out later. */
export interface CallOrder<Payload> {
	/** Whether it is all the same which of two payloads of one identity is carried out first. */
	commutes(earlier: Payload, later: Payload): boolean;
	/**
	 * Waits until everything that was sent is carried out. Without it, the later call is not made.
	 * @param answers of the calls so far
	 * @throws CallFailed
	 */
	settle(answers: readonly unknown[], api: Api): Promise<void>;
}

/** What an input item has for one lane. An item may have several: one for each platform it goes to. */
export interface Entry<Payload> {
	readonly lane: Lane<Payload>;
	/** Whom it is for. Entries of one identity travel together, in their order. */
	readonly identity: string;
	readonly payload: Payload;
	/** Events it carries. Default none. */
	readonly events?: number;
	/** What tells this one from all others, for Send Once. */
	readonly onceKey?: string;
}
