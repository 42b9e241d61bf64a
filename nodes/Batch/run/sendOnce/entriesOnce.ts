import type { IExecuteFunctions } from 'n8n-workflow';

import type { Entry } from '../../../shared/batch/bulk/lane';
import type { Outcome } from '../../../shared/batch/bulk/outcome';
import type { HeldBack } from '../../../shared/batch/bulk/sender';
import type { Environment } from '../../../shared/batch/client/pace';
import type { CallFailure } from '../../../shared/batch/client/failure';
import type { Outcomes } from '../../../shared/batch/bulk/settle';
import type { Item } from '../item';
import { OnceLedger } from './onceLedger';
import { OnceRun } from './onceRun';
import { nameOf } from './onceStore';

/** By node: all its executions in this process share one. */
const ledgers = new Map<string, OnceLedger>();

const smallestHistory = 100;

const outcomes: Readonly<Record<'sent' | 'interrupted' | 'cancelled', Outcome>> = {
	sent: { status: 'skipped', reason: 'Send Once: an earlier run sent it' },
	interrupted: {
		status: 'unknown',
		failure: {
			message: 'Send Once: an earlier run was interrupted while it sent this, or its answer was lost, so Batch may have it or not',
			advice: 'Look whether it arrived. The option Interrupted Sends decides whether such rows are sent again.',
			mayHaveArrived: true,
			concernsEveryCall: false,
			cause: 'unavailable',
		},
	},
	cancelled: {
		status: 'refused',
		failure: {
			message: 'Not sent: the execution was cancelled while another one was sending this',
			advice: 'Run it again.',
			mayHaveArrived: false,
			concernsEveryCall: true,
			cause: 'cancelled',
		},
	},
};

const notAsked = (error: unknown): Outcome => {
	const failure: CallFailure = {
		message: `Not sent: Send Once could not ask n8n's de-duplication store whether it was sent before: ${reasonOf(error)}`,
		advice: 'Run it again when n8n’s database answers: nothing is sent twice.',
		mayHaveArrived: false,
		concernsEveryCall: true,
		cause: 'unavailable',
	};
	return { status: 'refused', failure };
};

/**
 * Send Once for the entries of a run. The entries of a call are claimed just before it goes out, and told of as soon as
 * its answer is there, so that a run which is killed leaves little in doubt.
 */
export class EntriesOnce {
	private constructor(
		private readonly context: IExecuteFunctions,
		private readonly run: OnceRun,
	) {}

	/**
	 * @param first the first item of the run: the choices hold for all of them
	 * @param rows of the run: the history is never shorter
	 */
	static open(first: Item, rows: number, environment: Environment): EntriesOnce {
		const { context } = first;
		const history = first.integer('options.onceHistory') ?? 0;
		const sendsAgain = first.has('options.interruptedEvents') && first.choice('options.interruptedEvents') === 'sendAgain';
		const run = new OnceRun({
			ledger: ledgerOf(`${context.getWorkflow().id} ${context.getNode().id}`, environment),
			store: context.helpers,
			history: Math.max(history, smallestHistory),
			rows,
			sendsAgain,
			environment,
			signal: context.getExecutionCancelSignal(),
		});
		return new EntriesOnce(context, run);
	}

	/**
	 * Claims the entries of a call.
	 * @returns those that are not to be sent, or not yet
	 */
	async hold(entries: ReadonlyArray<Entry<unknown>>): Promise<HeldBack<unknown>> {
		const known = new Map<Entry<unknown>, Outcome>();
		const later: Array<Entry<unknown>> = [];
		const names = new Map(entries.flatMap((entry) => (entry.onceKey === undefined ? [] : [[entry, nameOfEntry(entry)] as const])));
		if (names.size === 0) return { known, later };
		try {
			const answers = await this.run.claim([...names.values()]);
			for (const [entry, name] of names) {
				const answer = answers.get(name) ?? 'later';
				if (answer === 'later') later.push(entry);
				else if (answer !== 'free') known.set(entry, outcomes[answer]);
			}
		} catch (error) {
			const outcome = notAsked(error);
			for (const entry of names.keys()) known.set(entry, outcome);
		}
		return { known, later };
	}

	/** Resolves when entries that were put off may be asked for again. */
	async wait(): Promise<void> {
		await this.run.wait();
	}

	/** Tells what became of the entries of a call. Never throws: what could not be noted is said. */
	async settled(settled: Outcomes<unknown>): Promise<void> {
		const { run } = this;
		const told = { sent: [] as string[], doubtful: [] as string[], released: [] as string[] };
		settled.forEach(({ status }, entry) => {
			const name = entry.onceKey === undefined ? undefined : nameOfEntry(entry);
			if (name === undefined || !run.has(name)) return;
			const list = status === 'refused' ? told.released : status === 'unknown' ? told.doubtful : told.sent;
			list.push(name);
		});
		const count = told.sent.length + told.doubtful.length + told.released.length;
		if (count === 0) return;
		// What was sent is sent: the verdicts must come out whatever becomes of the history.
		await run.tell(told).catch((error: unknown) =>
			this.context.addExecutionHints({
				type: 'warning',
				location: 'outputPane',
				message: `Send Once could not note what became of ${count} rows, so a later run will call them unknown: ${reasonOf(error)}`,
			}),
		);
	}

	/** At the end of the run, whatever happened. */
	close(): void {
		this.run.close();
		for (const [node, ledger] of ledgers) if (ledger.isIdle) ledgers.delete(node);
	}
}

function ledgerOf(node: string, { random }: Environment): OnceLedger {
	const ledger = ledgers.get(node) ?? new OnceLedger(random);
	ledgers.set(node, ledger);
	return ledger;
}

/** One key may stand for several entries: the recipients of a push, on each platform. */
function nameOfEntry({ onceKey, lane, identity }: Entry<unknown>): string {
	return nameOf(JSON.stringify([onceKey, lane.platform ?? '', identity]));
}

function reasonOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
