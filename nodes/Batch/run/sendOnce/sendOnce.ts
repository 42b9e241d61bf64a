import { ClaimLedger } from './claimLedger';
import { nameOf, type OnceStore } from './onceStore';

/**
 * What the store knows of a key before its row is sent:
 * `new`: send it. `sent`: an earlier run sent it. `taken`: another execution of this process is sending it at this
 * moment, so that this one skips it. `unfinished`: an earlier run claimed it and never told what became of
 * it; whether it arrived is unknown. Where the user says so, what is unfinished comes as `new`.
 */
export type Known = 'new' | 'sent' | 'taken' | 'unfinished';

/** Sends a key once. Knows nothing of what is sent. */
export interface SendOnce {
	/**
	 * Before a call: claims its keys. Resolves when those that are `new` may be sent.
	 * @throws Error when the store cannot be asked for some seconds, or others write to it without a pause
	 */
	claim(keys: readonly string[]): Promise<ReadonlyMap<string, Known>>;
	/** After a call: these were sent (accepted, partial or unknown). Never throws: what could not be noted is said. */
	sent(keys: readonly string[]): Promise<void>;
	/** After a call: these were not sent after all (refused, not tried, skipped), so that another run can. Never throws. */
	release(keys: readonly string[]): Promise<void>;
	/** At the end, whatever happened: what was claimed and not told of stays unfinished. */
	end(): void;
}

export interface SendOnceSettings {
	/** n8n's helpers of the execution. */
	readonly helpers: OnceStore['helpers'];
	/** What tells the node from all others: the ids of the workflow and the node. */
	readonly node: string;
	/** How many keys to remember: at least as many as the run has rows. */
	readonly history: number;
	/** Whether what is unfinished is sent again. */
	readonly sendInterruptedAgain: boolean;
	/** Says what could not be noted in the store. */
	warn(message: string): void;
}

/** By node: all its executions in this process share one, which knows whether other processes write there, too. */
const ledgers = new Map<string, ClaimLedger>();

/** So many nodes' ledgers are kept; of more, those at rest are forgotten first, and begin anew. */
const ledgersAtMost = 500;

export function sendOnce(settings: SendOnceSettings): SendOnce {
	return sendOnceWith(ledgerOf(settings.node), settings);
}

/** With a ledger of its own, as another process has it. */
export function sendOnceWith(ledger: ClaimLedger, settings: SendOnceSettings): SendOnce {
	const { helpers, history, sendInterruptedAgain, warn } = settings;
	const store: OnceStore = { helpers, history };
	const owner = {};
	const noted = async (task: Promise<void>, what: (count: number) => string, keys: readonly string[]): Promise<void> => {
		try {
			await task;
		} catch (error) {
			// What was sent is sent: the verdicts must come out whatever becomes of the history.
			warn(`${what(keys.length)}: ${error instanceof Error ? error.message : String(error)}`);
		}
	};
	return {
		async claim(keys) {
			const names = new Map(keys.map((key) => [nameOf(key), key]));
			const known = await ledger.claim([...names.keys()], store, owner, sendInterruptedAgain);
			return new Map([...known].map(([name, what]) => [names.get(name)!, what]));
		},
		async sent(keys) {
			const unknown = (count: number) => `Send Once could not note that ${count} rows were sent, so a later run will call them unknown`;
			await noted(ledger.sent(keys.map(nameOf), store), unknown, keys);
		},
		async release(keys) {
			const kept = (count: number) => `Send Once could not forget ${count} rows that were not sent, so a later run will call them unknown`;
			await noted(ledger.release(keys.map(nameOf), store), kept, keys);
		},
		end: () => ledger.end(owner),
	};
}

function ledgerOf(node: string): ClaimLedger {
	const ledger = ledgers.get(node) ?? new ClaimLedger();
	ledgers.delete(node);
	ledgers.set(node, ledger);
	if (ledgers.size > ledgersAtMost) {
		for (const [name, other] of ledgers) {
			if (ledgers.size <= ledgersAtMost) break;
			if (other.isIdle && other !== ledger) ledgers.delete(name);
		}
	}
	return ledger;
}
