import { restoreState, type StoredState } from './state';

/**
 * How long n8n may take to write down what a poll has emitted: it does so behind the poll's back, and a poll that
 * begins meanwhile is given the state from before (milliseconds).
 */
export const settling = 30_000;

/**
 * What this process remembers of one node. n8n may run polls at once, and may drop what a poll found out when
 * it started nothing: at activation, or between polls without durable cursors (n8n-ecosystem.md §3.2, §8).
 */
export class PollGate {
	private isOpen = true;

	/** Found out by a poll that emitted nothing, and the committed state it was made from. */
	private found: { readonly after: string; readonly state: StoredState } | undefined;

	/** When rows were emitted last, and the committed state that their poll began with. */
	private emitted: { readonly after: string; readonly at: number } | undefined;

	/** Runs one poll at a time; undefined for one that comes while another runs. */
	async enter<Result>(poll: () => Promise<Result>): Promise<Result | undefined> {
		if (!this.isOpen) return undefined;
		this.isOpen = false;
		try {
			return await poll();
		} finally {
			this.isOpen = true;
		}
	}

	/**
	 * The newest state there is: the committed one, or what was found out since it was committed. A state
	 * that came with rows never comes from here: only n8n knows whether the rows arrived.
	 */
	newest(committed: unknown): StoredState | undefined {
		if (this.found !== undefined && this.found.after === idOf(committed)) return this.found.state;
		return restoreState(committed) === undefined ? undefined : (committed as StoredState);
	}

	/** Keeps what a poll without rows found out. */
	keep(committed: unknown, state: StoredState): void {
		this.found = { after: idOf(committed), state };
	}

	/** Notes that a poll is about to emit rows. */
	noteEmission(committed: unknown, now: number): void {
		this.emitted = { after: idOf(committed), at: now };
	}

	/**
	 * Whether rows were emitted from this very state a moment ago: n8n may be about to write down the next one. If it
	 * is still the committed one later, the rows never arrived, and belong out again.
	 */
	isSettling(committed: unknown, now: number): boolean {
		const { emitted } = this;
		// A clock that was set back must not stop the polls.
		return emitted !== undefined && emitted.after === idOf(committed) && Math.abs(now - emitted.at) < settling;
	}
}

/** Of no state: the empty text. */
function idOf(committed: unknown): string {
	return restoreState(committed)?.id ?? '';
}

const gates = new Map<string, PollGate>();

/** The gate of a node. Nodes are few, and a gate is as small as its node's state. */
export function gateOf(workflowId: string, nodeId: string): PollGate {
	const key = `${workflowId}:${nodeId}`;
	const gate = gates.get(key) ?? new PollGate();
	gates.set(key, gate);
	return gate;
}
