// One n8n worker: runs the built node when its parent says so, with a de-duplication store the parent serves.
import 'reflect-metadata';
import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { loadPackage } from './builtPackage.ts';
import { installDeduplicationStore, rowsAt, upTo } from './deduplicationStore.ts';
import { executeNode } from './execute.ts';

export interface Start {
	rows: string;
	/** Milliseconds that a read and a write of the store may take. */
	delay: number;
}

export interface Order {
	id: number;
	/** Milliseconds from now. */
	after: number;
	workflowId: string;
	parameters: INodeParameters;
	items: IDataObject[];
	credential: Record<string, string>;
}

export interface Report {
	id: number;
	statuses: unknown[];
	error?: string;
}

const { rows, delay } = JSON.parse(process.argv[2]!) as Start;
await loadPackage();
const store = await installDeduplicationStore(rowsAt(rows));
store.delay = upTo(delay);

process.on('message', (order: Order) => {
	void wait(order.after)
		.then(async () => {
			const { workflowId, parameters, items, credential } = order;
			return await executeNode({ workflowId, parameters, items, credentials: { batchApi: credential } });
		})
		.then(({ items, error }) => report({ id: order.id, statuses: items.map(({ json }) => json.status), error: error?.message }))
		.catch((error: unknown) => report({ id: order.id, statuses: [], error: String(error) }));
});

function report(message: Report): void {
	process.send?.(message);
}

process.send?.('ready');
