import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import type { LocalOperation } from '../operation';
import { failedItem } from './items';

/** Runs an operation that sends nothing to Batch, in the order of the items. */
export async function runLocal(context: IExecuteFunctions, operation: LocalOperation): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const run = await operation.begin(context);
	for (const index of context.getInputData().keys()) {
		const result = await run(index);
		if (Array.isArray(result)) {
			for (const { json } of result) items.push({ json, pairedItem: { item: index } });
		} else if (context.continueOnFail()) {
			items.push(failedItem(context.getNode(), index, problemWith(result.reason), { status: 'refused' }));
		} else {
			throw problemWith(result.reason).toError(context.getNode(), index);
		}
	}
	return items;
}

function problemWith(reason: string) {
	return {
		message: reason,
		origin: reason,
		details: {},
		toError: (node: ReturnType<IExecuteFunctions['getNode']>, itemIndex: number) =>
			new NodeOperationError(node, `${reason} [item ${itemIndex}]`, { itemIndex }),
	};
}
