import { createHmac } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';
import { afterEach, describe, expect, it } from 'vitest';

import { servePoool } from './harness/pooolTrigger';

const open: Array<() => Promise<unknown>> = [];
afterEach(async () => await Promise.all(open.splice(0).map(async (close) => await close())));

async function served(parameters: INodeParameters) {
	const server = await servePoool(parameters);
	open.push(server.close);
	return server;
}

const accepted = { status: 200, body: '{}' };

describe('Poool Trigger: newsletter and form webhooks', () => {
	const submission = { receive: 'submission' };
	const newsletter = JSON.stringify({ email: 'reader@example.com', newsletterId: 'daily' });
	const form = JSON.stringify({ name: 'profile', fields: { job: 'baker', age: 7 }, valid: { job: true } });

	it('are answered {} at once and start a run with what came', async () => {
		const server = await served({ ...submission, output: 'received' });
		expect(await server.post(newsletter)).toEqual(accepted);
		expect(await server.post(form)).toEqual(accepted);
		expect(server.items()).toEqual([JSON.parse(newsletter), JSON.parse(form)]);
	});

	it('that come twice alike start a run each, unless the option says otherwise', async () => {
		for (const [options, runs] of [[{}, 2], [{ skipIdentical: true }, 1]] as const) {
			const server = await served({ ...submission, options });
			await server.post(newsletter);
			expect(await server.post(newsletter)).toEqual(accepted);
			expect(server.runs).toHaveLength(runs);
		}
	});

	it('that come twice alike are told apart by Send Once, too, unless the option says otherwise', async () => {
		for (const [skipIdentical, ids] of [[false, 2], [true, 1]] as const) {
			const server = await served({ ...submission, options: { skipIdentical } });
			await Promise.all([server.post(form), server.post(form)]);
			expect(new Set(server.items().map(({ batch }) => (batch as { eventId: string }).eventId)).size).toBe(ids);
		}
	});

	it('come prepared for Batch, with the fields and the user the node names', async () => {
		const server = await served({ ...submission, userIdField: 'email', attributeFields: 'newsletterId, fields.job' });
		await server.post(newsletter);
		await server.post(form);
		expect(server.items()).toMatchObject([
			{ batch: { customId: 'reader@example.com', event: { name: 'poool_newsletter', attributes: { newsletter_id: 'daily' } }, leftOut: [] } },
			{ anonymous: true, batch: { event: { name: 'poool_form', attributes: { job: 'baker' } }, leftOut: ['name', 'valid'] } },
		]);
	});

	it('that break a rule are answered with the field’s error and start nothing', async () => {
		const values = [
			{ field: 'email', condition: 'empty', message: 'Your address, please' },
			{ field: 'email', condition: 'notEmail', message: 'That is no address' },
			{ field: 'email', condition: 'matches', pattern: '@throwaway\\.example$', message: 'Another address, please' },
			{ field: 'job', condition: 'notMatches', pattern: '^[a-z]+$', message: 'Letters only' },
		];
		const server = await served({ ...submission, fieldErrors: { values } });
		const answer = async (body: object) => JSON.parse((await server.post(JSON.stringify(body))).body) as unknown;
		expect(await answer({ fields: { job: 'baker' } })).toEqual({ email: 'Your address, please' });
		expect(await answer({ email: 'x', fields: { job: 'B4ker' } })).toEqual({ email: 'That is no address', job: 'Letters only' });
		expect(await answer({ email: 'a@throwaway.example', job: 'baker' })).toEqual({ email: 'Another address, please' });
		expect(await answer({ email: `${'x'.repeat(3_000)}@example.com`, job: 'baker' })).toEqual({ email: 'That is no address' });
		expect(await answer({ email: { toString: 1 }, job: ['baker'] })).toMatchObject({ email: 'Your address, please' });
		expect(server.runs).toEqual([]);
		expect(await answer({ email: 'reader@example.com', values: { job: 'baker' } })).toEqual({});
		expect(server.runs).toHaveLength(1);

		const list = await served({ ...submission, errorForm: 'list', fieldErrors: { values: values.slice(0, 1) } });
		expect(await list.post('{}')).toEqual({ status: 200, body: '[{"fieldKey":"email","message":"Your address, please"}]' });
	});

	it('are held to size and rate, which the options set', async () => {
		const server = await served(submission);
		const large = JSON.stringify({ email: 'reader@example.com', note: 'x'.repeat(1024 * 1024) });
		for (let call = 0; call < 10; call++) expect((await server.post(large)).status).toBe(413);
		expect(server.runs).toEqual([]);
		expect(await server.post(newsletter)).toEqual(accepted);

		const narrow = await served({ ...submission, options: { maximumServerBody: 1, serverCallsPerMinute: 3 } });
		expect((await narrow.post(JSON.stringify({ note: 'x'.repeat(1024) }))).status).toBe(413);
		const statuses = [];
		for (let call = 0; call < 5; call++) statuses.push((await narrow.post(newsletter)).status);
		expect(statuses).toEqual([200, 200, 200, 429, 429]);
		expect(narrow.runs).toHaveLength(3);
	});

	it.each(['', '[]', 'email=a', 'null'])('with the body %j are accepted and come out as text', async (body) => {
		const server = await served(submission);
		expect(await server.post(body, { 'content-type': 'text/plain' })).toEqual(accepted);
		expect(server.items()).toMatchObject([{ problem: expect.any(String), poool: { text: body } }]);
	});
});

describe('Poool Trigger: secured webhooks', () => {
	const body = JSON.stringify({ type: 'subscribe.subscription.created', customer: { reference: 'reader-42' }, amount: 9.9 });
	const sign = (algorithm: string, encoding: 'hex' | 'base64' | 'base64url', secret = 'endpoint-secret') =>
		createHmac(algorithm, secret).update(body).digest(encoding);
	const secured = { receive: 'secured', signatureHeader: 'X-Test-Signature', eventField: 'type', userIdField: 'customer.reference' };

	it.each(['sha1', 'sha256', 'sha384', 'sha512'] as const)('are verified with %s in every encoding', async (signatureAlgorithm) => {
		for (const signatureEncoding of ['hex', 'base64', 'base64url'] as const) {
			const server = await served({ ...secured, signatureAlgorithm, signatureEncoding, signaturePrefix: 'v1=' });
			const signature = sign(signatureAlgorithm, signatureEncoding);
			expect(await server.post(body, { 'x-test-signature': `v1=${signature}` })).toEqual(accepted);
			for (const wrong of [signature, `v1=${signature.slice(1)}`, 'v1=', `v1=${sign(signatureAlgorithm, signatureEncoding, 'guessed')}`]) {
				expect(await server.post(body, { 'x-test-signature': wrong })).toEqual({ status: 401, body: '' });
			}
			expect((await server.post(`${body} `, { 'x-test-signature': `v1=${signature}` })).status).toBe(401);
			expect((await server.post(body)).status).toBe(401);
			expect(server.runs).toHaveLength(1);
		}
	});

	it('are verified by the secret itself, or not at all, where the node says so', async () => {
		const byHeader = await served({ ...secured, verification: 'header', signaturePrefix: 'Bearer ' });
		expect((await byHeader.post(body, { 'x-test-signature': 'Bearer endpoint-secret' })).status).toBe(200);
		expect((await byHeader.post(body, { 'x-test-signature': 'Bearer endpoint-secret2' })).status).toBe(401);
		const open = await served({ ...secured, verification: 'none', options: { includeHeaders: true } });
		expect(await open.post(body, { 'x-anything': 'yes' })).toEqual(accepted);
		expect(open.items()[0]?.headers).toHaveProperty('x-anything', 'yes');
	});

	it('are held to size and rate before their signature is looked at', async () => {
		for (const verification of ['hmac', 'none']) {
			const server = await served({ ...secured, verification, options: { maximumServerBody: 1, serverCallsPerMinute: 2 } });
			expect((await server.post('x'.repeat(1025), { 'content-type': 'text/plain' })).status).toBe(413);
			const statuses = [];
			for (let call = 0; call < 3; call++) statuses.push((await server.post(body, { 'x-test-signature': 'wrong' })).status);
			expect(statuses).toEqual(verification === 'none' ? [200, 200, 429] : [401, 401, 429]);
		}
	});

	it('come prepared for Batch under the short names, filtered by the chosen events', async () => {
		const server = await served({ ...secured, attributeFields: 'amount', serverEvents: ['subscribe.subscription.created'] });
		const send = async (text: string) =>
			await server.post(text, { 'x-test-signature': createHmac('sha256', 'endpoint-secret').update(text).digest('hex') });
		await send(body);
		expect(await send(body.replace('created', 'updated'))).toEqual(accepted);
		expect(server.items()).toMatchObject([
			{
				eventName: 'subscribe.subscription.created',
				anonymous: false,
				batch: { customId: 'reader-42', event: { name: 'poool_subscription_created', attributes: { amount: 9.9 } }, leftOut: ['type'] },
			},
		]);
	});

	it('refuse everything while the secret is empty', async () => {
		const server = await servePoool(secured, { credentials: { pooolWebhookApi: { webhookSecret: '' } } });
		open.push(server.close);
		const signature = createHmac('sha256', '').update(body).digest('hex');
		expect((await server.post(body, { 'x-test-signature': signature })).status).toBe(401);
	});
});
