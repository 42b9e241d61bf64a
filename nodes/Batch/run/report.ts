import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type NodeApiError,
} from 'n8n-workflow';

import { Bounded } from '../../shared/bounded';
import { fieldsOf } from './item';
import { toError, type Problem } from './problem';
import type { Judged, Verdict } from './verdict';

/** Choices of the user's about what comes out. */
export interface ReportSettings {
	/** End with an error when any row did not go through. */
	readonly stops: boolean;
	/** Each row's own fields come along under `input`. */
	readonly includesInput: boolean;
	/** The operation changes something at Batch: what was done before it ended is not to be forgotten. */
	readonly writes: boolean;
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
export async function report(context: IExecuteFunctions, judged: Judged, settings: ReportSettings): Promise<INodeExecutionData[]> {
	const { shown, verdicts } = judged;
	const input = context.getInputData();
	const failed: Failed[] = [];
	verdicts.forEach(({ problem }, row) => {
		if (problem !== undefined) failed.push({ row, problem });
	});
	if (failed.length > 0 && !context.continueOnFail()) {
		const isForNothing = verdicts.every((verdict) => !isDelivered(verdict) && verdict.problem !== undefined);
		if (isForNothing || settings.stops) throw stoppingError(context, judged, failed, settings.writes ? deliveries(judged) : []);
		context.addExecutionHints({
			type: 'warning',
			location: 'outputPane',
			message: `${failed.length} of ${verdicts.length} rows did not go through. Their "status" is not "accepted", and "error" says why.`,
		});
	}
	const output: INodeExecutionData[] = [];
	const bounded = new Bounded('The output', {});
	for (let row = 0; row < verdicts.length; row++) {
		const verdict = verdicts[row];
		const extra = row === 0 || settings.includesInput ? extraOf(row, fieldsOf(input[row]), settings) : undefined;
		if (verdict.outputs !== undefined) {
			for (const result of resultsOf(verdict.outputs, row, extra, settings.includesInput)) {
				output.push(result);
				if (bounded.isDue) await bounded.breathe();
			}
		}
		if (verdict.outputs === undefined || verdict.problem !== undefined) output.push(itemOf(context, verdict, shown[row], row, extra));
		if (bounded.isDue) await bounded.breathe();
	}
	return output;
}

/** What a row tells besides its verdict: the first what is told once of the run, and each its own fields where they are to come along. */
function extraOf(row: number, json: IDataObject, { ofRun, includesInput }: ReportSettings): IDataObject {
	return { ...(row === 0 && ofRun), ...(includesInput && { input: json }) };
}

interface Failed {
	readonly row: number;
	readonly problem: Problem;
}

/** @param extra what the first result tells besides; the input comes along with each */
function* resultsOf(
	outputs: NonNullable<Verdict['outputs']>,
	row: number,
	extra: IDataObject | undefined,
	includesInput: boolean,
): Generator<INodeExecutionData> {
	for (const [index, { json, binary }] of outputs.entries()) {
		const more = index === 0 ? extra : includesInput && { input: extra?.input };
		yield { json: { ...withoutError(json), ...more }, ...(binary && { binary }), pairedItem: { item: row } };
	}
}

function itemOf(
	context: IExecuteFunctions,
	{ status, told, reason, problem }: Verdict,
	shown: IDataObject,
	row: number,
	extra: IDataObject | undefined,
): INodeExecutionData {
	const pairedItem = { item: row };
	const json: IDataObject = Object.assign({ status }, shown, told, reason ? { reason } : undefined, extra);
	if (problem === undefined) return { json: withoutError(json), pairedItem };
	const details = { ...json, ...problem.details };
	const isErrorOutput = context.getNode().onError === 'continueErrorOutput';
	// n8n moves an item to the error output when it holds just these two; more would lose all but the message.
	return { json: isErrorOutput ? { error: problem.message, details } : { ...details, error: problem.message }, pairedItem };
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
	{ verdicts }: Judged,
	failed: readonly Failed[],
	delivered: readonly string[],
): NodeOperationError | NodeApiError {
	const [first] = failed;
	const reasons = new Set(failed.map(({ problem }) => problem.origin));
	const isOneReason = failed.length === verdicts.length && reasons.size === 1 && first.problem.details.problems === undefined;
	if (isOneReason || verdicts.length === 1) return toError(context.getNode(), withMore(first.problem, delivered), first.row);
	const lines = failed.slice(0, shownReasons).map(({ row, problem }) => `Item ${row}: ${problem.message}`);
	if (failed.length > shownReasons) lines.push(`and ${failed.length - shownReasons} more`);
	if (first.problem.advice !== '') lines.push(first.problem.advice);
	lines.push(...delivered);
	return new NodeOperationError(
		context.getNode(),
		`${failed.length} of ${verdicts.length} rows did not go through: ${first.problem.message}`,
		{ description: lines.join('<br>'), itemIndex: first.row },
	);
}

/** The same problem with more to say behind its advice. */
function withMore({ failure, ...problem }: Problem, lines: readonly string[]): Problem {
	const advice = [problem.advice, ...lines].filter((line) => line !== '').join('<br>');
	return { ...problem, advice, ...(failure && { failure: { ...failure, advice: [failure.advice, ...lines].join('<br>') } }) };
}

function isDelivered({ status, isTakenInPart }: Verdict): boolean {
	return isTakenInPart === true || status === 'accepted' || status === 'partial' || status === 'pending';
}

/** What went out before the node ended: the items do not come out, so the error says it. */
function deliveries({ shown, verdicts }: Judged): string[] {
	const delivered = verdicts.flatMap((verdict, row) => {
		const { status, told, outputs } = verdict;
		if (!isDelivered(verdict)) return [];
		// What it is known by at Batch comes first: of ten thousand recipients not all are told.
		const known = outputs === undefined ? { ...told, ...shown[row] } : outputs.map(({ json }) => json);
		return [`Item ${row}: ${status} ${JSON.stringify(known).slice(0, 300)}`];
	});
	if (delivered.length === 0) return [];
	const more = delivered.length > shownDeliveries ? [`and ${delivered.length - shownDeliveries} more`] : [];
	return ['Delivered, and not undone:', ...delivered.slice(0, shownDeliveries), ...more];
}
