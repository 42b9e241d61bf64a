// The process under attack: runs nodes of the built package in n8n-core's real contexts when its parent says so, and
// watches its own event loop and memory.
import 'reflect-metadata';
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';
import { loadPackage, nodeTypes } from '../../nodes/harness/builtPackage.ts';
import { executeNode } from '../../nodes/harness/execute.ts';
import { pollNode } from '../../nodes/harness/poll.ts';
import { serve } from '../../nodes/harness/webhook.ts';

export interface NodeSetUp {
	/** Type without the package's name. */
	type: string;
	parameters: INodeParameters;
	credentials: Record<string, ICredentialDataDecryptedObject>;
}

export type Order = { id: number } & (
	| ({ kind: 'serve' | 'poll' } & NodeSetUp)
	| ({ kind: 'run'; items: IDataObject[] } & NodeSetUp)
	| { kind: 'measure' }
);

export interface Measured {
	/**
	 * The longest time the event loop worked and gave nobody a turn, in milliseconds. Time in which the machine gave this
	 * process no turn is not counted: others run on it, too.
	 */
	pause: number;
	/** The most memory the process had, in MB. */
	memory: number;
}

export interface Report {
	id: number;
	port?: number;
	/** What came of a poll or a run, in the node's words. */
	words?: string;
	measured?: Measured;
}

const tick = 5;
let last = performance.now();
let worked = process.cpuUsage();
let longest = 0;
let peak = 0;

function look(): void {
	const now = performance.now();
	const { user, system } = process.cpuUsage(worked);
	longest = Math.max(longest, Math.min(now - last - tick, (user + system) / 1_000));
	last = now;
	worked = process.cpuUsage();
	peak = Math.max(peak, process.memoryUsage.rss() / 2 ** 20);
}

function measure(): Measured {
	look();
	const measured = { pause: longest, memory: peak };
	longest = 0;
	peak = 0;
	return measured;
}

async function obey(order: Order): Promise<Omit<Report, 'id'>> {
	switch (order.kind) {
		case 'measure':
			return { measured: measure() };
		case 'serve': {
			const { type, ...trigger } = order;
			return { port: (await serve({ nodeType: nodeTypes.getByNameAndVersion(type, 1), ...trigger })).port };
		}
		case 'poll': {
			const outputs = await pollNode({ ...order, workflowId: `poll-${order.id}` }, { staticData: {}, budget: 20_000 });
			return { words: JSON.stringify(outputs?.[0]?.slice(0, 3).map(({ json }) => json.error ?? json) ?? null) };
		}
		case 'run': {
			const { items, error } = await executeNode(order);
			return { words: error === undefined ? JSON.stringify(items.map(({ json }) => json)) : `${error.message} ${error.description ?? ''}` };
		}
	}
}

await loadPackage();
setInterval(look, tick);
process.on('message', (order: Order) => {
	obey(order)
		.catch((error: Error & { description?: string }) => ({ words: `${error.message} ${error.description ?? ''}` }))
		.then((report) => process.send?.({ id: order.id, ...report }))
		.catch(() => process.exit(1));
});
process.send?.('ready');
