import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { envelope, sentEvent, siteOrigin } from '../fixtures/poool/envelope.ts';
import { PooolSetUp } from './pooolSetUp.ts';

const soon = { timeout: 60_000, interval: 200 };
let setUp: PooolSetUp;
beforeAll(async () => {
	setUp = await PooolSetUp.start();
});
afterAll(async () => await setUp?.stop());

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
	const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers });
	return { status: answer.status, body: await answer.text() };
}

const fromPage = { origin: siteOrigin, 'content-type': 'text/plain;charset=UTF-8' };
const accepted = { status: 200, body: '{}' };

describe('Poool Trigger in a real n8n: answers', () => {
	it('of a page’s calls: {} for what it takes, 403 for another site, 413 and 400 for what is none', async () => {
		const { id, endpoint } = await setUp.activate({ allowedOrigins: siteOrigin, events: ['access.subscribeClick'] });
		const many = envelope({ events: Array.from({ length: 51 }, () => sentEvent()) });
		expect(await post(endpoint, envelope(), { ...fromPage, origin: 'https://evil.example' })).toEqual({ status: 403, body: '' });
		expect(await post(endpoint, many, fromPage)).toEqual({ status: 413, body: '' });
		expect(await post(endpoint, 'x'.repeat(70_000), fromPage)).toEqual({ status: 413, body: '' });
		expect(await post(endpoint, {}, fromPage)).toEqual({ status: 400, body: '' });
		expect(await post(endpoint, envelope({ events: [sentEvent({ name: 'lock' })] }), fromPage)).toEqual(accepted);
		expect(await post(endpoint, envelope(), fromPage)).toEqual(accepted);
		await expect.poll(async () => (await setUp.itemsOf(id)).length, soon).toBe(1);
		expect(await setUp.api.executions({ workflowId: id })).toHaveLength(1);
	});

	it('of a flood: 429 once one client has had its share, which starts no further run; others go on', async () => {
		const { id, endpoint } = await setUp.activate({
			allowedOrigins: siteOrigin,
			events: ['access.subscribeClick'],
			options: { callsPerMinute: 5 },
		});
		const flood = await Promise.all(Array.from({ length: 60 }, async () => await post(endpoint, envelope(), fromPage)));
		const taken = flood.filter(({ status }) => status === 200);
		expect(flood.filter(({ status }) => status !== 200)).toEqual(Array(60 - taken.length).fill({ status: 429, body: '' }));
		// A share fills up by one in twelve seconds.
		expect(taken.length).toBeGreaterThanOrEqual(5);
		expect(taken.length).toBeLessThanOrEqual(7);
		expect(await post(endpoint, envelope(), { ...fromPage, 'x-forwarded-for': '203.0.113.7' })).toEqual(accepted);
		const runs = async () => (await setUp.api.executions({ workflowId: id })).length;
		await expect.poll(runs, soon).toBe(taken.length + 1);
		await new Promise((resolve) => setTimeout(resolve, 2_000));
		expect(await runs()).toBe(taken.length + 1);
		expect(await setUp.itemsOf(id)).toHaveLength(taken.length + 1);
	});

	it('of newsletter and form webhooks: {} or the field’s error, at once', async () => {
		const values = [{ field: 'email', condition: 'notEmail', message: 'Please check your address' }];
		const { id, endpoint } = await setUp.activate({ receive: 'submission', fieldErrors: { values }, userIdField: 'email' });
		const json = { 'content-type': 'application/json' };
		expect(await post(endpoint, { email: 'x' }, json)).toEqual({ status: 200, body: '{"email":"Please check your address"}' });
		expect(await post(endpoint, { email: 'reader@example.com', newsletterId: 'daily' }, json)).toEqual(accepted);
		await expect.poll(async () => (await setUp.itemsOf(id)).map(({ eventName }) => eventName), soon).toEqual(['newsletter']);
		await expect.poll(() => setUp.sandbox.state.events.map(({ customId }) => customId), soon).toContain('reader@example.com');
	});

	it('of secured webhooks: 401 for what is not signed', async () => {
		const credential = await setUp.api.createCredential({
			name: 'Poool endpoint',
			type: 'pooolWebhookApi',
			data: { webhookSecret: 'endpoint-secret' },
		});
		const { endpoint, id } = await setUp.activate(
			{ receive: 'secured', signatureHeader: 'X-Test', eventField: 'type' },
			{ pooolWebhookApi: { id: credential.id, name: credential.name } },
		);
		const body = { type: 'subscribe.subscription.created' };
		const signature = createHmac('sha256', 'endpoint-secret').update(JSON.stringify(body)).digest('hex');
		const json = { 'content-type': 'application/json' };
		expect(await post(endpoint, body, { ...json, 'x-test': 'f'.repeat(64) })).toEqual({ status: 401, body: '' });
		expect(await post(endpoint, body, { ...json, 'x-test': signature })).toEqual(accepted);
		const names = async () => (await setUp.itemsOf(id)).map(({ batch }) => batch.event.name);
		await expect.poll(names, soon).toEqual(['poool_subscription_created']);
	});

	it('refuses to be published with what Batch would drop', async () => {
		const mapping = { values: [{ event: 'access.loginClick', name: 'not a name' }] };
		const id = await setUp.publish({ allowedOrigins: siteOrigin, destination: 'batch', eventMapping: mapping });
		const messages = async () => (await setUp.api.publicationStatus(id)).triggers.map(({ errorMessage }) => errorMessage).join();
		await expect.poll(messages, { ...soon, timeout: 200_000 }).toContain('The event name "not a name" for access.loginClick');
	});
});

describe('the example workflows, in a real n8n', () => {
	it('track paywall events, the login click as in Batch’s guide', async () => {
		const { endpoint } = await setUp.activateExample('poool-to-batch', {});
		const user = { id: 'example-reader' };
		const events = [sentEvent(), sentEvent({ name: 'loginClick' }), sentEvent({ source: 'audit', name: 'page-view', data: { type: 'premium' } })];
		expect(await post(endpoint, envelope({ user, events }), fromPage)).toEqual(accepted);
		const names = () => setUp.sandbox.state.events.filter(({ customId }) => customId === user.id).map((event) => event.name.toLowerCase()).sort();
		await expect.poll(names, soon).toEqual(['poool_click_log', 'poool_page_view', 'poool_subscribe_click']);
	});

	it('remind who clicked and did not convert, once, and nobody else', async () => {
		const { id, endpoint } = await setUp.activateExample('poool-click-without-conversion', {
			'Wait a Day': { amount: 3, unit: 'seconds' },
		});
		const conversion = () => sentEvent({ source: 'audit', name: 'conversion', data: {} });
		await post(endpoint, envelope({ user: { id: 'hesitant' } }), fromPage);
		await post(endpoint, envelope({ user: { id: 'hesitant' } }), fromPage);
		await post(endpoint, envelope({ user: { id: 'subscriber' } }), fromPage);
		await post(endpoint, envelope({ user: { id: 'subscriber' }, events: [conversion()] }), fromPage);
		await post(endpoint, envelope({ user: {} }), fromPage);
		const finished = async () => (await setUp.api.executions({ workflowId: id, status: 'success' })).length;
		await expect.poll(finished, soon).toBe(4);
		expect(setUp.sandbox.state.pushes.flatMap(({ recipients }) => recipients.custom_ids ?? [])).toEqual(['hesitant']);
	});
});
