/**
 * By n8n's execute data, then by the first input item, then by the run's index. Over the tries of one run of the node
 * these are the same objects (n8n-ecosystem.md §10); a loop's next round, another branch, a retry set on a
 * parent and an agent's next call of the tool bring others. Held weakly: with the execution it goes.
 */
const memories = new WeakMap<object, WeakMap<object, Map<number, Map<string, unknown>>>>();

/** Which run of a node this is, over all its tries. */
export interface RunIdentity {
	/** What `getExecuteData()` gives. */
	readonly executeData: object;
	/** The first input item, as the input holds it; without one there is nothing to keep. */
	readonly firstItem: object | undefined;
	/** How often the node ran in this execution before: `$runIndex` of the workflow's data proxy. */
	readonly runIndex: number;
}

/**
 * What n8n's *Retry On Fail* must not repeat. The node runs again in the same execution when it throws, and when its
 * first output item has an `error`; what an earlier try delivered, or may have delivered, is kept here as each
 * call settles, and the next try takes the verdict over.
 *
 * Nothing that an expression can change is part of the identity of a run: within it a row is known by its number, its
 * lane and whom it is for, and a call of an item by which of the item's calls it is. n8n's "Retry
 * execution" is another execution and is not covered.
 */
export class DeliveredMemory<Verdict> {
	/** Of the calls of each item in this try. */
	private readonly ordinals = new Map<number, number>();

	private constructor(private readonly verdicts: Map<string, Verdict>) {}

	/** What this try finds of earlier ones, and where it keeps its own. */
	static of<Verdict>({ executeData, firstItem, runIndex }: RunIdentity): DeliveredMemory<Verdict> {
		if (firstItem === undefined) return new DeliveredMemory<Verdict>(new Map());
		const byItem = memories.get(executeData) ?? new WeakMap<object, Map<number, Map<string, unknown>>>();
		memories.set(executeData, byItem);
		const byRun = byItem.get(firstItem) ?? new Map<number, Map<string, unknown>>();
		byItem.set(firstItem, byRun);
		const verdicts = (byRun.get(runIndex) ?? new Map<string, unknown>()) as Map<string, Verdict>;
		byRun.set(runIndex, verdicts);
		return new DeliveredMemory(verdicts);
	}

	/** Whether an earlier try delivered anything. */
	get isEmpty(): boolean {
		return this.verdicts.size === 0;
	}

	/** Of rows that are sent together. @returns the verdict of an earlier try */
	of(row: number, lane: string, identity: string): Verdict | undefined {
		return this.verdicts.get(keyOfRow(row, lane, identity));
	}

	/** Keeps what was delivered or may have been; what was refused or not tried is not kept. */
	keep(row: number, lane: string, identity: string, verdict: Verdict): void {
		this.verdicts.set(keyOfRow(row, lane, identity), verdict);
	}

	/** Which of an item's calls the next one is, from 0: the same in every try, as long as the item goes the same way. */
	nextOrdinal(item: number): number {
		const ordinal = this.ordinals.get(item) ?? 0;
		this.ordinals.set(item, ordinal + 1);
		return ordinal;
	}

	ofCall(item: number, ordinal: number): Verdict | undefined {
		return this.verdicts.get(keyOfCall(item, ordinal));
	}

	keepCall(item: number, ordinal: number, verdict: Verdict): void {
		this.verdicts.set(keyOfCall(item, ordinal), verdict);
	}
}

/** The parts cannot run into each other: they are a list as JSON. */
const keyOfRow = (row: number, lane: string, identity: string): string => JSON.stringify(['row', row, lane, identity]);
const keyOfCall = (item: number, ordinal: number): string => JSON.stringify(['call', item, ordinal]);
