import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type NodeApiError,
} from 'n8n-workflow';

import { Bounded } from '../../shared/bounded';
import { toError, type Problem } from './problem';
import type { Verdict } from './verdict';

/** Choices of the user's about what comes out. */
export interface ReportSettings {
	/** End with an error when any row did not go through. */
	readonly stops: boolean;
	/** Each row's own fields come along under `input`. */
	readonly includesInput: boolean;
	/** What is told once of the run, in the first item: inferred types, totals of an audience … */
	readonly ofRun: IDataObject;
}

/**
 * Turns verdicts into the node's output, in the order of the input items.
 *
 * Under "On Error: Continue (Using Error Output)" rows that did not go through come out there. Otherwise they
 * stay among the others with their reason, and the node says how many there are – unless nothing at all was
 * done, or the user chose to stop: then the node ends with the reason, and with what was delivered.
 */
export async function report(context: IExecuteFunctions, verdicts: readonly Verdict[], settings: ReportSettings): Promise<INodeExecutionData[]> {
	const input = context.getInputData();
	const failed = verdicts.flatMap((verdict, row) => (verdict.problem ? [{ row, problem: verdict.problem }] : []));
	if (failed.length > 0 && !context.continueOnFail()) {
		const isForNothing = verdicts.every(({ status }) => status === 'refused' || status === 'unknown');
		if (isForNothing || settings.stops) throw stoppingError(context, verdicts, failed);
		context.addExecutionHints({
			type: 'warning',
			location: 'outputPane',
			message: `${failed.length} of ${verdicts.length} rows did not go through. Their "status" is not "accepted", and "error" says why.`,
		});
	}
	const isErrorOutput = context.getNode().onError === 'continueErrorOutput';
	const bounded = new Bounded('The output', {});
	const items: INodeExecutionData[] = [];
	for (const [row, verdict] of verdicts.entries()) {
		for (const item of itemsOf(verdict, row)) {
			items.push(item);
			if (bounded.isDue) await bounded.breathe();
		}
	}
	return items;

	function* itemsOf(verdict: Verdict, row: number): Generator<INodeExecutionData> {
		const pairedItem = { item: row };
		const ofInput = settings.includesInput ? { input: input[row].json } : undefined;
		const extra: IDataObject | undefined = row === 0 ? { ...settings.ofRun, ...ofInput } : ofInput;
		for (const [index, { json, binary }] of (verdict.outputs ?? []).entries()) {
			yield { json: { ...withoutError(json), ...(index === 0 ? extra : ofInput) }, ...(binary && { binary }), pairedItem };
		}
		const { status, shown, reason, problem } = verdict;
		if (verdict.outputs !== undefined && problem === undefined) return;
		const json: IDataObject = { status, ...shown, ...(reason && { reason }), ...extra };
		if (problem === undefined) {
			yield { json: withoutError(json), pairedItem };
			return;
		}
		const details = { ...json, ...problem.details };
		// n8n moves an item to the error output when it holds just these two; more would lose all but the message.
		yield { json: isErrorOutput ? { error: problem.message, details } : { ...details, error: problem.message }, pairedItem };
	}
}

/** n8n takes an item with `error` for one that went wrong: it runs the node again, or moves the item elsewhere. */
function withoutError(json: IDataObject): IDataObject {
	if (!('error' in json)) return json;
	const { error, ...others } = json;
	// A column of a file may have the name already.
	let name = 'batchError';
	for (let copy = 2; name in others; copy++) name = `batchError_${copy}`;
	return { ...others, [name]: error };
}

const shownReasons = 5;
const shownDeliveries = 20;

/** One reason for all – a wrong key, an outage – is the error itself; several are listed. */
function stoppingError(
	context: IExecuteFunctions,
	verdicts: readonly Verdict[],
	failed: ReadonlyArray<{ row: number; problem: Problem }>,
): NodeOperationError | NodeApiError {
	const [first] = failed;
	const reasons = new Set(failed.map(({ problem }) => problem.origin));
	if (failed.length === verdicts.length && reasons.size === 1 && first.problem.details.problems === undefined) {
		return toError(context.getNode(), first.problem, first.row);
	}
	if (verdicts.length === 1) return toError(context.getNode(), first.problem, first.row);
	const lines = failed.slice(0, shownReasons).map(({ row, problem }) => `Item ${row}: ${problem.message}`);
	if (failed.length > shownReasons) lines.push(`and ${failed.length - shownReasons} more`);
	if (first.problem.advice !== '') lines.push(first.problem.advice);
	lines.push(...deliveries(verdicts));
	return new NodeOperationError(
		context.getNode(),
		`${failed.length} of ${verdicts.length} rows did not go through: ${first.problem.message}`,
		{ description: lines.join('<br>'), itemIndex: first.row },
	);
}

/** What went out before the node ended: the items do not come out, so the error says it. */
function deliveries(verdicts: readonly Verdict[]): string[] {
	const delivered = verdicts.flatMap(({ status, shown, outputs }, row) =>
		['accepted', 'partial', 'pending'].includes(status)
			? [`Item ${row}: ${status} ${JSON.stringify(outputs === undefined ? shown : outputs.map(({ json }) => json)).slice(0, 300)}`]
			: [],
	);
	if (delivered.length === 0) return [];
	const more = delivered.length > shownDeliveries ? [`and ${delivered.length - shownDeliveries} more`] : [];
	return ['Delivered, and not undone:', ...delivered.slice(0, shownDeliveries), ...more];
}
