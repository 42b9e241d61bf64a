import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Entry } from '../../shared/batch/bulk/plan';
import { sendAll, type Lane, type Stops } from '../../shared/batch/bulk/sendAll';
import type { BatchClient } from '../../shared/batch/client/client';
import type { BulkOperation, LaneEntry, PreparedRow } from '../operation';
import type { Row } from '../row';
import { OnceGuard } from './onceGuard';
import { prepareRow, type Problem } from './problem';
import { giveVerdict, reportVerdicts, type LaneOutcome, type Verdict } from './verdict';

/** Messages that differ from item to item make a lane each: they must not all be sent at the same moment. */
const lanesAtOnce = 3;

interface LaneLoad<Payload> {
	readonly lane: Lane<Payload>;
	readonly entries: Array<Entry<Payload>>;
	/** What the verdict calls the lane, by entry. */
	readonly names: Map<Entry<Payload>, string | undefined>;
}

type Prepared<Payload> = PreparedRow<Payload> | { readonly kind: 'fail'; readonly problem: Problem };

/**
 * Runs an operation that sends many items in few requests: prepares every row, lets Send Once take out the
 * repeated ones, sends lane by lane, and gives every row its verdict.
 */
export async function runBulk<Payload>(
	context: IExecuteFunctions,
	client: BatchClient,
	operation: BulkOperation<Payload>,
	rows: readonly Row[],
): Promise<INodeExecutionData[]> {
	const prepared: Array<Prepared<Payload>> = rows.map((row) => prepareRow(() => operation.prepare(row)));
	const once = new OnceGuard(context);
	const repeated = await once.claim(keysOf(prepared));
	const outcomes = await sendLanes(client, prepared, repeated);
	const verdicts = prepared.map((row, index): Verdict =>
		giveVerdict(row, outcomes[index], (answer, name) => operation.describeAnswer?.(answer, name) ?? {}),
	);
	for (const [row, sameAs] of repeated) verdicts[row] = repeatedVerdict(verdicts[row], sameAs, verdicts);
	await once.release(keysOf(prepared).filter(({ row }) => !repeated.has(row) && verdicts[row].status === 'refused'));
	return reportVerdicts(context, verdicts);
}

/** A repeated row is skipped, unless the row it repeats was refused: then it was not sent either. */
function repeatedVerdict(own: Verdict, sameAs: number | undefined, verdicts: readonly Verdict[]): Verdict {
	if (sameAs === undefined) {
		return { status: 'skipped', shown: own.shown, reason: 'Send Once: an earlier run sent it, or was interrupted while it did' };
	}
	const { status, problem } = verdicts[sameAs];
	return status === 'refused'
		? { status, shown: own.shown, problem }
		: { status: 'skipped', shown: own.shown, reason: `Send Once: the same as item ${sameAs}` };
}

function keysOf<Payload>(prepared: ReadonlyArray<Prepared<Payload>>): Array<{ row: number; key: string }> {
	return prepared.flatMap((row, index) =>
		row.kind === 'send' && row.onceKey !== undefined ? [{ row: index, key: row.onceKey }] : [],
	);
}

async function sendLanes<Payload>(
	client: BatchClient,
	prepared: ReadonlyArray<Prepared<Payload>>,
	repeated: ReadonlyMap<number, unknown>,
): Promise<Array<LaneOutcome[]>> {
	const loads = new Map<string, LaneLoad<Payload>>();
	for (const [row, entry] of prepared.entries()) {
		if (entry.kind !== 'send' || repeated.has(row)) continue;
		for (const laneEntry of entry.entries) addTo(loads, row, laneEntry);
	}
	const outcomes: Array<LaneOutcome[]> = prepared.map(() => []);
	const stops: Stops = new Map();
	const waiting = [...loads.values()];
	const work = async (): Promise<void> => {
		for (let load = waiting.shift(); load !== undefined; load = waiting.shift()) {
			const { lane, entries, names } = load;
			const settled = await sendAll(client, lane, entries, stops);
			for (const [entry, outcome] of settled) outcomes[entry.row].push({ name: names.get(entry), outcome });
		}
	};
	await Promise.all(Array.from({ length: lanesAtOnce }, work));
	return outcomes;
}

function addTo<Payload>(loads: Map<string, LaneLoad<Payload>>, row: number, laneEntry: LaneEntry<Payload>): void {
	const { lane, laneName, identity, payload, events } = laneEntry;
	let load = loads.get(lane.key);
	if (load === undefined) {
		load = { lane, entries: [], names: new Map() };
		loads.set(lane.key, load);
	}
	const entry: Entry<Payload> = { row, identity, payload, events };
	load.entries.push(entry);
	load.names.set(entry, laneName);
}
