import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import type { Execution } from '../../../scripts/n8n-client.mjs';
import { PublishedWorkflow } from '../../e2e/workflows.ts';
import { subscriptionPayload } from '../../fixtures/purchasely/payloads.ts';
import { signedHeaders, testSecret } from '../../fixtures/purchasely/signatures.ts';
import { Door } from '../../servers/support/door.ts';
import { tell } from '../../servers/support/tell.ts';
import { until } from '../../servers/support/until.ts';
import type { Stage } from '../support/stage.ts';

const away = 60_000;

/** Batch goes away once the events were answered with 200. */
export function describeAway(stage: () => Stage): void {
	describe.concurrent('Batch away for a minute, after the 200 of the webhook', () => {
		it.each([
			['is red, and sent once by the retry of its execution', {}],
			['is sent once by Retry On Fail', { retryOnFail: true, maxTries: 5, waitBetweenTries: 5_000 }],
		])('each event that did not go through %s', async (name, settings) => {
			const { api } = stage().n8n;
			const sandbox = await stage().sandbox();
			const { hostname, port } = new URL(sandbox.url);
			const door = await new Door({ host: hostname, port: Number(port) }).open();
			const batchApi = await stage().credential(sandbox, { apiAddress: `http://127.0.0.1:${door.port}` });
			const trigger = {
				type: 'n8n-nodes-batch.purchaselyTrigger',
				typeVersion: 2,
				parameters: { anonymousEvents: 'pass', options: { lateEvents: 'useArrival' } },
				credentials: await stage().credentialOf('purchaselyWebhookApi', { clientSharedSecret: testSecret }),
				settings: { webhookId: randomUUID() },
				to: [['Track']],
			};
			const track = { type: 'n8n-nodes-batch.batch', parameters: { resource: 'event', operation: 'track', eventFrom: 'prepared', sendOnce: true }, credentials: batchApi, settings };
			const { id } = await PublishedWorkflow.publish(api, name, { Trigger: trigger, Track: track });
			const url = await api.webhookUrl({ type: trigger.type, ...trigger.settings });
			await api.waitForWebhook(url, { method: 'POST', data: {} });

			door.shut();
			const readers = Array.from({ length: 12 }, (_, reader) => `${name} ${reader}`);
			for (const reader of readers) {
				const body = JSON.stringify(subscriptionPayload({ event_id: reader, user_id: reader }));
				const { status } = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...signedHeaders(body) } });
				expect(status).toBe(200);
			}
			await pause(away);
			await door.open();
			// Of runs that go on n8n's API says nothing.
			const isIn = (reader: string, { data }: Execution): boolean => JSON.stringify(data).includes(`"${reader}"`);
			let ended: Execution[] = [];
			await until('all executions are over', async () => {
				ended = (await api.executions({ workflowId: id, includeData: true })).filter(({ status }) => status === 'success' || status === 'error');
				return readers.every((reader) => ended.some((execution) => isIn(reader, execution)));
			});
			const failed = ended.filter(({ status }) => status === 'error');
			const missing = readers.filter((reader) => sandbox.state.profiles.get(reader) === undefined);
			const isRed = (reader: string): boolean => failed.some((execution) => isIn(reader, execution));
			expect(missing.filter((reader) => !isRed(reader)), 'events that nobody speaks of').toEqual([]);
			tell(`${name}: ${readers.length - missing.length} of ${readers.length} went through by themselves, ${failed.length} executions are red`);
			if ('retryOnFail' in settings) expect(missing).toEqual([]);
			else expect(missing).not.toEqual([]);
			for (const execution of failed) await api.retryExecution(execution.id);
			await until('all events are at Batch', () => readers.every((reader) => sandbox.state.profiles.get(reader) !== undefined));
			await pause(2_000);
			expect(readers.map((reader) => sandbox.state.profiles.get(reader)?.events.length)).toEqual(readers.map(() => 1));
			door.shut();
		});
	});
}
