import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { BatchClient } from '../../shared/batch/client/client';
import type { CallOperation } from '../operation';
import type { Row } from '../row';
import { prepareRow, problemOf, type Problem } from './problem';
import { failedItem, verdictItem } from './items';

/** Runs an operation that makes one request an item, in the order of the items. */
export async function runCall(
	context: IExecuteFunctions,
	client: BatchClient,
	operation: CallOperation,
	rows: readonly Row[],
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	for (const row of rows) {
		const result = await runRow(client, operation, row);
		if (result instanceof Array) items.push(...result.map((json) => verdictItem(row.index, json)));
		else if (context.continueOnFail()) items.push(failedItem(context.getNode(), row.index, result, { status: 'refused' }));
		else throw result.toError(context.getNode(), row.index);
	}
	return items;
}

async function runRow(client: BatchClient, operation: CallOperation, row: Row): Promise<IDataObject[] | Problem> {
	const prepared = prepareRow(() => operation.prepare(row));
	if (prepared.kind === 'fail') return prepared.problem;
	if (prepared.kind === 'refuse') return problemOf.violations(prepared.violations);
	if (prepared.kind === 'skip') return [{ status: 'skipped', reason: prepared.reason, ...prepared.shown }];
	const result = await client.send(prepared.request);
	return result.ok ? [operation.output(result.body)].flat() : problemOf.failure(result.failure);
}
