import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterEach, describe, expect, it } from 'vitest';

import { attributeRules } from '../../nodes/PurchaselyTrigger/catalogue/attributes';
import { anonymousPayload, subscriptionPayload } from '../fixtures/purchasely/payloads';
import { deprecatedHeaders, signedHeaders, testSecret } from '../fixtures/purchasely/signatures';
import { Database } from './harness/database';
import { activate, outputsOf, serve, triggerFromSource, type TriggerUnderTest } from './harness/webhook';

const nodeType = triggerFromSource('PurchaselyTrigger');
const credentials = { purchaselyWebhookApi: { clientSharedSecret: testSecret } };
const trigger = (parameters: INodeParameters = {}): TriggerUnderTest => ({ nodeType, parameters, credentials });

const open: Array<() => Promise<unknown>> = [];
afterEach(async () => await Promise.all(open.splice(0).map(async (close) => await close())));

async function served(parameters: INodeParameters = {}, changes: Partial<TriggerUnderTest> = {}) {
	const server = await serve({ ...trigger(parameters), ...changes });
	open.push(server.close);
	const send = async (payload: IDataObject | string, headers?: Record<string, string>) => {
		const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
		return await server.post(body, headers ?? signedHeaders(body));
	};
	return { ...server, send };
}

const taken = { status: 200, body: '' };
const refused = { status: 401, body: '' };

describe('Purchasely Trigger: a signed call', () => {
	it('is answered 200 and starts a run with the event prepared for Batch', async () => {
		const server = await served();
		expect(await server.send(subscriptionPayload())).toEqual(taken);
		expect(server.runs).toHaveLength(1);
		expect(server.items()[0]).toMatchObject({
			eventName: 'RENEWAL_DISABLED',
			batch: { customId: 'reader-42', platform: 'ios', event: { name: 'ply_renewal_disabled' } },
			purchasely: subscriptionPayload(),
		});
	});

	it('comes out as received where that is chosen', async () => {
		const server = await served({ output: 'received' });
		await server.send(subscriptionPayload());
		expect(server.items()).toEqual([subscriptionPayload()]);
	});

	it('is verified over the bytes, not over what they mean', async () => {
		const server = await served({ output: 'received' });
		const body = '{ "event_name": "ACTIVATE", "user_id": "é", "plan_price_in_eur": 9.90 }';
		expect(await server.send(body)).toEqual(taken);
		const rewritten = JSON.stringify(JSON.parse(body));
		expect(await server.send(rewritten, signedHeaders(body))).toEqual(refused);
		expect(server.items()).toEqual([JSON.parse(body)]);
	});

	it('is taken with any content type that lets its bytes through', async () => {
		const server = await served();
		for (const [index, type] of ['application/json; charset=utf-8', 'text/plain', 'application/x'].entries()) {
			const body = JSON.stringify(subscriptionPayload({ event_id: `type-${index}` }));
			expect(await server.post(body, { ...signedHeaders(body), 'content-type': type })).toEqual(taken);
		}
		expect(server.runs).toHaveLength(3);
	});

	it('starts nothing when it is repeated in this process, and is answered 200', async () => {
		const server = await served();
		const body = JSON.stringify(subscriptionPayload());
		expect(await server.post(body, signedHeaders(body))).toEqual(taken);
		// A retry may be signed anew and written in another order.
		const retried = JSON.stringify(Object.fromEntries(Object.entries(subscriptionPayload()).reverse()));
		expect(await server.post(retried, signedHeaders(retried, { timestamp: '1772439999' }))).toEqual(taken);
		expect(server.runs).toHaveLength(1);
	});

	it('starts a run each time where repetitions are wanted, and in a test run', async () => {
		const repeated = await served({ options: { skipRepeated: false } });
		const tested = await served({}, { mode: 'manual' });
		for (const server of [repeated, tested]) {
			await server.send(subscriptionPayload());
			await server.send(subscriptionPayload());
			expect(server.runs).toHaveLength(2);
		}
	});

	it('starts a run when n8n failed to take the first delivery on', async () => {
		let attempts = 0;
		const take = () => {
			if (++attempts === 1) throw new Error('database is locked');
		};
		const server = await served({}, { take });
		expect((await server.send(subscriptionPayload())).status).toBe(500);
		expect(await server.send(subscriptionPayload())).toEqual(taken);
		expect(server.items()).toHaveLength(1);
	});

	it('that is not wanted is answered 200 and starts nothing', async () => {
		const filters: INodeParameters[] = [
			{ events: ['ACTIVATE'] },
			{ otherEvents: 'BRAND_NEW, ACTIVATE' },
			{ environment: 'SANDBOX' },
			{ filters: { stores: ['STRIPE'] } },
			{ filters: { purchaseTypes: ['CONSUMABLE'] } },
		];
		for (const parameters of filters) {
			const server = await served(parameters);
			expect(await server.send(subscriptionPayload())).toEqual(taken);
			expect(server.runs).toEqual([]);
		}
	});

	it('that is wanted passes the same filters', async () => {
		const server = await served({
			events: ['ACTIVATE'],
			otherEvents: ' BRAND_NEW ,',
			environment: 'SANDBOX',
			filters: { stores: ['AMAZON_APPSTORE'], purchaseTypes: ['CONSUMABLE'] },
		});
		await server.send(anonymousPayload({ store: 'AMAZON_APP_STORE', event_id: '1', user_id: 'a' }));
		await server.send(anonymousPayload({ store: 'AMAZON_APPSTORE', event_id: '2', user_id: 'a', event_name: 'BRAND_NEW' }));
		expect(server.items().map(({ eventName }) => eventName)).toEqual(['ACTIVATE', 'BRAND_NEW']);
	});

	it('of an anonymous user goes to the second output, along with the others, or nowhere', async () => {
		for (const [anonymousEvents, outputs] of [
			['secondOutput', [0, 1]],
			['pass', [1]],
			['drop', undefined],
		] as const) {
			const server = await served({ anonymousEvents });
			expect(await server.send(anonymousPayload())).toEqual(taken);
			const [run] = server.runs;
			expect(run && 'outputs' in run ? run.outputs.map((items) => items.length) : undefined).toEqual(outputs);
		}
	});

	it('of a kind nobody has seen yet comes out', async () => {
		const server = await served();
		for (const event_name of ['BRAND_NEW', 'SUBSCRIPTION_MOVED_TO_ANOTHER_STORE']) {
			await server.send(subscriptionPayload({ event_name, event_id: event_name }));
		}
		expect(server.items()[0]?.batch).toMatchObject({ event: { name: 'ply_brand_new' } });
		expect(server.items()[1]?.problem).toContain('no valid name in Batch');
	});

	it.each(['[]', '"text"', '-7', 'null', ''])('with the body %j comes out as text', async (body) => {
		const server = await served({ events: ['ACTIVATE'] });
		expect(await server.send(body)).toEqual(taken);
		expect(server.items()).toEqual([{ problem: expect.any(String), body }]);
	});

	it('with a huge or a hostile body does no harm', async () => {
		const server = await served();
		const huge = JSON.stringify(subscriptionPayload({ event_id: 'huge', plan: 'x'.repeat(8_000_000) }));
		expect(await server.send(huge)).toEqual(taken);
		expect(server.items()[0]?.batch).toMatchObject({ leftOut: expect.arrayContaining(['plan']) });
		const hostile = '{"__proto__":{"polluted":1},"constructor":7,"event_name":"ACTIVATE","user_id":"a"}';
		expect(await server.send(hostile)).toEqual(taken);
		expect(({} as { polluted?: number }).polluted).toBeUndefined();
		expect(server.items()[1]?.batch).toMatchObject({ leftOut: ['__proto__', 'constructor'] });
	});

	it.each(['event_id', 'event_name', 'user_id', 'purchase_type', 'store', 'event_created_at', 'plan'])('with an object that is no text as its %s comes out, too: a 500 would hold back the user’s later events', async (key) => {
		const server = await served({ filters: { purchaseTypes: ['RENEWING_SUBSCRIPTION'] } });
		expect(await server.send({ ...subscriptionPayload(), [key]: { toString: 1, valueOf: 1 } })).toEqual(taken);
		expect(server.items()).toHaveLength(key === 'purchase_type' ? 0 : 1);
	});

	it('is prepared as the parameters say', async () => {
		const server = await served({
			eventNamePrefix: 'p_',
			eventNames: {
				values: [
					{ event: 'TRIAL_STARTED', name: 'trial' },
					{ event: 'other', otherEvent: ' BRAND_NEW ', name: 'fresh' },
				],
			},
			attributes: ['plan', 'cumulated_revenues', 'app_currency'],
			options: { batchApi: 'app', includePayload: false, includeHeaders: true, lateEvents: 'useArrival' },
		});
		for (const event_name of ['TRIAL_STARTED', 'BRAND_NEW', 'ACTIVATE']) {
			await server.send(subscriptionPayload({ event_name, event_id: event_name, plan: 'x'.repeat(65) }));
		}
		const events = server.items().map(({ batch }) => (batch as IDataObject).event as IDataObject);
		expect(events.map(({ name }) => name)).toEqual(['trial', 'fresh', 'p_activate']);
		expect(events[0]).toEqual({ name: 'trial', attributes: { cumulated_revenues: 29.7, app_currency: 'EUR' } });
		expect(server.items()[0]).not.toHaveProperty('purchasely');
		expect(server.items()[0]?.headers).toHaveProperty('x-purchasely-timestamp', '1772438406');
	});
});

describe('Purchasely Trigger: a call that is not signed right', () => {
	const body = JSON.stringify(subscriptionPayload());

	it.each<[string, Record<string, string | string[]>]>([
		['without any signature', {}],
		['forged with another secret', signedHeaders(body, { secret: 'guessed' })],
		['signed over another body', signedHeaders(`${body} `)],
		['replayed with another timestamp', { ...signedHeaders(body), 'x-purchasely-timestamp': '1772438407' }],
		['without its timestamp', { 'x-purchasely-request-signature': 'f'.repeat(64) }],
		['with two signatures', { ...signedHeaders(body), 'x-purchasely-request-signature': ['f'.repeat(64), 'e'.repeat(64)] }],
		['with the deprecated signature only', deprecatedHeaders()],
		['as a form upload', { ...signedHeaders(body), 'content-type': 'multipart/form-data; boundary=x' }],
		['as bytes of no text', { 'content-type': 'application/octet-stream' }],
	])('%s is answered 401 and starts nothing', async (_, headers) => {
		const server = await served();
		expect(await server.post(body, headers)).toEqual(refused);
		expect(server.runs).toEqual([]);
	});

	it('cut short or malformed starts nothing', async () => {
		const server = await served();
		// n8n answers malformed JSON itself, before the node.
		expect((await server.post(body.slice(0, -5), signedHeaders(body))).status).toBe(422);
		const headers = { ...signedHeaders(body), 'content-type': 'text/plain' };
		expect(await server.post(body.slice(0, -5), headers)).toEqual(refused);
		expect(await server.post('', signedHeaders(body))).toEqual(refused);
		expect(server.runs).toEqual([]);
	});

	it('does not count as the first delivery of its event', async () => {
		const server = await served();
		await server.post(body, signedHeaders(body, { secret: 'guessed' }));
		await server.send(body);
		expect(server.runs).toHaveLength(1);
	});

	it('is taken with the deprecated signature where the option says so', async () => {
		const server = await served({ options: { acceptDeprecatedSignature: true } });
		expect(await server.send(body, deprecatedHeaders())).toEqual(taken);
		expect(server.runs).toHaveLength(1);
	});

	it('is refused for its age only where the option says so', async () => {
		const limited = await served({ options: { maximumAge: 5 } });
		expect(await limited.send(body)).toEqual(refused);
		const timestamp = String(Math.floor(Date.now() / 1000));
		expect(await limited.send(body, signedHeaders(body, { timestamp }))).toEqual(taken);
		const unlimited = await served({ options: { maximumAge: 0 } });
		expect(await unlimited.send(body)).toEqual(taken);
	});

	it('is answered 500, so that it comes again, while the credential cannot be read', async () => {
		const server = await served({}, { credentials: {} });
		expect(await server.send(body)).toEqual({ status: 500, body: '' });
		expect(server.runs).toEqual([]);
	});

	it('is refused while the secret is empty, even signed with none', async () => {
		const server = await served({}, { credentials: { purchaselyWebhookApi: { clientSharedSecret: '' } } });
		expect(await server.send(body, signedHeaders(body, { secret: '' }))).toEqual(refused);
	});
});

describe('Purchasely Trigger: a sender that goes away', () => {
	const body = JSON.stringify(subscriptionPayload());

	/** Sends the first `length` characters of a signed call and hangs up a moment later. */
	async function hangUp(port: number, length: number): Promise<void> {
		const call = request({ port, method: 'POST', headers: { ...signedHeaders(body), 'content-length': body.length } });
		call.on('error', () => undefined);
		call.write(body.slice(0, length));
		await pause(50);
		call.destroy();
		await pause(50);
	}

	it('half-way through the body starts nothing and leaves no trace', async () => {
		const server = await served();
		await hangUp(server.port, 20);
		expect(server.runs).toEqual([]);
		expect(await server.send(body)).toEqual(taken);
		expect(server.runs).toHaveLength(1);
	});

	it.each([true, false])('before it has its 200 is in one run when it comes again, whether n8n took the first on (%s) or not', async (isTaken) => {
		const database = new Database();
		const server = await served({}, { take: database.take });
		const call = request({ port: server.port, method: 'POST', headers: signedHeaders(body) });
		call.on('error', () => undefined);
		call.end(body);
		const first = await database.next();
		call.destroy();
		const again = server.send(body);
		if (isTaken) first.works();
		else {
			first.fails();
			(await database.next()).works();
		}
		expect(await again).toEqual(taken);
		expect(server.items()).toHaveLength(1);
	});
});

describe('Purchasely Trigger: activation', () => {
	it('goes through with a secret and the defaults', async () => {
		await expect(activate(trigger())).resolves.toBeUndefined();
	});

	it.each(['', ' secret', 'secret\n'])('stops at the secret %j', async (clientSharedSecret) => {
		const faulty = { ...trigger(), credentials: { purchaselyWebhookApi: { clientSharedSecret } } };
		await expect(activate(faulty)).rejects.toThrow(/client shared secret/);
	});

	it('stops at a prefix with which a chosen event has no name in Batch', async () => {
		await expect(activate(trigger({ eventNamePrefix: 'purchasely_' }))).rejects.toThrow(/Event Name Prefix/);
		const short = { eventNamePrefix: 'purchasely_', events: ['TRIAL_STARTED'] };
		await expect(activate(trigger(short))).resolves.toBeUndefined();
		const received = { eventNamePrefix: 'purchasely_', output: 'received' };
		await expect(activate(trigger(received))).resolves.toBeUndefined();
	});

	it('stops at a name of its own that Batch does not take', async () => {
		const eventNames = { values: [{ event: 'ACTIVATE', name: 'Not Valid' }] };
		await expect(activate(trigger({ eventNames }))).rejects.toThrow(/"Not Valid" for ACTIVATE/);
	});

	it.each([
		['two rows for one event', [{ event: 'ACTIVATE', name: 'one' }, { event: 'other', otherEvent: ' ACTIVATE ', name: 'two' }], /two rows for ACTIVATE/],
		['a row that says no event', [{ event: 'other', otherEvent: ' ', name: 'one' }], /a row that says no event/],
	])('stops at %s: none of them counts without a word', async (_, values, words) => {
		await expect(activate(trigger({ eventNames: { values } }))).rejects.toThrow(words);
		await expect(activate(trigger({ eventNames: { values }, output: 'received' }))).resolves.toBeUndefined();
	});

	it('stops at more attributes than the chosen API has room for', async () => {
		const attributes = attributeRules.slice(0, 16).map(({ name }) => name);
		await expect(activate(trigger({ attributes }))).resolves.toBeUndefined();
		const app = { attributes, options: { batchApi: 'app' } };
		await expect(activate(trigger(app))).rejects.toThrow(/16 attributes are chosen/);
	});
});

describe('Purchasely Trigger: description', () => {
	it('draws a second output only for anonymous events of their own', async () => {
		expect(await outputsOf(trigger())).toEqual([
			{ type: 'main', displayName: 'Known User' },
			{ type: 'main', displayName: 'Anonymous' },
		]);
		expect(await outputsOf(trigger({ anonymousEvents: 'pass' }))).toEqual(['main']);
	});

	it('tests the credential without calling anybody', async () => {
		const test = nodeType.methods?.credentialTest?.purchaselySecretTest;
		const result = async (clientSharedSecret: string) =>
			await test?.call({} as never, { id: '1', name: '', type: '', data: { clientSharedSecret } });
		expect(await result('secret')).toMatchObject({ status: 'OK', message: expect.stringContaining('Only a call') });
		expect(await result('')).toMatchObject({ status: 'Error' });
		expect(await result('secret ')).toMatchObject({ status: 'Error' });
	});
});
