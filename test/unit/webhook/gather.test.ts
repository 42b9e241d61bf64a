import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { INodeType, IWebhookFunctions } from 'n8n-workflow';
import { afterEach, describe, expect, it } from 'vitest';

import { Gathering } from '../../../nodes/shared/webhook/gather/gather';
import type { WebhookResponse } from '../../../nodes/shared/webhook/response';
import { receive, type WebhookSteps } from '../../../nodes/shared/webhook/receive';
import { Database } from '../../nodes/harness/database';
import { serve, type TriggerUnderTest } from '../../nodes/harness/webhook';

/** Events of one letter each; capital letters come out of the second output. */
function letterTrigger(own: Partial<WebhookSteps<string, string>> = {}): INodeType {
	const steps: WebhookSteps<string, string> = {
		authenticate: async () => ({ authentic: true }),
		settings: () => '',
		eventsOf: (body) => (body.kind === 'object' ? (body.value.events as string[]) : []),
		whyNot: () => undefined,
		identity: (event) => event,
		gathers: () => true,
		shape: (events) => [/[a-z]/, /[A-Z]/].map((which) => events.filter((event) => which.test(event)).map((event) => ({ json: { event } }))),
		reply: () => ({ body: { thanks: true }, starts: true }),
		...own,
	};
	return {
		description: {
			displayName: 'Letter Trigger',
			name: 'letterTrigger',
			group: ['trigger'],
			version: 1,
			description: '',
			defaults: {},
			inputs: [],
			outputs: ['main', 'main'],
			properties: [{ displayName: 'Setting', name: 'setting', type: 'string', default: '' }],
			webhooks: [{ name: 'default', httpMethod: 'POST', path: 'webhook', responseMode: 'onReceived', responseData: '' }],
		},
		async webhook(this: IWebhookFunctions) {
			return await receive(this, steps);
		},
	};
}

const open: Array<() => Promise<unknown>> = [];
afterEach(async () => await Promise.all(open.splice(0).map(async (close) => await close())));

async function served(trigger: Partial<TriggerUnderTest> & { own?: Partial<WebhookSteps<string, string>> } = {}) {
	const server = await serve({ nodeType: letterTrigger(trigger.own), ...trigger });
	open.push(server.close);
	const send = async (...events: string[]) => await server.post(JSON.stringify({ events }));
	/** Of each run, the events of each output. */
	const runs = () => server.runs.map((run) => ('outputs' in run ? run.outputs.map((items) => items.map(({ json }) => json.event).join('')) : run));
	return { ...server, send, events: runs };
}

const taken = { status: 200, body: '{"thanks":true}' };
const failed = { status: 500, body: '' };

describe('gather', () => {
	it('starts a run at once for a call that comes alone', async () => {
		const server = await served();
		expect(await server.send('a')).toEqual(taken);
		expect(await server.send('b', 'B')).toEqual(taken);
		expect(server.events()).toEqual([['a', ''], ['b', 'B']]);
	});

	it('starts one run for all that comes while n8n takes another on, and answers each with its own answer', async () => {
		const database = new Database();
		const server = await served({ take: database.take });
		const first = server.send('a');
		const starting = await database.next();
		const others = [];
		for (const events of [['b', 'B'], ['C'], ['d']]) {
			others.push(server.send(...events));
			await server.given(others.length + 1);
		}
		expect(server.events()).toEqual([]);
		starting.works();
		expect(await first).toEqual(taken);
		(await database.next()).works();
		expect(await Promise.all(others)).toEqual([taken, taken, taken]);
		expect(server.events()).toEqual([['a', ''], ['bd', 'BC']]);
	});

	it('answers nobody 200 before n8n has taken the run on, and everybody 500 when it cannot; all may come again', async () => {
		const database = new Database();
		const server = await served({ take: database.take });
		const first = server.send('a');
		const starting = await database.next();
		const others = [server.send('b'), server.send('c')];
		await server.given(3);
		starting.works();
		await first;
		const second = await database.next();
		const answers: unknown[] = [];
		for (const other of others) void other.then((answer) => answers.push(answer));
		await pause(50);
		expect(answers).toEqual([]);
		second.fails();
		expect(await Promise.all(others)).toEqual([failed, failed]);

		const again = Promise.all([server.send('b'), server.send('c')]);
		(await database.next()).works();
		(await database.next()).works();
		expect(await again).toEqual([taken, taken]);
		expect(server.items().map(({ event }) => event).toSorted()).toEqual(['a', 'b', 'c']);
	});

	it('takes a repetition inside a group for one', async () => {
		const database = new Database();
		const server = await served({ take: database.take });
		const calls = [server.send('a')];
		const starting = await database.next();
		calls.push(server.send('b'));
		await server.given(2);
		calls.push(server.send('b'), server.send('a'));
		await server.given(4);
		starting.works();
		(await database.next()).works();
		for (const { status } of await Promise.all(calls)) expect(status).toBe(200);
		expect(server.events()).toEqual([['a', ''], ['b', '']]);
	});

	it('does not lose what others wait for when the sender whose call starts the run hangs up', async () => {
		const database = new Database();
		const server = await served({ take: database.take });
		const first = server.send('a');
		const starting = await database.next();
		const call = request({ port: server.port, method: 'POST', headers: { 'content-type': 'application/json' } });
		call.on('error', () => undefined);
		call.end(JSON.stringify({ events: ['b'] }));
		await server.given(2);
		const other = server.send('c');
		await server.given(3);
		call.destroy();
		starting.works();
		await first;
		(await database.next()).works();
		expect(await other).toEqual(taken);
		expect(server.events()).toEqual([['a', ''], ['bc', '']]);
		// It was in the run: when its sender comes again, it is a repetition.
		expect(await server.send('b')).toEqual(taken);
		expect(server.events()).toHaveLength(2);
	});

	it.each([
		['where the trigger does not say so', { own: { gathers: undefined } }],
		['where its settings do not', { own: { gathers: () => false } }],
	])('starts a run for each call %s', async (_, changes) => {
		const database = new Database();
		const server = await served({ take: database.take, ...changes });
		const calls = ['a', 'b', 'c'].map(async (event) => await server.send(event));
		for (let call = 0; call < 3; call++) (await database.next()).works();
		await Promise.all(calls);
		expect(server.events()).toHaveLength(3);
	});

	it('puts no calls together that came before and after a change of the workflow', async () => {
		const workflowId = 'changed';
		const database = new Database();
		const before = await served({ workflowId, take: database.take, parameters: { setting: 'one' } });
		const after = await served({ workflowId, take: database.take, parameters: { setting: 'two' } });
		const calls = [before.send('a')];
		const starting = await database.next();
		calls.push(before.send('b'));
		await before.given(2);
		calls.push(after.send('c'));
		(await database.next()).works();
		await calls[2];
		expect(after.events()).toEqual([['c', '']]);
		starting.works();
		(await database.next()).works();
		await Promise.all(calls);
		expect(before.events()).toEqual([['a', ''], ['b', '']]);
	});

	it('waits for nobody in a test run', async () => {
		const database = new Database();
		const server = await served({ take: database.take, mode: 'manual' });
		const calls = [server.send('a'), server.send('b')];
		const starts = [await database.next(), await database.next()];
		for (const start of starts) start.works();
		await Promise.all(calls);
		expect(server.events()).toHaveLength(2);
	});

	it('goes on when n8n never says what became of a run, and tells nobody what it does not know', async () => {
		const gathering = new Gathering({ items: 10, bytes: 1_000, waiting: 2_000, starting: 3_000 }, 20);
		const started: string[][] = [];
		let arrived = 0;
		const server = createServer((incoming, response) => {
			const answer = (status: number) => void Object.assign(response, { statusCode: status }).end();
			const call = { outputs: [[{ json: { event: incoming.url } }]], bytes: 1, response: response as unknown as WebhookResponse, answer };
			// Whoever starts a run is never answered.
			arrived++;
			void gathering.join(call).then((outputs) => outputs && started.push(outputs[0]!.map(({ json }) => String(json.event))));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		open.push(async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		});
		const { port } = server.address() as AddressInfo;
		const send = async (event: string) => (await fetch(`http://127.0.0.1:${port}/${event}`)).status;
		void send('a').catch(() => undefined);
		while (arrived < 1) await pause(5);
		void send('b').catch(() => undefined);
		while (arrived < 2) await pause(5);
		expect(await send('c')).toBe(500);
		expect(started).toEqual([['/a'], ['/b', '/c']]);
	});
});
