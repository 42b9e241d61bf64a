// Runs one sync of the built node in a process of its own, which its parent may kill.
import 'reflect-metadata';
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';
import { executeNode } from './execute.ts';
import { loadPackage } from './builtPackage.ts';

export interface SyncOrder {
	parameters: INodeParameters;
	items: IDataObject[];
	credentials: Record<string, ICredentialDataDecryptedObject>;
}

await loadPackage();
process.on('message', (order: SyncOrder) => {
	void executeNode(order).then(({ items, error }) => process.send?.({ json: items[0]?.json, error: error?.message }));
});
process.send?.('ready');
