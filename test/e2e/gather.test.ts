import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../../scripts/bootstrap.mjs';
import type { Execution } from '../../scripts/n8n-client.mjs';
import { startN8n, type RunningN8n } from '../../scripts/n8n-server.mjs';
import { subscriptionPayload } from '../fixtures/purchasely/payloads.ts';
import { signedHeaders, testSecret } from '../fixtures/purchasely/signatures.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';

const { DatabaseSync } = createRequire(import.meta.url)('node:sqlite') as typeof import('node:sqlite');

const triggerName = 'Purchasely Trigger';
/** Without it n8n makes an isolate for each call, one after the other, and turns calls away that wait too long for theirs. */
const environment = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };
const soon = { timeout: 120_000, interval: 500 };

let userFolder: string;
let sandbox: Sandbox;
let n8n: RunningN8n;
let workflowId: string;
let url: string;

beforeAll(async () => {
	userFolder = await mkdtemp(join(tmpdir(), 'n8n-nodes-batch-gather-'));
	sandbox = await startSandbox();
	n8n = await startN8n({ userFolder, packages: [projectFolder], environment });
	await activate();
});

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
	await rm(userFolder, { recursive: true, force: true, maxRetries: 5 });
});

/** Events of Purchasely go to Batch as the trigger prepares them. */
async function activate(): Promise<void> {
	const { api } = n8n;
	const { keys } = sandbox;
	const batch = await api.createCredential({
		name: 'Batch',
		type: 'batchApi',
		data: { restApiKey: keys.restApiKey, projectKey: keys.projectKey, advanced: true, apiAddress: sandbox.url },
	});
	const purchasely = await api.createCredential({ name: 'Purchasely', type: 'purchaselyWebhookApi', data: { clientSharedSecret: testSecret } });
	const trigger = {
		id: randomUUID(),
		name: triggerName,
		type: 'n8n-nodes-batch.purchaselyTrigger',
		typeVersion: 2,
		position: [0, 0],
		webhookId: randomUUID(),
		parameters: { anonymousEvents: 'pass', options: { lateEvents: 'useArrival' } },
		credentials: { purchaselyWebhookApi: { id: purchasely.id, name: 'Purchasely' } },
	};
	const track = {
		id: randomUUID(),
		name: 'Track',
		type: 'n8n-nodes-batch.batch',
		typeVersion: 1,
		position: [260, 0],
		parameters: { resource: 'event', operation: 'track', eventFrom: 'prepared' },
		credentials: { batchApi: { id: batch.id, name: 'Batch' } },
	};
	const connections = { [triggerName]: { main: [[{ node: 'Track', type: 'main', index: 0 }]] } };
	({ id: workflowId } = await api.createWorkflow({ name: 'Events', nodes: [trigger, track], connections }));
	await api.activateWorkflow(workflowId);
	url = await api.webhookUrl(trigger);
	await waitForTrigger();
}

/** Unsigned, so it starts nothing, and the refusal shows that the node itself answers. */
const waitForTrigger = async () => await n8n.api.waitForWebhook(url, { method: 'POST', data: {} });

/** One event of a reader of its own. @returns the status, or undefined when there was no answer */
async function send(reader: string): Promise<number | undefined> {
	const body = JSON.stringify(subscriptionPayload({ event_id: `event of ${reader}`, user_id: reader }));
	const headers = { 'content-type': 'application/json', ...signedHeaders(body) };
	return await fetch(url, { method: 'POST', body, headers }).then(({ status }) => status, () => undefined);
}

const executions = async (): Promise<Execution[]> => await n8n.api.executions({ workflowId, includeData: true });

/** The readers whose events an execution was started with, whatever became of it. */
function readersOf({ data }: Execution): string[] {
	const { executionData, resultData } = data as {
		executionData?: { nodeExecutionStack: Array<{ node: { name: string }; data: { main: Array<Array<{ json: { userId: string } }>> } }> };
		resultData?: { runData?: Record<string, Array<{ data?: { main: Array<Array<{ json: { userId: string } }>> } }>> };
	};
	const run = resultData?.runData?.[triggerName]?.[0]?.data?.main;
	const waiting = executionData?.nodeExecutionStack.find(({ node }) => node.name === triggerName)?.data.main;
	return (run ?? waiting ?? []).flat().map(({ json }) => json.userId);
}

/** The data of every execution that n8n has stored, as it stands in its database. */
function storedExecutions(): string[] {
	const database = new DatabaseSync(join(userFolder, '.n8n', 'database.sqlite'));
	try {
		return (database.prepare('SELECT data FROM execution_data').all() as Array<{ data: string }>).map(({ data }) => data);
	} finally {
		database.close();
	}
}

describe('Gather Events in a real n8n', () => {
	it('puts events that come at once into few executions: none is lost, none comes twice', async () => {
		const readers = Array.from({ length: 120 }, (_, reader) => `reader-${reader}`);
		const left = [...readers];
		const statuses: unknown[] = [];
		const sendNext = async () => {
			for (let reader = left.shift(); reader !== undefined; reader = left.shift()) statuses.push(await send(reader));
		};
		await Promise.all(Array.from({ length: 30 }, sendNext));
		expect(statuses).toEqual(readers.map(() => 200));

		await expect.poll(() => sandbox.state.totals.events, soon).toBe(readers.length);
		const started = await executions();
		expect(started.flatMap(readersOf).toSorted()).toEqual(readers.toSorted());
		expect(started.length).toBeLessThan(readers.length / 2);
		expect(started.some((execution) => readersOf(execution).length > 1)).toBe(true);
		// Long enough for a second copy to arrive, if there were one.
		await pause(2_000);
		const counts = readers.map((reader) => sandbox.state.profiles.get(reader)?.events.length);
		expect(counts).toEqual(readers.map(() => 1));
	});

	it('answers 200 to nothing that is not in an execution, killed in the middle of a load', async () => {
		const acknowledged: string[] = [];
		let next = 0;
		let isOver = false;
		const sendOn = async () => {
			while (!isOver) {
				const reader = `killed-${next++}`;
				if ((await send(reader)) === 200) acknowledged.push(reader);
				else await pause(50);
			}
		};
		const senders = Array.from({ length: 20 }, sendOn);
		while (acknowledged.length < 60) await pause(20);
		process.kill(n8n.pid, 'SIGKILL');
		isOver = true;
		await Promise.all(senders);
		await n8n.stop();

		// n8n's API does not show an execution that was stored and not begun: its database does.
		const stored = storedExecutions();
		const holding = (reader: string) => stored.filter((data) => data.includes(`"${reader}"`)).length;
		expect(acknowledged.filter((reader) => holding(reader) !== 1)).toEqual([]);

		// Afterwards it goes on.
		n8n = await startN8n({ userFolder, environment });
		url = `${n8n.url}${new URL(url).pathname}`;
		await waitForTrigger();
		expect(await send('afterwards')).toBe(200);
		await expect.poll(() => sandbox.state.profiles.get('afterwards')?.events.length, soon).toBe(1);
	});
});
