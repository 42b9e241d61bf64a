import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { PublishedWorkflow, itemsOf, type Step } from '../../e2e/workflows.ts';
import { subscriptionPayload } from '../../fixtures/purchasely/payloads.ts';
import { signedHeaders, testSecret } from '../../fixtures/purchasely/signatures.ts';
import { startEmbeddedWeb } from '../../servers/support/embeddedWeb.ts';
import type { Fixture } from '../../servers/support/fixture.ts';
import { SmallDisk } from '../support/smallDisk.ts';
import type { Stage } from '../support/stage.ts';

const hour = 3_600_000;
const origin = 'https://www.example.com';
const secret = 'a webhook secret';

/** What comes from outside, such as an event with an id or a row of a file. */
interface Arrival {
	body: string;
	headers: Record<string, string>;
}

interface Trigger {
	readonly name: string;
	readonly step: (stage: Stage) => Promise<Step>;
	/** The call that brings what is known by a name. */
	readonly call: (id: string) => Arrival;
}

const asJson = (body: object, headers: Record<string, string> = {}): Arrival => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });

const webhooks: Trigger[] = [
	{
		name: 'Purchasely Trigger',
		step: async (stage) => ({
			type: 'n8n-nodes-batch.purchaselyTrigger',
			parameters: { anonymousEvents: 'pass', options: { lateEvents: 'useArrival' } },
			credentials: await stage.credentialOf('purchaselyWebhookApi', { clientSharedSecret: testSecret }),
		}),
		call: (id) => {
			const body = JSON.stringify(subscriptionPayload({ event_id: id, user_id: id }));
			return { body, headers: { 'content-type': 'application/json', ...signedHeaders(body) } };
		},
	},
	{
		name: 'Poool Trigger',
		step: async () => ({ type: 'n8n-nodes-batch.pooolTrigger', parameters: { allowedOrigins: origin, anonymousEvents: 'pass' } }),
		call: (id) => {
			const data = { widget: 'subscription', actionName: 'Offer', button: 'subscribe', url: `${origin}/offers` };
			const events = [{ id, source: 'access', name: 'subscribeClick', ago: 50, data }];
			return asJson({ v: 1, page: { url: `${origin}/article`, type: 'premium' }, user: { id, poool: 'b2c1' }, events }, { origin, 'content-type': 'text/plain' });
		},
	},
	{
		name: 'Batch Trigger',
		step: async (stage) => ({
			type: 'n8n-nodes-batch.batchTrigger',
			parameters: { receive: 'webhooks' },
			credentials: await stage.credentialOf('batchWebhookApi', { authentication: 'header', headerName: 'X-Authorization', headerSecret: secret }),
		}),
		call: (id) => asJson({ event_id: id, custom_id: id, step: 'push_subscribed', campaign: { name: 'Weekend reads', token: 'a1b2c3' } }, { 'x-authorization': secret }),
	},
];

/** A trigger that n8n has published. */
interface Published {
	/** Brings it what is known by these names, one after the other, and gives what n8n answered. */
	bring(...ids: string[]): Promise<number[]>;
	/** Of these names, those in the items that came out since this was last asked, in their order; waits until there are as many. */
	gave(ids: readonly string[]): Promise<string[]>;
	end(): Promise<void>;
}

/** What came out is known by the names in it. */
async function namesIn(workflow: PublishedWorkflow, ids: readonly string[]): Promise<string[]> {
	const found: string[] = [];
	while (found.length < ids.length) {
		const run = await workflow.saved();
		expect(run.status).toBe('success');
		for (const item of itemsOf(run, 'Trigger')) found.push(...ids.filter((id) => JSON.stringify(item.json).includes(`"${id}"`)));
	}
	return found;
}

async function publishWebhook({ name, step, call }: Trigger, stage: Stage): Promise<Published> {
	const { api } = stage.n8n;
	const trigger: Step = { typeVersion: 2, settings: { webhookId: randomUUID() }, ...(await step(stage)) };
	const workflow = await PublishedWorkflow.publish(api, name, { Trigger: trigger });
	const url = await api.webhookUrl({ type: trigger.type, ...trigger.settings });
	// Nobody's call: it is refused, and starts nothing.
	await api.waitForWebhook(url, { method: 'POST', data: 'nothing', headers: { 'content-type': 'text/plain' } });
	return {
		async bring(...ids) {
			const statuses: number[] = [];
			for (const id of ids) statuses.push((await fetch(url, { method: 'POST', ...call(id) })).status);
			return statuses;
		},
		gave: async (ids) => await namesIn(workflow, ids),
		end: async () => void (await api.deactivateWorkflow(workflow.id)),
	};
}

/** n8n polls when a workflow is activated; what is known of the files outlives its being switched off. */
async function publishFiles(stage: Stage, web: Fixture): Promise<Published> {
	const { api } = stage.n8n;
	const parameters: IDataObject = {
		pollTimes: { item: [{ mode: 'everyX', unit: 'hours', value: 12 }] },
		source: web.kind,
		folder: 'exports',
		startFrom: 'all',
		options: { unchangedFor: 0 },
	};
	const credentials = await stage.credentialOf('batchStorageHttpApi', { ...web.credential(), allowPrivateAddresses: true });
	const written = new Set<string>();
	/** What comes again is a file that is still there. */
	const write = async (id: string): Promise<void> => {
		if (!written.has(id)) await web.shelf.write(`exports/${id}.csv`, `event,custom_user_id\npush_sent,${id}\n`, new Date());
		written.add(id);
	};
	const step = { type: 'n8n-nodes-batch.batchFileTrigger', parameters: parameters as Step['parameters'], credentials };
	await write('first');
	const workflow = await PublishedWorkflow.publish(api, 'Batch File Trigger', { Trigger: step });
	await namesIn(workflow, ['first']);
	return {
		async bring(...ids) {
			for (const id of ids) await write(id);
			await api.deactivateWorkflow(workflow.id);
			await api.activateWorkflow(workflow.id);
			return ids.map(() => 200);
		},
		gave: async (ids) => await namesIn(workflow, ids),
		end: async () => void (await api.deactivateWorkflow(workflow.id)),
	};
}

/** The disk and the clock, while something comes to each trigger. */
export function describeTriggers(stage: () => Stage): void {
	describe.each([...webhooks.map(({ name }) => name), 'Batch File Trigger'])('%s', (name) => {
		let web: Fixture;
		let trigger: Published;
		beforeAll(async () => {
			web = await startEmbeddedWeb();
			const webhook = webhooks.find((one) => one.name === name);
			trigger = webhook ? await publishWebhook(webhook, stage()) : await publishFiles(stage(), web);
		});
		afterAll(async () => {
			await stage().setClock(0);
			// Otherwise n8n would look for the files again after its next start.
			await trigger.end();
			await web.stop();
		});

		it.runIf(SmallDisk.isPossible)('needs no room on the disk: what comes while it is full comes out, once', async () => {
			const disk = stage().disk!;
			disk.fill();
			try {
				expect(await trigger.bring('while-full')).toEqual([200]);
				expect(await trigger.gave(['while-full'])).toEqual(['while-full']);
			} finally {
				disk.empty();
			}
			expect(await trigger.bring('room-again')).toEqual([200]);
			expect(await trigger.gave(['room-again'])).toEqual(['room-again']);
		});

		it.each([
			['forward', hour],
			['back', -hour],
		])('goes on when the clock is set %s by an hour: nothing is lost, and what came before is known', async (way, ahead) => {
			const [before, after, end] = [`before-${way}`, `after-${way}`, `end-of-${way}`];
			await stage().setClock(0);
			expect(await trigger.bring(before)).toEqual([200]);
			expect(await trigger.gave([before])).toEqual([before]);
			await stage().setClock(ahead);
			// Its sender has not seen the answer, and comes again.
			expect(await trigger.bring(before, after)).toEqual([200, 200]);
			expect(await trigger.gave([after])).toEqual([after]);
			await stage().setClock(0);
			expect(await trigger.bring(before, after, end)).toEqual([200, 200, 200]);
			expect(await trigger.gave([end])).toEqual([end]);
		});
	});
}
