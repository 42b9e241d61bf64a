import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { envelope } from '../fixtures/poool/envelope.ts';
import { subscriptionPayload } from '../fixtures/purchasely/payloads.ts';
import { accident } from '../nodes/harness/accountsForEveryItem.ts';
import { activate, serve } from '../nodes/harness/webhook.ts';
import { oddParameters, triggers, webhookTrigger } from '../nodes/harness/webhookTriggers.ts';
import { tell } from '../servers/support/tell.ts';
import { seconds, tryFor } from './support/chaos.ts';
import { anyBody, callers, otherThan } from './support/calls.ts';

/** A right body for each way to receive. */
const rightBodies: Record<string, () => Record<string, unknown>> = {
	universalChannel: () => ({ custom_id: 'reader-42', step: 'renewal-reminder', event_id: `order-${Math.random()}` }),
	webhooks: () => ({ custom_id: 'reader-42', event_name: 'push_open', event_id: `order-${Math.random()}` }),
	purchasely: () => subscriptionPayload({ event_id: `event ${Math.random()}` }),
	page: () => envelope(),
	submission: () => ({ name: 'Ada', email: 'ada@example.org' }),
	secured: () => ({ type: 'subscription.created', id: `call ${Math.random()}` }),
};

const ways = Object.entries(triggers).flatMap(([name, modes]) => modes.map((mode) => ({ name, mode, way: String(mode.receive ?? 'purchasely') })));
let clients = 0;
/** Each call is one of a client of its own: one alone would soon be turned away for their number. */
const fromSomebody = (headers: Record<string, string>): Record<string, string> => {
	const client = ++clients;
	return { ...headers, 'x-forwarded-for': `203.${(client >> 16) & 255}.${(client >> 8) & 255}.${client & 255}` };
};

/** This file has half of the time. */
const each = (seconds * 500) / (ways.length * 3);

describe.each(ways)('$name, $way', ({ name, mode, way }) => {
	const { proof, headersFor } = callers[way]!;
	const served = async (parameters: INodeParameters = {}) => await serve(await webhookTrigger(name, { ...parameters, ...mode }));

	it('answers any body of whoever may call, without an accident', async () => {
		const server = await served();
		const property = fc.asyncProperty(anyBody(rightBodies[way]!()), async (body) => {
			const { status } = await server.post(body, fromSomebody(headersFor(body)));
			expect([200, 400, 401, 413, 422], `answered ${status}`).toContain(status);
			for (const run of server.runs.splice(0)) {
				expect(run, 'the node has thrown').not.toHaveProperty('thrown');
				expect(JSON.stringify(run)).not.toMatch(accident);
			}
		});
		try {
			// One that is right starts a run, or all others would prove nothing.
			const right = Buffer.from(JSON.stringify(rightBodies[way]!()));
			expect((await server.post(right, fromSomebody(headersFor(right)))).status).toBe(200);
			expect(server.runs.splice(0)).toHaveLength(1);
			tell(`${await tryFor(each, property)} bodies`);
		} finally {
			await server.close();
		}
	});

	it.runIf(proof !== undefined)('starts nothing for whoever may not call, however near the proof', async () => {
		const server = await served();
		const calls = fc.record({ body: fc.constant(undefined), forgery: otherThan(headersFor(Buffer.from('{}'))[proof!]!), changesBody: fc.boolean() });
		const property = fc.asyncProperty(calls, async ({ forgery, changesBody }) => {
			const body = Buffer.from(JSON.stringify(rightBodies[way]!()));
			const right = headersFor(body);
			// The right proof of another body, or a wrong one of this.
			const isOfBody = right[proof!] !== headersFor(Buffer.from('{}'))[proof!];
			const forged = changesBody && isOfBody ? headersFor(Buffer.concat([body, Buffer.from(' ')])) : { ...right, [proof!]: forgery };
			const { status } = await server.post(body, fromSomebody(forged));
			expect([401, 403]).toContain(status);
			expect(server.runs.splice(0)).toEqual([]);
		});
		try {
			tell(`${await tryFor(each, property)} forgeries`);
		} finally {
			await server.close();
		}
	});

	it('with parameters of any kind is kept from being activated in words, and answers all the same', async () => {
		const { nodeType } = await webhookTrigger(name, {});
		const property = fc.asyncProperty(oddParameters(nodeType.description.properties), anyBody(rightBodies[way]!()), async (odd, body) => {
			const parameters = odd as INodeParameters;
			const refusal = await activate(await webhookTrigger(name, { ...parameters, ...mode })).then(
				() => undefined,
				(error: Error) => error,
			);
			if (refusal !== undefined) expect(refusal).toMatchObject({ name: 'NodeOperationError' });
			expect(String(refusal)).not.toMatch(accident);
			const server = await served(parameters);
			try {
				const { status } = await server.post(body, fromSomebody(headersFor(body)));
				// It makes the sender come again, where the workflow cannot be run as it is.
				if (status === 500) expect(refusal, 'an accident').toBeDefined();
				for (const run of server.runs) expect(run, 'the node has thrown').not.toHaveProperty('thrown');
			} finally {
				await server.close();
			}
		});
		tell(`${await tryFor(each, property)} sets of parameters`);
	});
});
