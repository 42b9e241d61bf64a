import { createRequire } from 'node:module';
import type { INodeParameters, INodeType } from 'n8n-workflow';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { plainReferenceOf } from '../../nodes/Batch/run/plainReference.ts';
import { envelope, identitySecret, signatureOf, siteOrigin } from '../fixtures/poool/envelope.ts';
import { subscriptionPayload } from '../fixtures/purchasely/payloads.ts';
import { signedHeaders, testSecret } from '../fixtures/purchasely/signatures.ts';
import { loadPackage, nodeTypes } from './harness/builtPackage.ts';
import { serve } from './harness/webhook.ts';

const require = createRequire(import.meta.url);
const { Expression } = require('n8n-workflow') as typeof import('n8n-workflow');

const signed = (body: object) => ({ body: JSON.stringify(body), headers: signedHeaders(JSON.stringify(body)) });
const ofPage = (body: object) => ({ body: JSON.stringify(body), headers: { origin: siteOrigin, 'content-type': 'text/plain' } });

const calls: Array<{ name: string; parameters: INodeParameters; call: { body: string; headers: Record<string, string> }; status: number }> = [
	{ name: 'purchaselyTrigger', parameters: {}, call: signed(subscriptionPayload()), status: 200 },
	{ name: 'purchaselyTrigger', parameters: {}, call: { body: '{}', headers: {} }, status: 401 },
	{ name: 'pooolTrigger', parameters: { allowedOrigins: siteOrigin, userVerification: 'anonymous' }, call: ofPage(envelope({ user: { id: 'reader-42', signature: signatureOf('reader-42') } })), status: 200 },
	{ name: 'pooolTrigger', parameters: { allowedOrigins: siteOrigin }, call: { body: '{}', headers: {} }, status: 403 },
	{ name: 'pooolTrigger', parameters: { receive: 'submission' }, call: { body: '{"email":"a@example.com"}', headers: {} }, status: 200 },
	{ name: 'pooolTrigger', parameters: { receive: 'secured', verification: 'none' }, call: { body: '{}', headers: {} }, status: 200 },
];

/**
 * n8n's default engine throws at the first expression where no isolate was acquired. Acquiring one is most of what a call
 * costs, and with N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE the first expression does it (n8n-ecosystem.md §10).
 */
describe('without n8n’s expression engine', () => {
	const open: Array<() => Promise<unknown>> = [];

	beforeAll(async () => {
		await loadPackage();
		await Expression.initExpressionEngine({ engine: 'vm', bridgeTimeout: 5_000, bridgeMemoryLimit: 128, poolSize: 1, maxCodeCacheSize: 1_024 });
	});

	afterEach(async () => await Promise.all(open.splice(0).map(async (close) => await close())));

	afterAll(async () => {
		await Expression.disposeExpressionEngine();
		Expression.setExpressionEngine('legacy');
	});

	const served = async (name: string, parameters: INodeParameters, typeVersion?: number) => {
		const nodeType = nodeTypes.getByNameAndVersion(name, 1) as INodeType;
		const credentials = { purchaselyWebhookApi: { clientSharedSecret: testSecret }, pooolIdentityApi: { identitySecret } };
		const server = await serve({ nodeType, parameters, credentials, ...(typeVersion !== undefined && { typeVersion }) });
		open.push(server.close);
		return server;
	};

	it.each(calls)('$name answers $status to $call.body with $parameters', async ({ name, parameters, call, status }) => {
		const server = await served(name, parameters);
		expect((await server.post(call.body, call.headers)).status).toBe(status);
		expect(server.runs).toHaveLength(status === 200 ? 1 : 0);
	});

	it('a node of version 1 is not run: n8n evaluates an expression of its own', async () => {
		const server = await served('purchaselyTrigger', {}, 1);
		const { body, headers } = signed(subscriptionPayload());
		expect((await server.post(body, headers)).status).toBe(500);
		expect(server.runs).toEqual([]);
	});
});

it('Track reads the event that a trigger prepared from the item itself', async () => {
	await loadPackage();
	const { properties } = nodeTypes.getByNameAndVersion('batch', 1).description;
	const field = properties.find(({ name }) => name === 'preparedEvent');
	expect(plainReferenceOf(field?.default)).toEqual(['batch']);
});
