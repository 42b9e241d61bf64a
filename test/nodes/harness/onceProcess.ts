// One n8n worker: runs the built node when its parent says so, with a de-duplication store the parent serves.
import 'reflect-metadata';
import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';
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
	onError?: OnError;
}

export interface Report {
	id: number;
	/** What came out. */
	rows: IDataObject[];
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
			// Rows that did not go through come out, too, where all of them are such.
			return await executeNode({ workflowId, parameters, items, credentials: { batchApi: credential }, onError: order.onError });
		})
		.then(({ items, error }) => report({ id: order.id, rows: items.map(({ json }) => json), statuses: items.map(({ json }) => json.status), error: error?.message }))
		.catch((error: unknown) => report({ id: order.id, rows: [], statuses: [], error: String(error) }));
});

function report(message: Report): void {
	process.send?.(message);
}

process.send?.('ready');
