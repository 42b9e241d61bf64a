import type { INodeParameters } from 'n8n-workflow';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';

import { envelope, siteOrigin } from '../fixtures/poool/envelope.ts';
import { subscriptionPayload } from '../fixtures/purchasely/payloads.ts';
import { signedHeaders, testSecret } from '../fixtures/purchasely/signatures.ts';
import { loadPackage, nodeTypes } from './harness/builtPackage.ts';
import { Database } from './harness/database.ts';
import { serve } from './harness/webhook.ts';

const open: Array<() => Promise<unknown>> = [];
afterEach(async () => await Promise.all(open.splice(0).map(async (close) => await close())));
beforeAll(async () => void (await loadPackage()));

interface Way {
	name: string;
	parameters: INodeParameters;
	call: (id: number) => { body: string; headers: Record<string, string> };
}

const signed = (payload: object) => ({ body: JSON.stringify(payload), headers: signedHeaders(JSON.stringify(payload)) });
const purchasely: Way = { name: 'purchaselyTrigger', parameters: {}, call: (id) => signed(subscriptionPayload({ event_id: `event-${id}` })) };
const page: Way = {
	name: 'pooolTrigger',
	parameters: { receive: 'page', allowedOrigins: siteOrigin, anonymousEvents: 'pass' },
	call: () => ({ body: JSON.stringify(envelope()), headers: { origin: siteOrigin, 'content-type': 'text/plain' } }),
};
const ofServer = (id: number) => ({ body: JSON.stringify({ email: `reader-${id}@example.com` }), headers: {} });
const secured: Way = { name: 'pooolTrigger', parameters: { receive: 'secured', verification: 'none', anonymousEvents: 'pass' }, call: ofServer };
const submission: Way = { name: 'pooolTrigger', parameters: { receive: 'submission', anonymousEvents: 'pass' }, call: ofServer };

describe.each<[string, Way, { typeVersion: number; gather?: boolean; runs: number }]>([
	['Purchasely', purchasely, { typeVersion: 2, runs: 2 }],
	['Purchasely, switched off', purchasely, { typeVersion: 2, gather: false, runs: 5 }],
	['Purchasely, a saved node', purchasely, { typeVersion: 1, runs: 5 }],
	['Poool, page', page, { typeVersion: 2, runs: 2 }],
	['Poool, page, a saved node', page, { typeVersion: 1, runs: 5 }],
	['Poool, secured', secured, { typeVersion: 2, runs: 2 }],
	['Poool, secured, a saved node', secured, { typeVersion: 1, runs: 5 }],
	['Poool, submission, whose answer a reader waits for', submission, { typeVersion: 2, gather: true, runs: 5 }],
])('Gather Events: %s', (_, { name, parameters, call }, { typeVersion, gather, runs }) => {
	it(`starts ${runs} runs for five calls of which four come during the start of the first`, async () => {
		const database = new Database();
		const server = await serve({
			nodeType: nodeTypes.getByNameAndVersion(name, typeVersion),
			typeVersion,
			parameters: { ...parameters, ...(gather !== undefined && { gather }) },
			credentials: { purchaselyWebhookApi: { clientSharedSecret: testSecret } },
			take: database.take,
		});
		open.push(server.close);
		const send = async (id: number) => {
			const { body, headers } = call(id);
			return (await server.post(body, headers)).status;
		};
		const calls = [send(0)];
		const starting = await database.next();
		for (let id = 1; id < 5; id++) calls.push(send(id));
		await server.given(5);
		starting.works();
		for (let run = 1; run < runs; run++) (await database.next()).works();
		expect(await Promise.all(calls)).toEqual([200, 200, 200, 200, 200]);
		expect(server.runs).toHaveLength(runs);
		expect(server.items()).toHaveLength(5);
	});
});
