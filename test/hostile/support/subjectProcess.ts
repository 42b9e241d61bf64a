// The process under attack: runs nodes of the built package in n8n-core's real contexts when its parent says so, and
// watches its own event loop and memory.
import 'reflect-metadata';
import { setTimeout as wait } from 'node:timers/promises';
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';
import { PauseWatch } from '../../longestPause.ts';
import { loadPackage, nodeTypes } from '../../nodes/harness/builtPackage.ts';
import { testCredential } from '../../nodes/harness/editor.ts';
import { executeNode } from '../../nodes/harness/execute.ts';
import { pollNode } from '../../nodes/harness/poll.ts';
import { serve } from '../../nodes/harness/webhook.ts';

export interface NodeSetUp {
	/** Type without the package's name. */
	type: string;
	parameters: INodeParameters;
	credentials: Record<string, ICredentialDataDecryptedObject>;
}

export interface PollSetUp {
	/** Polls after one another, which know of each other. Default 1. */
	times?: number;
	/** Milliseconds each has. */
	budget?: number;
}

export type Order = { id: number } & (
	| ({ kind: 'serve' } & NodeSetUp)
	| ({ kind: 'poll' } & NodeSetUp & PollSetUp)
	| ({ kind: 'run'; items: IDataObject[] } & NodeSetUp)
	| { kind: 'test'; credential: ICredentialDataDecryptedObject; of?: Parameters<typeof testCredential>[1] }
	| { kind: 'hold'; milliseconds: number; isWorking: boolean }
	| { kind: 'read' }
	| { kind: 'measure' }
);

export interface Measured {
	/**
	 * The longest time the event loop gave nobody a turn, in milliseconds, less the time in which the machine gave this
	 * thread no processor.
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

/** Milliseconds between two looks at the memory. */
const tick = 5;
const watch = new PauseWatch();
let peak = 0;

function look(): void {
	peak = Math.max(peak, process.memoryUsage.rss() / 2 ** 20);
}

function measure(): Measured {
	look();
	const measured = { pause: watch.take(), memory: peak };
	peak = 0;
	return measured;
}

/** The largest a caller can send, and n8n reads in one go, where nothing else is set (N8N_PAYLOAD_SIZE_MAX): 16 MB, of rows. */
function largestBody(): string {
	const row = '{"id":"reader-4711","event":"article_read","attributes":{"section":"politics","price":3.5,"subscriber":true}}';
	return `[${`${row},`.repeat((16 * 2 ** 20) / row.length)}${row}]`;
}

async function obey(order: Order): Promise<Omit<Report, 'id'>> {
	switch (order.kind) {
		case 'measure':
			return { measured: measure() };
		case 'test': {
			const { status, message } = await testCredential(order.credential, order.of);
			return { words: `${status}: ${message}` };
		}
		case 'hold': {
			const { user } = process.cpuUsage();
			if (!order.isWorking) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, order.milliseconds);
			while (order.isWorking && process.cpuUsage().user - user < order.milliseconds * 1_000);
			return {};
		}
		case 'read': {
			const body = Buffer.from(largestBody());
			await wait(2 * tick);
			measure();
			JSON.parse(body.toString());
			return { measured: measure() };
		}
		case 'serve': {
			const { type, ...trigger } = order;
			return { port: (await serve({ nodeType: nodeTypes.getByNameAndVersion(type, 1), ...trigger })).port };
		}
		case 'poll': {
			const { times = 1, budget = 20_000 } = order;
			const staticData = {};
			const polls: string[] = [];
			for (let time = 0; time < times; time++) {
				const outputs = await pollNode({ ...order, workflowId: `poll-${order.id}` }, { staticData, budget });
				polls.push(JSON.stringify(outputs?.flatMap((items) => items.slice(0, 10).map(({ json }) => json.error ?? json)) ?? null));
			}
			return { words: polls.join() };
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
// Whoever attacked it is gone.
process.on('disconnect', () => process.exit());
process.send?.('ready');
