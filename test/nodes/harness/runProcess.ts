// Runs the built node once, in a process of its own that may be killed: what a worker of n8n does until its machine dies.
import 'reflect-metadata';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { loadPackage } from './builtPackage.ts';
import { executeNode } from './execute.ts';

export interface Run {
	workflowId: string;
	parameters: INodeParameters;
	items: IDataObject[];
	credential: Record<string, string>;
}

export interface Ran {
	items: IDataObject[];
	error?: string;
}

await loadPackage();
process.once('message', (run: Run) => {
	const { credential, ...rest } = run;
	void executeNode({ ...rest, credentials: { batchApi: credential } }).then(
		({ items, error }) => process.send?.({ items: items.slice(0, 100).map(({ json }) => json), error: error?.message } satisfies Ran, () => process.disconnect()),
		(error: unknown) => process.send?.({ items: [], error: String(error) } satisfies Ran, () => process.disconnect()),
	);
});
process.send?.('ready');
