import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { BatchClient } from '../shared/batch/client/client';
import { readConnection } from '../shared/batch/client/connection';
import { realEnvironment } from '../shared/batch/client/environment';
import { n8nTransport } from '../shared/batch/client/n8nTransport';
import type { Operation } from './operation';
import { resources } from './resources';
import { Row } from './row';
import { runBulk } from './shapes/runBulk';
import { runCall } from './shapes/runCall';
import { runLocal } from './shapes/runLocal';

/** Runs the chosen operation over all input items, in the way its shape asks for. */
export async function route(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = findOperation(context);
	if (operation.shape === 'local') return [await runLocal(context, operation)];
	const connection = readConnection(await context.getCredentials('batchApi'));
	const allItems = context.getInputData().map(({ json }) => json);
	const rows = allItems.map((json, index) => new Row(context, index, json, connection, allItems));
	const client = new BatchClient({
		connection,
		transport: n8nTransport(context),
		environment: realEnvironment,
		signal: context.getExecutionCancelSignal(),
		share: shareOf(context),
	});
	const items =
		operation.shape === 'bulk'
			? await runBulk(context, client, operation, rows)
			: await runCall(context, client, operation, rows);
	return [items];
}

/** Both fields take no expression, so they are the same for every item. */
function findOperation(context: IExecuteFunctions): Operation {
	const resource = context.getNodeParameter('resource', 0);
	const operation = context.getNodeParameter('operation', 0);
	const found = resources
		.find(({ text }) => text.value === resource)
		?.operations.find(({ text }) => text.value === operation);
	if (found === undefined) {
		throw new NodeOperationError(context.getNode(), `The operation "${operation}" of "${resource}" is not known`, {
			description: 'Choose a resource and an operation from the lists.',
		});
	}
	return found;
}

function shareOf(context: IExecuteFunctions): number {
	const percent = Number(context.getNodeParameter('options.share', 0, 100));
	return Number.isFinite(percent) ? Math.min(Math.max(percent, 1), 100) / 100 : 1;
}
