import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type NodeApiError,
} from 'n8n-workflow';

import { isRecord } from '../../shared/batch/values/isRecord';
import type { Outcome } from '../../shared/batch/bulk/outcome';
import type { NotSent } from '../operation';
import { failedItem, verdictItem } from './items';
import { problemOf, type Problem } from './problem';

export type VerdictStatus = 'accepted' | 'partial' | 'refused' | 'unknown' | 'skipped';

/** What became of one input row. */
export interface Verdict {
	readonly status: VerdictStatus;
	/** What identifies the row: custom id, event name … */
	readonly shown: IDataObject;
	/** Why it was skipped. */
	readonly reason?: string;
	readonly problem?: Problem;
}

/** The outcome of a row on one lane; the name tells platforms apart. */
export interface LaneOutcome {
	readonly name: string | undefined;
	readonly outcome: Outcome;
}

type DescribeAnswer = (answer: unknown, laneName: string | undefined) => IDataObject;

/** A prepared row, as far as its verdict needs it. */
type Judged =
	| NotSent
	| { readonly kind: 'send'; readonly shown: IDataObject }
	| { readonly kind: 'fail'; readonly problem: Problem };

/** Worst first: a row that went through on iOS and was refused on Android is not accepted. */
const severity = ['unknown', 'partial', 'refused', 'accepted'] as const;

/** @param outcomes one for each lane the row was on */
export function giveVerdict(
	row: Judged,
	outcomes: readonly LaneOutcome[],
	describeAnswer: DescribeAnswer,
): Verdict {
	if (row.kind === 'fail') return { status: 'refused', shown: {}, problem: row.problem };
	if (row.kind === 'refuse') return { status: 'refused', shown: row.shown, problem: problemOf.violations(row.violations) };
	if (row.kind === 'skip') return { status: 'skipped', shown: row.shown, reason: row.reason };
	const worst = worstOf(outcomes);
	return {
		status: statusOf(outcomes),
		shown: { ...row.shown, ...answersOf(outcomes, describeAnswer), ...platformsOf(outcomes) },
		problem: problemOfOutcome(outcomes.find(({ outcome }) => outcome.status === worst)),
	};
}

function worstOf(outcomes: readonly LaneOutcome[]): Outcome['status'] {
	const statuses = new Set(outcomes.map(({ outcome }) => outcome.status));
	return severity.find((status) => statuses.has(status)) ?? 'accepted';
}

/** A row of several recipients or platforms that was refused for some of them only went through in part. */
function statusOf(outcomes: readonly LaneOutcome[]): Outcome['status'] {
	const worst = worstOf(outcomes);
	const isMixed = worst === 'refused' && outcomes.some(({ outcome }) => outcome.status === 'accepted');
	return isMixed ? 'partial' : worst;
}

/** What the answers of all calls tell, such as the token of each platform. */
function answersOf(outcomes: readonly LaneOutcome[], describeAnswer: DescribeAnswer): IDataObject {
	const described = new Set<string>();
	let told: IDataObject = {};
	for (const { name, outcome } of outcomes) {
		if (outcome.status !== 'accepted') continue;
		const answer = describeAnswer(outcome.answer, name);
		// The recipients of one call share its answer.
		const text = JSON.stringify(answer);
		if (!described.has(text)) told = putTogether(told, answer);
		described.add(text);
	}
	return told;
}

/** Objects are joined; of one key's different values a list is made: a row may need several calls to a platform. */
function putTogether(first: IDataObject, second: IDataObject): IDataObject {
	const joined = { ...first };
	for (const [key, value] of Object.entries(second)) {
		const before = joined[key];
		if (before === undefined || before === value) joined[key] = value;
		else if (isRecord(before) && isRecord(value)) joined[key] = putTogether(before as IDataObject, value as IDataObject);
		else joined[key] = [before, value].flat() as IDataObject[string];
	}
	return joined;
}

function platformsOf(outcomes: readonly LaneOutcome[]): IDataObject {
	const ofName = new Map<string, LaneOutcome[]>();
	for (const lane of outcomes) {
		if (lane.name === undefined) continue;
		const others = ofName.get(lane.name);
		if (others === undefined) ofName.set(lane.name, [lane]);
		else others.push(lane);
	}
	if (ofName.size === 0) return {};
	return { platforms: Object.fromEntries([...ofName].map(([name, lanes]) => [name, statusOf(lanes)])) };
}

function problemOfOutcome(lane: LaneOutcome | undefined): Problem | undefined {
	if (lane === undefined || lane.outcome.status === 'accepted') return undefined;
	const { outcome } = lane;
	return outcome.status === 'partial' ? problemOf.partial(outcome.errors) : problemOf.failure(outcome.failure);
}

/**
 * Turns verdicts into the node's output, one item a row in the order of the rows.
 *
 * Under "On Error: Continue (Using Error Output)" rows that did not go through come out there. Otherwise they
 * stay among the others with their reason, and the node says how many there are – unless not one row went
 * through, or the user chose to stop: then the node ends with the reason.
 */
export function reportVerdicts(context: IExecuteFunctions, verdicts: readonly Verdict[]): INodeExecutionData[] {
	const node = context.getNode();
	const failed = verdicts.flatMap((verdict, row) => (verdict.problem ? [{ row, problem: verdict.problem }] : []));
	if (failed.length > 0 && !context.continueOnFail()) {
		const stops = context.getNodeParameter('options.refusedRows', 0, 'report') === 'stop';
		const throughs = verdicts.filter(({ problem }) => problem === undefined).length;
		if (throughs === 0 || stops) throw stoppingError(context, verdicts.length, failed);
		context.addExecutionHints({
			type: 'warning',
			location: 'outputPane',
			message: `${failed.length} of ${verdicts.length} rows did not go through. Their "status" is not "accepted", and "error" says why.`,
		});
	}
	return verdicts.map((verdict, row) => {
		const json: IDataObject = { status: verdict.status, ...verdict.shown, ...(verdict.reason && { reason: verdict.reason }) };
		return verdict.problem ? failedItem(node, row, verdict.problem, json) : verdictItem(row, json);
	});
}

const shownReasons = 5;

/** One reason for all – a wrong key, an outage – is the error itself; several are listed. */
function stoppingError(
	context: IExecuteFunctions,
	total: number,
	failed: ReadonlyArray<{ row: number; problem: Problem }>,
): NodeOperationError | NodeApiError {
	const [first] = failed;
	const reasons = new Set(failed.map(({ problem }) => problem.origin));
	if (failed.length === total && reasons.size === 1) {
		return first.problem.toError(context.getNode(), first.row);
	}
	const shown = failed.slice(0, shownReasons).map(({ row, problem }) => `[item ${row}] ${problem.message}`);
	const more = failed.length > shownReasons ? [`and ${failed.length - shownReasons} more`] : [];
	return new NodeOperationError(
		context.getNode(),
		`${failed.length} of ${total} rows did not go through: ${first.problem.message}`,
		{ description: [...shown, ...more].join('<br>'), itemIndex: first.row },
	);
}
