import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import type { Problem } from './problem';

/** An output item, tied to the input item it speaks of. */
export function verdictItem(row: number, json: IDataObject): INodeExecutionData {
	return { json, pairedItem: { item: row } };
}

/**
 * The item of a row that did not go through, for "On Error: Continue": `error` on the item itself is what
 * sends it to the error output.
 */
export function failedItem(node: INode, row: number, problem: Problem, json: IDataObject): INodeExecutionData {
	return {
		json: { ...json, error: problem.message, ...problem.details },
		error: problem.toError(node, row),
		pairedItem: { item: row },
	};
}
