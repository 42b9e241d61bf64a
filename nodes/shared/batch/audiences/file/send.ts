import { brokenOff } from '../../bulk/replacement';
import type { Api, Waiting } from '../../client/api';
import type { BatchRequest } from '../../client/client';
import { CallFailed, settleCalls } from '../../client/failure';
import { mustBeApplied, waitUntilApplied, type Applied } from '../applied';
import { replaceRequest, updateRequest, type Audience } from '../audience';
import { portionsOf, type FileChange } from './changes';
import { Departures } from './departures';
import type { Portion } from './portion';
import type { Spool } from './spool';

/** What is sent, and to whom. */
export interface Sendable {
	readonly audience: Audience;
	readonly spool: Spool;
	readonly change: FileChange;
	/** How many calls there will be. */
	readonly planned: number;
	/** How long to wait until something is applied. */
	readonly waiting: Waiting;
}

/** How far the calls of one audience are. */
export interface Sending {
	readonly calls: number;
	readonly planned: number;
	/** Members that Batch took. */
	readonly members: number;
}

/** What the calls of one audience came to. */
export interface Sent extends Sending {
	/** Of its calls, in their order. */
	readonly answers: readonly unknown[];
}

/**
 * Sends an audience's members, one call after the other. A replacement is one of the first portion, and the others are added
 * once that is applied: before, they could be added to what is about to go. The next portion is put together while a call is on its
 * way.
 * @param told after each call that Batch took
 * @throws CallFailed; after the first call it says how many were taken
 */
export async function sendPortions(api: Api, sendable: Sendable, told: (sending: Sending) => void): Promise<Sent> {
	const departures = await Departures.open();
	try {
		const run = new Run(api, sendable, departures, told);
		await run.sendAll();
		return { ...run.sending, answers: run.answers };
	} finally {
		departures.close();
	}
}

/**
 * Waits until what was sent is applied, as long as that may take.
 * @returns `pending` with a reason where that could not be asked
 */
export async function settleSent(api: Api, { audience, change, waiting }: Sendable, { answers, members }: Sent): Promise<Applied & { readonly reason?: string }> {
	const expected = change.kind === 'replace' ? members : undefined;
	const result = await settleCalls(waitUntilApplied(api, audience, answers, waiting, expected));
	if (result.failed === undefined) return result.value;
	return { state: 'pending', reason: `whether it is applied could not be asked: ${result.failed.message}` };
}

class Run {
	readonly answers: unknown[] = [];
	private members = 0;
	private readonly replaces: boolean;
	/** Without their members. */
	private readonly requests: Readonly<Record<'first' | 'others', Omit<BatchRequest, 'repeatable'>>>;

	constructor(
		private readonly api: Api,
		private readonly sendable: Sendable,
		private readonly departures: Departures,
		private readonly told: (sending: Sending) => void,
	) {
		const { audience, change } = sendable;
		this.replaces = change.kind === 'replace';
		const others = updateRequest(audience, []);
		this.requests = { first: this.replaces ? replaceRequest(audience, []) : others, others };
	}

	get sending(): Sending {
		return { calls: this.answers.length, planned: this.sendable.planned, members: this.members };
	}

	async sendAll(): Promise<void> {
		const { sendable, requests } = this;
		const bodies = { first: JSON.stringify(requests.first.body), others: JSON.stringify(requests.others.body), firstReplaces: this.replaces };
		let running: Promise<void> | undefined;
		try {
			for await (const portion of portionsOf(sendable.spool, sendable.change, bodies)) {
				await running;
				running = this.send(portion);
				// It is waited for when the next portion is there, or at the end.
				running.catch(() => undefined);
			}
		} finally {
			await running;
		}
	}

	private async send({ members, body, release }: Portion): Promise<void> {
		const { api, answers, requests } = this;
		const { audience, waiting } = this.sendable;
		const call = answers.length;
		if (call === 1 && this.replaces) await this.orBrokenOff(mustBeApplied(api, audience, answers, waiting));
		const request = call === 0 ? requests.first : requests.others;
		const { value, areGone } = await this.departures.of(async () => await this.orBrokenOff(api.send({ ...request, body, elements: members, repeatable: true })));
		if (areGone) release();
		answers.push(value);
		this.members += members;
		this.told(this.sending);
	}

	/** @throws CallFailed that says what was done before */
	private async orBrokenOff<Value>(work: Promise<Value>): Promise<Value> {
		const result = await settleCalls(work);
		if (result.failed === undefined) return result.value;
		const { length: taken } = this.answers;
		if (taken === 0) throw result.failed;
		const what = this.replaces ? 'replacement' : 'update';
		throw new CallFailed(brokenOff(result.failed.failure, { taken, planned: this.sendable.planned, mayHaveArrived: true, what }));
	}
}
