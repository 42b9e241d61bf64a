import type { IExecuteFunctions } from 'n8n-workflow';

import type { Entry } from '../../shared/batch/bulk/lane';
import type { Outcome } from '../../shared/batch/bulk/outcome';
import type { CallMemory } from '../../shared/batch/client/api';
import type { CallResult } from '../../shared/batch/client/client';

/**
 * What earlier tries of the same run delivered, or may have delivered.
 *
 * n8n's Retry On Fail runs the node again on a throw, and also when the first output item has an `error`
 * (n8n-ecosystem.md §10), with the same execute data and the same json of the items; of an agent's tool the items
 * themselves are new with each try. The memory hangs on those two objects and goes with them: a loop and another branch
 * bring other execute data, an agent's second call another json. Its keys are the item's place, the platform and the
 * identity; the text of a message may differ from try to try.
 */
export class DeliveredMemory {
	private readonly entries = new Map<string, Outcome>();
	private readonly calls = new Map<number, CallResult[]>();

	private constructor(private readonly isActive: boolean) {}

	static of(context: Pick<IExecuteFunctions, 'getExecuteData' | 'getInputData' | 'getNode'>): DeliveredMemory {
		const [firstItem] = context.getInputData();
		if (context.getNode().retryOnFail !== true || firstItem === undefined) return new DeliveredMemory(false);
		const run = context.getExecuteData();
		const memories = memoriesOfRuns.get(run) ?? new WeakMap<object, DeliveredMemory>();
		memoriesOfRuns.set(run, memories);
		// An item may come without fields.
		const key = (firstItem.json as object | null | undefined) ?? firstItem;
		const memory = memories.get(key) ?? new DeliveredMemory(true);
		memories.set(key, memory);
		return memory;
	}

	/** What became of an entry in an earlier try, when it was delivered or may have been. */
	of(row: number, entry: Entry<unknown>): Outcome | undefined {
		return this.isActive ? this.entries.get(keyOf(row, entry)) : undefined;
	}

	keep(row: number, entry: Entry<unknown>, outcome: Outcome): void {
		if (this.isActive && outcome.status !== 'refused') this.entries.set(keyOf(row, entry), outcome);
	}

	/** The calls of one item, by their order: an operation makes the same ones in every try. */
	callsOf(row: number): CallMemory {
		const earlier = this.calls.get(row) ?? [];
		let next = 0;
		return {
			has: (later) => earlier[next + later] !== undefined,
			next: () => earlier[next++],
			keep: (result) => {
				if (!this.isActive || (!result.ok && !result.failure.mayHaveArrived)) return;
				earlier[next - 1] = result;
				this.calls.set(row, earlier);
			},
		};
	}
}

const memoriesOfRuns = new WeakMap<object, WeakMap<object, DeliveredMemory>>();

function keyOf(row: number, { lane, identity }: Entry<unknown>): string {
	return `${row} ${lane.platform ?? ''} ${identity}`;
}
