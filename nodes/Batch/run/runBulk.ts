import type { IDataObject } from 'n8n-workflow';

import { Bounded } from '../../shared/bounded';
import type { Entry } from '../../shared/batch/bulk/lane';
import type { Outcome } from '../../shared/batch/bulk/outcome';
import type { Outcomes } from '../../shared/batch/bulk/settle';
import { Sender, type LaneReport, type Watcher } from '../../shared/batch/bulk/sender';
import type { Api } from '../../shared/batch/client/api';
import { settleCalls } from '../../shared/batch/client/failure';
import { isRecord } from '../../shared/isRecord';
import type { BulkOperation, Settled } from '../operation';
import type { DeliveredMemory } from './delivered';
import { Skip, type Items } from './item';
import { problemOfError, problemOfFailure } from './problem';
import type { EntriesOnce } from './sendOnce/entriesOnce';
import { Tally } from './tally';
import { verdictOf, type Judged, type Settlement, type Verdict } from './verdict';

/** What only some rows have while they are under way. There may be a million rows: what most have not takes no room. */
interface Particulars {
	/** Of several entries, one for each that has its outcome; of a stream of entries only the counts are kept. */
	settlements?: Settlement[] | Tally;
	/** Entries that say the same as one of an earlier row. */
	repeats?: Repeat[];
	/** Known before anything was sent. */
	verdict?: Verdict;
}

/** An entry that knows its row: a million of them in a table of weak keys would cost more than all else. */
interface OfRow extends Entry<unknown> {
	readonly row: number;
	/** Where others say the same. */
	readonly first?: First;
}

interface Repeat {
	readonly entry: Entry<unknown>;
	readonly first: First;
}

/** The entry that others repeat. */
interface First {
	readonly row: number;
	outcome?: Outcome;
}

export interface BulkResult {
	readonly judged: Judged;
	/** What is told once of the run. */
	readonly totals: IDataObject;
	readonly hints: readonly string[];
}

/**
 * Runs an operation that sends many items in few calls. Items are prepared while calls that are full already
 * are on their way; each gets its verdict.
 */
export async function runBulk(
	operation: BulkOperation,
	items: Items,
	api: Api,
	once: EntriesOnce | undefined,
	delivered: DeliveredMemory,
): Promise<BulkResult> {
	const run = new BulkRun(operation, items, api, once, delivered);
	try {
		return await run.finish();
	} finally {
		once?.close();
	}
}

class BulkRun {
	private readonly shown: IDataObject[] = [];
	/** Of the only entry of each row, once it has its outcome. */
	private readonly settlements: Array<Settlement | undefined> = [];
	private readonly particulars = new Map<number, Particulars>();
	private readonly firsts = new Map<string, First>();
	private readonly sender: Sender<unknown>;
	/** Entries that were sent and refused, by lane. */
	private readonly refusedByBatch = new Map<string, number>();
	/** Entries that wait for a guard which must see all of them first. */
	private readonly gathered: OfRow[] = [];
	/** Of the call whose rows are told what became of them. */
	private latest: Settlement | undefined;
	/** What rows say that share their only settlement. */
	private readonly verdicts = new Map<Settlement, Verdict>();

	constructor(
		private readonly operation: BulkOperation,
		private readonly items: Items,
		private readonly api: Api,
		private readonly once: EntriesOnce | undefined,
		private readonly delivered: DeliveredMemory,
	) {
		const watcher: Watcher<unknown> = {
			...(once !== undefined &&
				!api.isPreview && { hold: async (entries) => await once.hold(entries), wait: async () => await once.wait() }),
			settled: async (outcomes) => await this.keep(outcomes),
		};
		this.sender = new Sender(api, items.length, watcher);
	}

	async finish(): Promise<BulkResult> {
		const bounded = new Bounded('The input', {});
		await this.operation.begin?.(this.items, bounded);
		for (let row = 0; row < this.items.length; row++) {
			const preparing = this.prepare(row, bounded);
			if (preparing !== undefined) await preparing;
			if (bounded.isDue) await bounded.breathe();
		}
		if (this.operation.before !== undefined && this.gathered.length > 0) await this.sendGathered(this.operation.before);
		const reports = await this.sender.finish();
		const settled = this.api.isPreview ? new Map<string, Settled>() : await this.settleLanes(reports);
		const verdicts: Verdict[] = [];
		for (let row = 0; row < this.items.length; row++) {
			verdicts.push(this.verdictOf(row, settled));
			if (bounded.isDue) await bounded.breathe();
		}
		return {
			judged: { shown: this.shown, verdicts },
			totals: [...settled.values()].reduce<IDataObject>((all, { totals = {} }) => joined(all, totals), {}),
			hints: [...settled.values()].flatMap(({ hint }) => hint ?? []),
		};
	}

	private async settleLanes(reports: ReadonlyArray<LaneReport<unknown>>): Promise<Map<string, Settled>> {
		const settled = new Map<string, Settled>();
		if (this.operation.settled === undefined) return settled;
		const refused: IDataObject[] = [];
		for (const [row, { verdict }] of this.particulars) if (verdict?.status === 'refused') refused.push(this.shown[row]);
		for (const report of reports) {
			if (report.answers.length > 0) settled.set(report.lane.name, await this.settle(report, refused));
		}
		return settled;
	}

	/** @returns what to wait for before the next row, where there is something */
	private prepare(row: number, bounded: Bounded): Promise<void> | undefined {
		const item = this.items.at(row);
		this.shown.push(item.shown);
		this.settlements.push(undefined);
		try {
			const prepared = this.operation.prepare(item);
			const taking =
				Symbol.asyncIterator in prepared
					? this.takeStream(row, prepared, bounded)
					: Array.isArray(prepared) && prepared.length !== 1
						? this.takeAll(row, prepared)
						: this.take(row, Array.isArray(prepared) ? prepared[0] : prepared);
			return taking?.catch((error: unknown) => this.end(row, error));
		} catch (error) {
			this.end(row, error);
			return undefined;
		}
	}

	private end(row: number, error: unknown): void {
		this.particularsOf(row).verdict =
			error instanceof Skip ? { status: 'skipped', reason: error.reason } : { status: 'refused', problem: problemOfError(error) };
	}

	private particularsOf(row: number): Particulars {
		let particulars = this.particulars.get(row);
		if (particulars === undefined) {
			particulars = {};
			this.particulars.set(row, particulars);
		}
		return particulars;
	}

	private async takeStream(row: number, entries: AsyncIterable<Entry<unknown>>, bounded: Bounded): Promise<void> {
		this.particularsOf(row).settlements = new Tally();
		for await (const entry of entries) {
			await this.take(row, entry);
			await bounded.breathe();
		}
	}

	private async takeAll(row: number, entries: ReadonlyArray<Entry<unknown>>): Promise<void> {
		this.particularsOf(row).settlements = [];
		for (const entry of entries) await this.take(row, entry);
	}

	/** @returns what to wait for before the next entry, where there is something */
	private take(row: number, entry: Entry<unknown>): Promise<void> | undefined {
		// What is replaced starts over, whole: the first call of a remainder would take the place of what was sent before.
		const earlier = entry.lane.replaces ? undefined : this.delivered.of(row, entry);
		if (earlier !== undefined) {
			this.settleEntry(row, entry, earlier);
			return undefined;
		}
		let first: First | undefined;
		const key = repeatKeyOf(entry);
		if (key !== undefined) {
			const known = this.firsts.get(key);
			if (known !== undefined) {
				(this.particularsOf(row).repeats ??= []).push({ entry, first: known });
				return undefined;
			}
			first = { row };
			this.firsts.set(key, first);
		}
		const { lane, identity, payload, events, onceKey } = entry;
		// What most have not takes no room in a million of them.
		const ofRow: OfRow =
			events === undefined && onceKey === undefined && first === undefined
				? { lane, identity, payload, row }
				: { lane, identity, payload, events, onceKey, row, first };
		if (this.operation.before === undefined) return this.sender.add(ofRow);
		this.gathered.push(ofRow);
		return undefined;
	}

	/** A guard that fails ends the run before the first call, for every row that would have been sent. */
	private async sendGathered(before: NonNullable<BulkOperation['before']>): Promise<void> {
		try {
			await before(this.gathered, this.api);
		} catch (error) {
			const problem = problemOfError(error);
			for (const { row } of this.gathered) this.particularsOf(row).verdict = { status: 'refused', problem };
			return;
		}
		for (const entry of this.gathered) {
			const adding = this.sender.add(entry);
			if (adding !== undefined) await adding;
		}
	}

	private async keep(outcomes: Outcomes<unknown>): Promise<void> {
		const isFinal = !this.api.isPreview;
		outcomes.forEach((outcome, sent) => {
			// The sender gives back the entries it was handed.
			const entry = sent as OfRow;
			const { row, first, lane } = entry;
			this.settleEntry(row, entry, outcome);
			if (outcome.status === 'refused') this.refusedByBatch.set(lane.name, (this.refusedByBatch.get(lane.name) ?? 0) + 1);
			if (isFinal && !lane.replaces) this.delivered.keep(row, entry, outcome);
			if (first !== undefined) first.outcome = outcome;
		});
		if (isFinal) await this.once?.settled(outcomes);
	}

	private settleEntry(row: number, { lane: { name: lane, platform }, identity }: Entry<unknown>, outcome: Outcome): void {
		const several = this.particulars.get(row)?.settlements;
		if (several !== undefined) {
			several.push({ lane, platform, identity, outcome });
			return;
		}
		if (this.latest?.outcome !== outcome || this.latest.lane !== lane) this.latest = { lane, platform, outcome };
		this.settlements[row] = this.latest;
	}

	private async settle(report: LaneReport<unknown>, refused: readonly IDataObject[]): Promise<Settled> {
		const settling = { ...report, refused, refusedByBatch: this.refusedByBatch.get(report.lane.name) ?? 0 };
		const result = await settleCalls(this.operation.settled?.(settling, this.api) ?? Promise.resolve({}));
		if (result.failed === undefined) return result.value;
		return { status: 'pending', reason: `Batch took it, and whether it is applied could not be asked: ${result.failed.message}` };
	}

	private verdictOf(row: number, settled: ReadonlyMap<string, Settled>): Verdict {
		const settlement = this.settlements[row];
		const { verdict, settlements, repeats } = this.particulars.get(row) ?? {};
		if (verdict !== undefined) return verdict;
		if (settlements instanceof Tally) return settlements.verdict();
		if (settlement === undefined) return this.judge([...(settlements ?? []), ...(repeats ?? []).map(repeated)], settled);
		const known = this.verdicts.get(settlement);
		if (known !== undefined) return known;
		const judged = this.judge([settlement], settled);
		this.verdicts.set(settlement, judged);
		return judged;
	}

	private judge(all: readonly Settlement[], settled: ReadonlyMap<string, Settled>): Verdict {
		const given = verdictOf(all, (body, platform) => (this.api.isPreview ? {} : (this.operation.answer?.(body, platform) ?? {})));
		if (this.api.isPreview) return previewed(given);
		const after = given.status === 'accepted' ? afterwards(all, settled) : undefined;
		if (after === undefined) return given;
		if (after.failure !== undefined) return { ...given, status: 'refused', problem: problemOfFailure(after.failure) };
		return { ...given, status: 'pending', reason: after.reason };
	}
}

/** Nothing was sent, so no app took it either. */
function previewed({ told, status, ...others }: Verdict): Verdict {
	const platforms = told?.platforms;
	const shown = isRecord(platforms) && Object.fromEntries(Object.entries(platforms).map(([name, its]) => [name, its === 'accepted' ? 'preview' : its]));
	return { ...others, status: status === 'accepted' ? 'preview' : status, told: { ...told, ...(shown && { platforms: shown as IDataObject }) } };
}

/** Why a row that Batch took cannot be called accepted: the worst of its lanes. */
function afterwards(settlements: readonly Settlement[], settled: ReadonlyMap<string, Settled>): Settled | undefined {
	if (settled.size === 0) return undefined;
	let pending: Settled | undefined;
	for (const { lane } of settlements) {
		const after = settled.get(lane);
		if (after?.failure !== undefined) return after;
		if (after?.status === 'pending') pending ??= after;
	}
	return pending;
}

function joined(all: IDataObject, totals: IDataObject): IDataObject {
	const both = { ...all, ...totals };
	for (const [key, list] of Object.entries(all)) {
		const later = totals[key];
		if (Array.isArray(list) && Array.isArray(later)) both[key] = [...list, ...later] as IDataObject[];
	}
	return both;
}

/** What is skipped because another row says the same, unless that one was refused: then this one was not sent either. */
function repeated({ entry: { lane, identity }, first }: Repeat): Settlement {
	const { outcome, row } = first;
	const isLost = outcome === undefined || outcome.status === 'refused';
	return {
		lane: lane.name,
		platform: lane.platform,
		identity,
		outcome: isLost && outcome !== undefined ? outcome : { status: 'skipped', reason: `The same as item ${row}` },
	};
}

/** What two entries that must not both be sent have in common. */
function repeatKeyOf({ lane, identity, onceKey }: Entry<unknown>): string | undefined {
	if (onceKey !== undefined) return JSON.stringify([onceKey, lane.platform, identity]);
	return lane.sendsOnce ? JSON.stringify([lane.name, identity]) : undefined;
}
