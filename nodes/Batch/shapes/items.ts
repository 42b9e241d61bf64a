import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import type { Problem } from './problem';

/** An output item, tied to the input item it speaks of. */
export function verdictItem(row: number, json: IDataObject): INodeExecutionData {
	return { json, pairedItem: { item: row } };
}

/**
 * The item of a row that did not go through.
 *
 * For "Continue (Using Error Output)" it takes the form that n8n moves to that output and joins with the
 * input item: `error` and `details`, nothing else. An `error` on the item itself would do so too, but n8n
 * then reduces the item to the message, and the verdict is gone.
 */
export function failedItem(node: INode, row: number, problem: Problem, json: IDataObject): INodeExecutionData {
	const details = { ...json, ...problem.details };
	return verdictItem(
		row,
		node.onError === 'continueErrorOutput'
			? { error: problem.message, details }
			: { ...json, error: problem.message, ...problem.details },
	);
}
