import type { INodeType, IWebhookFunctions } from 'n8n-workflow';
import { afterEach, describe, expect, it } from 'vitest';

import { receive, type WebhookSteps } from '../../../nodes/shared/webhook/receive';
import { serve, type TriggerUnderTest } from '../../nodes/harness/webhook';

/** A trigger whose sender puts several events into one body: `{ "events": ["a", "b"] }`. */
function listTrigger(own: Partial<WebhookSteps<string, string>> = {}): INodeType {
	const steps: WebhookSteps<string, string> = {
		authenticate: async ({ headers }) =>
			headers['x-token'] === 'right' ? { authentic: true } : { authentic: false, status: 403, reason: 'wrong token' },
		settings: () => 'unwanted',
		eventsOf: (body) => (body.kind === 'object' ? (body.value.events as string[]) : []),
		whyNot: (event, settings) => (event === settings ? 'not wanted' : undefined),
		identity: (event) => (event.startsWith('anonymous') ? undefined : event),
		shape: (events) => [events.map((event) => ({ json: { event } }))],
		...own,
	};
	return {
		description: {
			displayName: 'List Trigger',
			name: 'listTrigger',
			group: ['trigger'],
			version: 1,
			description: '',
			defaults: {},
			inputs: [],
			outputs: ['main'],
			properties: [],
			webhooks: [{ name: 'default', httpMethod: 'POST', path: 'webhook', responseMode: 'onReceived' }],
		},
		async webhook(this: IWebhookFunctions) {
			return await receive(this, steps);
		},
	};
}

const token = { 'x-token': 'right' };
const body = (...events: string[]) => JSON.stringify({ events });
let close: () => Promise<unknown> = async () => undefined;
afterEach(async () => await close());

async function served(trigger: Omit<TriggerUnderTest, 'nodeType'> & { own?: Partial<WebhookSteps<string, string>> }) {
	const server = await serve({ ...trigger, nodeType: listTrigger(trigger.own) });
	close = server.close;
	return server;
}

describe('receive', () => {
	it('answers with the status of the verdict and nothing more', async () => {
		const server = await served({});
		expect(await server.post(body('a'), { 'x-token': 'wrong' })).toEqual({ status: 403, body: '' });
		expect(server.runs).toEqual([]);
	});

	it('asks for no settings before the call is authentic', async () => {
		let asked = 0;
		const settings = () => {
			asked++;
			return '';
		};
		const server = await served({ own: { settings } });
		await server.post(body('a'), {});
		expect(asked).toBe(0);
		await server.post(body('a'), token);
		expect(asked).toBe(1);
	});

	it('starts one run for all events of a call, without the unwanted and the repeated ones', async () => {
		const server = await served({});
		expect((await server.post(body('b', 'a', 'unwanted', 'a', 'anonymous', 'anonymous'), token)).status).toBe(200);
		expect(server.runs).toHaveLength(1);
		expect(server.items().map(({ event }) => event)).toEqual(['b', 'a', 'anonymous', 'anonymous']);
	});

	it('answers 200 and starts nothing when nothing is left', async () => {
		const server = await served({});
		await server.post(body('a'), token);
		expect(await server.post(body('a', 'unwanted'), token)).toEqual({ status: 200, body: '' });
		expect(await server.post(body(), token)).toEqual({ status: 200, body: '' });
		expect(server.runs).toHaveLength(1);
	});

	it('counts nothing as repeated in a test run', async () => {
		const server = await served({ mode: 'manual' });
		await server.post(body('a'), token);
		await server.post(body('a'), token);
		expect(server.runs).toHaveLength(2);
	});

	it('starts one run when the same event comes in many calls at once', async () => {
		const server = await served({ take: async () => await new Promise((resolve) => setTimeout(resolve, 30)) });
		const answers = await Promise.all(Array.from({ length: 20 }, async () => await server.post(body('a'), token)));
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
		expect(server.runs).toHaveLength(1);
	});

	it('calls that share events in opposite orders do not wait for each other for ever', async () => {
		const server = await served({ take: async () => await new Promise((resolve) => setTimeout(resolve, 5)) });
		const calls = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? body('a', 'b') : body('b', 'a')));
		await Promise.all(calls.map(async (call) => await server.post(call, token)));
		expect(server.items().map(({ event }) => event).sort()).toEqual(['a', 'b']);
	});

	it('takes an event again that n8n could not take the first time', async () => {
		let attempts = 0;
		const take = () => {
			if (++attempts === 1) throw new Error('database is locked');
		};
		const server = await served({ take });
		expect((await server.post(body('a'), token)).status).toBe(500);
		expect((await server.post(body('a'), token)).status).toBe(200);
		expect(server.items()).toEqual([{ event: 'a' }]);
	});

	it.each(['authenticate', 'settings', 'eventsOf', 'whyNot', 'identity', 'shape'] as const)(
		'answers 500, throws nothing and starts nothing when %s breaks; the event may come again',
		async (step) => {
			let broken = true;
			const working = listTrigger();
			const breaking = () => {
				if (broken) throw new Error('broken');
				return undefined as never;
			};
			const workflowId = `broken-${step}`;
			const server = await served({ own: { [step]: breaking }, workflowId });
			expect(await server.post(body('a'), token)).toEqual({ status: 500, body: '' });
			expect(server.runs).toEqual([]);
			await server.close();

			broken = false;
			const repaired = await serve({ nodeType: working, workflowId });
			close = repaired.close;
			await repaired.post(body('a'), token);
			expect(repaired.items()).toEqual([{ event: 'a' }]);
		},
	);

	it('shows the steps no bytes of a form upload: n8n keeps them', async () => {
		const seen: number[] = [];
		const authenticate: WebhookSteps<string, string>['authenticate'] = async ({ bytes }) => {
			seen.push(bytes.length);
			return { authentic: false, status: 401, reason: 'no bytes' };
		};
		const server = await served({ own: { authenticate } });
		const answer = await server.post('--x--', { 'content-type': 'multipart/form-data; boundary=x' });
		expect(answer.status).toBe(401);
		expect(seen).toEqual([0]);
	});
});
