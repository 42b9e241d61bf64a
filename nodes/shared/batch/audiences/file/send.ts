import { brokenOff } from '../../bulk/replacement';
import type { Api } from '../../client/api';
import { CallFailed, settleCalls } from '../../client/failure';
import { waitUntilApplied, type Applied } from '../applied';
import { ReplaceLane, UpdateLane, nobody, type Member } from '../lanes';
import type { Portion } from './changes';

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
 * Sends an audience's members, one call after the other, as its lane wants them: a replacement is applied before anything is
 * added to it. The next portion is put together while a call is on its way.
 * @param planned how many calls there will be
 * @param told after each call that Batch took
 * @throws CallFailed; after the first call it says how many were taken
 */
export async function sendPortions(
	api: Api,
	lane: ReplaceLane | UpdateLane,
	portions: AsyncIterable<Portion>,
	planned: number,
	told: (sending: Sending) => void,
): Promise<Sent> {
	const run = new Run(api, lane, planned, told);
	await run.sendAll(lane instanceof ReplaceLane ? orNobody(portions) : portions);
	return { ...run.sending, answers: run.answers };
}

/**
 * Waits until what was sent is applied, as long as the lane may wait.
 * @returns `pending` with a reason where that could not be asked
 */
export async function settleSent(api: Api, lane: ReplaceLane | UpdateLane, { answers, members }: Sent): Promise<Applied & { readonly reason?: string }> {
	const expected = lane instanceof ReplaceLane ? members : undefined;
	const result = await settleCalls(waitUntilApplied(api, lane.audience, answers, lane.waits.waiting, expected));
	if (result.failed === undefined) return result.value;
	return { state: 'pending', reason: `whether it is applied could not be asked: ${result.failed.message}` };
}

/** An audience that is to be empty is replaced by nobody. */
async function* orNobody(portions: AsyncIterable<Portion>): AsyncGenerator<Portion> {
	let isEmpty = true;
	for await (const portion of portions) {
		isEmpty = false;
		yield portion;
	}
	if (isEmpty) yield [{ identity: nobody.identity, merged: nobody.payload }];
}

class Run {
	readonly answers: unknown[] = [];
	private members = 0;

	constructor(
		private readonly api: Api,
		private readonly lane: ReplaceLane | UpdateLane,
		private readonly planned: number,
		private readonly told: (sending: Sending) => void,
	) {}

	get sending(): Sending {
		return { calls: this.answers.length, planned: this.planned, members: this.members };
	}

	async sendAll(portions: AsyncIterable<Portion>): Promise<void> {
		let running: Promise<void> | undefined;
		try {
			for await (const portion of portions) {
				await running;
				running = this.send(portion);
				// It is waited for when the next portion is there, or at the end.
				running.catch(() => undefined);
			}
		} finally {
			await running;
		}
	}

	private async send(portion: Portion): Promise<void> {
		const { api, lane, answers } = this;
		const call = answers.length;
		if (call > 0 && lane instanceof ReplaceLane) await this.orBrokenOff(lane.afterCall(call - 1, answers[call - 1], api));
		answers.push(await this.orBrokenOff(api.send(lane.request(portion, call))));
		this.members += portion.filter(isSomebody).length;
		this.told(this.sending);
	}

	/** @throws CallFailed that says what was done before */
	private async orBrokenOff<Value>(work: Promise<Value>): Promise<Value> {
		const result = await settleCalls(work);
		if (result.failed === undefined) return result.value;
		const { length: taken } = this.answers;
		if (taken === 0) throw result.failed;
		const what = this.lane instanceof ReplaceLane ? 'replacement' : 'update';
		throw new CallFailed(brokenOff(result.failed.failure, { taken, planned: this.planned, mayHaveArrived: true, what }));
	}
}

function isSomebody({ identity }: Member): boolean {
	return identity !== nobody.identity;
}
