/** How much goes together, and how long it may take. */
export interface GroupLimits {
	/** Items of one group; a single call may bring more. */
	readonly items: number;
	/** Bytes of the calls of one group; a single call may bring more. */
	readonly bytes: number;
	/** How long a group waits for the start of the one before it; in milliseconds. */
	readonly waiting: number;
	/** How long the calls of a group wait for n8n to take their execution on; in milliseconds. */
	readonly starting: number;
}

/** What a call brings. */
export interface Size {
	readonly items: number;
	readonly bytes: number;
}

/** Calls that start one execution together. The first of them starts it. */
export interface Group<Call> {
	readonly calls: readonly [Call, ...Call[]];
}

/** What is to be done now: start an execution with what a group brings, or tell its calls what became of it. */
export type Step<Call> =
	| { readonly do: 'start'; readonly group: Group<Call> }
	| { readonly do: 'tell'; readonly group: Group<Call>; readonly taken: boolean };

interface Gathered<Call> extends Group<Call> {
	readonly calls: [Call, ...Call[]];
	items: number;
	bytes: number;
	/** When it was opened, and later when it was started. */
	since: number;
}

/**
 * Group commit: which calls start an execution together. A call that comes when nothing is being started starts its own
 * at once. What comes while n8n is taking an execution on waits together and is started as soon as that is done. A group
 * that is full, or has waited too long, is started beside the one before it. Every call belongs to one group, is told
 * once, and is told "taken" only when the execution of its group was.
 *
 * It decides and does nothing: the steps it gives are its caller's to do. Times are milliseconds of one clock that never
 * goes back.
 */
export class Groups<Call> {
	private waiting: Gathered<Call> | undefined;
	private readonly starting = new Set<Gathered<Call>>();

	constructor(private readonly limits: GroupLimits) {}

	/** Whether there is a call that was not told yet. */
	get isBusy(): boolean {
		return this.waiting !== undefined || this.starting.size > 0;
	}

	/** @returns whether the call is the first of its group, which starts the execution when the step to do so comes */
	arrive(call: Call, size: Size, now: number): { readonly isFirst: boolean; readonly steps: Array<Step<Call>> } {
		const steps: Array<Step<Call>> = [];
		if (this.waiting !== undefined && !this.hasRoom(this.waiting, size)) steps.push(...this.startWaiting(now));
		if (this.waiting !== undefined) {
			this.waiting.calls.push(call);
			this.waiting.items += size.items;
			this.waiting.bytes += size.bytes;
			return { isFirst: false, steps };
		}
		const isQuiet = this.starting.size === 0;
		this.waiting = { calls: [call], ...size, since: now };
		if (isQuiet) steps.push(...this.startWaiting(now));
		return { isFirst: true, steps };
	}

	/** n8n has answered the call that started a group. */
	end(group: Group<Call>, taken: boolean, now: number): Array<Step<Call>> {
		// One whose time was up has been told already.
		if (!this.starting.delete(group as Gathered<Call>)) return [];
		return [{ do: 'tell', group, taken }, ...this.startWaiting(now)];
	}

	/** What the time that has passed asks for. */
	pass(now: number): Array<Step<Call>> {
		const late = [...this.starting].filter(({ since }) => now - since >= this.limits.starting);
		const steps: Array<Step<Call>> = late.flatMap((group) => this.end(group, false, now));
		const isLate = this.waiting !== undefined && now - this.waiting.since >= this.limits.waiting;
		return isLate ? [...steps, ...this.startWaiting(now)] : steps;
	}

	private hasRoom(group: Gathered<Call>, { items, bytes }: Size): boolean {
		return group.items + items <= this.limits.items && group.bytes + bytes <= this.limits.bytes;
	}

	private startWaiting(now: number): Array<Step<Call>> {
		const group = this.waiting;
		if (group === undefined) return [];
		this.waiting = undefined;
		group.since = now;
		this.starting.add(group);
		return [{ do: 'start', group }];
	}
}
