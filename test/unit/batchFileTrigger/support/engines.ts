import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { PollGate } from '../../../../nodes/BatchFileTrigger/watch/gate.ts';
import { pollOnce } from '../../../../nodes/BatchFileTrigger/watch/pollOnce.ts';
import type { WatchPorts } from '../../../../nodes/BatchFileTrigger/watch/ports.ts';
import type { PollLimits } from '../../../../nodes/BatchFileTrigger/watch/runPoll.ts';
import type { WatchSettings } from '../../../../nodes/BatchFileTrigger/watch/settings.ts';

export interface Watched {
	ports: WatchPorts;
	settings: WatchSettings;
	limits: PollLimits;
	/** Between two polls, in milliseconds. */
	interval: number;
}

export interface SimulatedEngine {
	readonly name: string;
	/** What the workflow was started with, all in all. */
	readonly arrived: IDataObject[];
	activate(watched: Watched): Promise<void>;
	/** A poll at its time. */
	poll(watched: Watched): Promise<void>;
	/** A poll n8n gives up waiting for: what it gives counts for nothing. */
	abandonedPoll(watched: Watched): Promise<void>;
	/** Two at once. */
	doublePoll(watched: Watched): Promise<void>;
	/** A poll, and another one that begins before n8n has written down what came of the first. */
	overtakingPoll(watched: Watched): Promise<void>;
	/** Killed and started again. */
	restart(watched: Watched): Promise<void>;
	/** Killed after it has taken rows on, before the state that says so is written; gives these rows. */
	killedWhileSaving(watched: Watched): Promise<IDataObject[]>;
	/** What n8n has in its database. */
	readonly stored: IDataObject;
}

const copy = (data: IDataObject): IDataObject => JSON.parse(JSON.stringify(data)) as IDataObject;

abstract class Engine {
	readonly arrived: IDataObject[] = [];
	stored: IDataObject = {};
	protected gate = new PollGate();

	protected async run(staticData: IDataObject, { ports, settings, limits }: Watched, begunAtMost: number) {
		return await pollOnce({ staticData, gate: this.gate }, ports, settings, limits, begunAtMost);
	}

	protected arrive(outputs: INodeExecutionData[][]): void {
		this.arrived.push(...outputs.flat().map(({ json }) => json));
	}
}

/** n8n's default up to 2.44: live memory, written when rows are emitted and after activation (n8n-ecosystem.md §8). */
export class InMemoryEngine extends Engine implements SimulatedEngine {
	readonly name = 'in-memory';
	private live: IDataObject = {};

	async activate(watched: Watched): Promise<void> {
		await this.tick(watched, 0);
		this.stored = copy(this.live);
	}

	async poll(watched: Watched): Promise<void> {
		// The context is made at activation, and with it the mode.
		await this.tick(watched, 0);
	}

	/** This engine gives up on none. */
	async abandonedPoll(watched: Watched): Promise<void> {
		await this.poll(watched);
	}

	async doublePoll(watched: Watched): Promise<void> {
		await Promise.all([this.poll(watched), this.poll(watched)]);
	}

	/** There is but one memory, and it holds what came of the first. */
	async overtakingPoll(watched: Watched): Promise<void> {
		await this.poll(watched);
		await this.poll(watched);
	}

	async restart(watched: Watched): Promise<void> {
		this.gate = new PollGate();
		this.live = copy(this.stored);
		await this.tick(watched, watched.interval);
		this.stored = copy(this.live);
	}

	async killedWhileSaving(watched: Watched): Promise<IDataObject[]> {
		const [stored, arrived] = [this.stored, this.arrived.length];
		await this.poll(watched);
		this.stored = stored;
		const lostSight = this.arrived.slice(arrived);
		await this.restart(watched);
		return lostSight;
	}

	private async tick(watched: Watched, begunAtMost: number): Promise<void> {
		const outputs = await this.run(this.live, watched, begunAtMost).catch(() => null);
		if (outputs === null) return;
		this.stored = copy(this.live);
		this.arrive(outputs);
	}
}

/** The durable engine: a snapshot for each poll, kept with what it emits, or by a poll that emits nothing. */
export class DurableEngine extends Engine implements SimulatedEngine {
	readonly name = 'durable';

	async activate(watched: Watched): Promise<void> {
		const snapshot = copy(this.stored);
		const outputs = await this.run(snapshot, watched, 0).catch(() => null);
		if (outputs !== null) this.commit(snapshot, outputs);
	}

	async poll(watched: Watched): Promise<void> {
		const snapshot = copy(this.stored);
		const outputs = await this.run(snapshot, watched, watched.interval).catch(() => undefined);
		if (outputs !== undefined) this.commit(snapshot, outputs ?? []);
	}

	async abandonedPoll(watched: Watched): Promise<void> {
		await this.run(copy(this.stored), watched, watched.interval).catch(() => null);
	}

	/** In two processes, one of which has lost its lease when it commits. */
	async doublePoll(watched: Watched): Promise<void> {
		const gates = [this.gate, new PollGate()];
		for (const gate of gates) {
			const snapshot = copy(this.stored);
			this.gate = gate;
			const outputs = await this.run(snapshot, watched, watched.interval).catch(() => undefined);
			if (gate === gates[1] && outputs !== undefined) this.commit(snapshot, outputs ?? []);
		}
		this.gate = gates[0]!;
	}

	/** Both are given the same state, and what each gives is written down. */
	async overtakingPoll(watched: Watched): Promise<void> {
		const before = JSON.stringify(this.stored);
		const polls = [];
		for (const snapshot of [copy(this.stored), copy(this.stored)]) {
			polls.push({ snapshot, outputs: await this.run(snapshot, watched, watched.interval).catch(() => undefined) });
		}
		for (const { snapshot, outputs } of polls) {
			// What a poll has left as it was is not written over what another has changed.
			if (outputs !== undefined && JSON.stringify(snapshot) !== before) this.commit(snapshot, outputs ?? []);
		}
	}

	async restart(): Promise<void> {
		this.gate = new PollGate();
	}

	/** State and rows are written together: both are there, or neither. */
	async killedWhileSaving(watched: Watched): Promise<IDataObject[]> {
		await this.abandonedPoll(watched);
		await this.restart();
		return [];
	}

	private commit(snapshot: IDataObject, outputs: INodeExecutionData[][]): void {
		this.stored = snapshot;
		this.arrive(outputs);
	}
}
