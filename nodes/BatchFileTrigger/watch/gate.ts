import { restoreState, type StoredState } from './state';

/**
 * What this process remembers of one node. n8n may run polls at once, and may drop what a poll found out when
 * it started nothing: at activation, or between polls without durable cursors (n8n-ecosystem.md §3.2, §8).
 */
export class PollGate {
	private isOpen = true;

	/** Found out by a poll that emitted nothing, and the committed state it was made from. */
	private found: { readonly after: string; readonly state: StoredState } | undefined;

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
		const restored = restoreState(committed);
		if (this.found !== undefined && this.found.after === (restored?.id ?? '')) return this.found.state;
		return restored === undefined ? undefined : (committed as StoredState);
	}

	/** Keeps what a poll without rows found out. */
	keep(committed: unknown, state: StoredState): void {
		this.found = { after: restoreState(committed)?.id ?? '', state };
	}
}

const gates = new Map<string, PollGate>();

/** The gate of a node. Nodes are few, and a gate is as small as its node's state. */
export function gateOf(workflowId: string, nodeId: string): PollGate {
	const key = `${workflowId}:${nodeId}`;
	const gate = gates.get(key) ?? new PollGate();
	gates.set(key, gate);
	return gate;
}
