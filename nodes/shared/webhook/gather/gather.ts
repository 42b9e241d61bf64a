import { createHash } from 'crypto';
import { sleep, type INodeExecutionData, type IWebhookFunctions } from 'n8n-workflow';

import { nodeMemory } from '../nodeMemory';
import { onAnswer, type WebhookResponse } from '../response';
import { Groups, type GroupLimits, type Step } from './groups';

/** A call whose events start an execution, alone or with others. */
export interface GatheredCall {
	/** The items of each output. */
	readonly outputs: INodeExecutionData[][];
	/** Of its body. */
	readonly bytes: number;
	readonly response: WebhookResponse;
	/** Answers the call, where another call starts the execution. */
	answer(status: 200 | 500): void;
}

/**
 * An execution can hold far more items; of so many a start is cheap already. n8n takes an execution on in some
 * milliseconds, seconds when its database is busy. Senders wait up to a minute, proxies too.
 */
const usualLimits: GroupLimits = { items: 500, bytes: 4_000_000, waiting: 5_000, starting: 30_000 };

interface Member extends GatheredCall {
	/** Lets the call start the execution. */
	start(outputs: INodeExecutionData[][]): void;
}

/** The calls of one published version of a node in this process. */
export class Gathering {
	private readonly groups: Groups<Member>;
	private isWatched = false;

	/** @param tick how often the time limits are looked at; in milliseconds */
	constructor(
		limits: GroupLimits = usualLimits,
		private readonly tick = 250,
	) {
		this.groups = new Groups(limits);
	}

	/** @returns the items to start an execution with; undefined: another call starts it, and this one is answered then */
	async join(call: GatheredCall): Promise<INodeExecutionData[][] | undefined> {
		let start: Member['start'] = () => undefined;
		const outputs = new Promise<INodeExecutionData[][]>((resolve) => (start = resolve));
		const items = call.outputs.reduce((sum, { length }) => sum + length, 0);
		const { isFirst, steps } = this.groups.arrive({ ...call, start }, { items, bytes: call.bytes }, performance.now());
		this.carryOut(steps);
		if (!this.isWatched) void this.watch();
		return isFirst ? await outputs : undefined;
	}

	private carryOut(steps: ReadonlyArray<Step<Member>>): void {
		for (const step of steps) {
			const [first, ...others] = step.group.calls;
			if (step.do === 'tell') {
				for (const call of others) call.answer(step.taken ? 200 : 500);
				continue;
			}
			const { group } = step;
			onAnswer(first.response, (taken) => this.carryOut(this.groups.end(group, taken, performance.now())));
			first.start(together(group.calls));
		}
	}

	private async watch(): Promise<void> {
		this.isWatched = true;
		while (this.groups.isBusy) {
			await sleep(this.tick);
			this.carryOut(this.groups.pass(performance.now()));
		}
		this.isWatched = false;
	}
}

const gatheringOf = nodeMemory(() => new Gathering());

/**
 * Lets a call start an execution together with others of the same published version that arrive while n8n is taking an
 * execution on. Only the call that starts it waits here; the others are answered when n8n answers that one, with 500 if
 * it could not, so that what has a 200 is in an execution.
 *
 * @returns the items to start an execution with; undefined: the call is answered later
 */
export async function gather(
	context: Pick<IWebhookFunctions, 'getNode' | 'getWorkflow' | 'getChildNodes'>,
	call: GatheredCall,
): Promise<INodeExecutionData[][] | undefined> {
	return await gatheringOf(context.getWorkflow().id ?? '', versionOf(context)).join(call);
}

/**
 * n8n tells a node no number of the published version: what it shows of it has to do. A call that came before a
 * change and one after it do not start one execution.
 */
function versionOf(context: Pick<IWebhookFunctions, 'getNode' | 'getChildNodes'>): string {
	const node = context.getNode();
	const shown = [node, context.getChildNodes(node.name, { includeNodeParameters: true })];
	return createHash('sha256').update(JSON.stringify(shown)).digest('base64');
}

/** The items of all calls, output by output, in the order the calls came. */
function together(calls: readonly GatheredCall[]): INodeExecutionData[][] {
	const outputs = Math.max(...calls.map((call) => call.outputs.length));
	return Array.from({ length: outputs }, (_, output) => calls.flatMap((call) => call.outputs[output] ?? []));
}
