import { randomUUID } from 'node:crypto';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { PollGate } from './gate';
import type { WatchPorts } from './ports';
import { runPoll, type PollLimits } from './runPoll';
import type { WatchSettings } from './settings';
import { restoreState, storeState, type StoredState, type WatchState } from './state';

/** What n8n gives a poll of a node. */
export interface PollEngine {
	/** Live memory or a snapshot, as the engine has it. */
	readonly staticData: IDataObject;
	readonly gate: PollGate;
}

/** The one key of the static data: both engines notice an assignment to it. */
export const stateKey = 'watch';

/**
 * A poll in either of n8n's engines: what it gives is to be emitted, null is nothing. The state is assigned
 * once, at the end; whoever throws before it, or is abandoned, has changed nothing (n8n-ecosystem.md §3.2).
 */
export async function pollOnce(
	{ staticData, gate }: PollEngine,
	ports: WatchPorts,
	settings: WatchSettings,
	limits: PollLimits,
	begunAtMost: number,
): Promise<INodeExecutionData[][] | null> {
	const outputs = await gate.enter(async () => {
		const committed = staticData[stateKey];
		if (gate.isSettling(committed, ports.now())) return undefined;
		const newest = gate.newest(committed);
		const result = await runPoll(ports, settings, limits, restoreState(newest)?.state, begunAtMost);
		const state = named(result.state, newest);
		const emitsNothing = result.outputs.every((items) => items.length === 0);
		if (emitsNothing) gate.keep(committed, state);
		else gate.noteEmission(committed, ports.now());
		if (state.id !== restoreState(committed)?.id) staticData[stateKey] = state;
		return emitsNothing ? null : result.outputs;
	});
	return outputs ?? null;
}

/** A state that is what it was keeps its name, and need not be written again. */
function named(state: WatchState, before: StoredState | undefined): StoredState {
	const same = storeState(state, before?.id ?? '');
	if (before !== undefined && JSON.stringify(same) === JSON.stringify({ ...before })) return same;
	return storeState(state, randomUUID().slice(0, 8));
}
