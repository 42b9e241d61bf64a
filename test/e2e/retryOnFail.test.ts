import type { IDataObject, INodeExecutionData, INodeParameters, OnError } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { N8nClient } from '../../scripts/n8n-client.mjs';
import { batchCredential } from '../nodes/harness/batch.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import type { CredentialsOfNode } from './accounts.ts';
import { startChatModel } from './chatModel.ts';
import { itemsOf, PublishedWorkflow, type SavedRun, type Step, type Steps } from './workflows.ts';

// n8n runs a node with Retry On Fail again when it throws, and also when the first item that comes out has an error. Whatever
// happens, Batch gets each message once: a run of the node sends nothing twice, and another run of it is another matter.

const soon = new Date(Date.now() + 86_400_000).toISOString().slice(0, 19);

type Kind = 'push' | 'event' | 'creation';

/** What each item sends; `id` tells the messages from one another, and an empty one is refused before it is sent. */
const parametersOf: Record<Kind, INodeParameters> = {
	push: { resource: 'push', operation: 'send', platforms: ['ios'], recipients: '={{ $json.id }}', groupId: 'renewal', body: 'The same words' },
	event: { resource: 'event', operation: 'track', api: 'project', customId: '={{ $json.id }}', eventName: 'renewed' },
	creation: {
		// Of an app: a project's are paced, one a second.
		...{ resource: 'campaign', operation: 'create', api: 'app', platforms: ['ios'], name: '={{ $json.id && "Campaign " + $json.id }}', language: 'en' },
		...{ title: 'The week', body: 'Five stories', schedule: 'time', startsAt: `${soon}Z`, targeting: 'matching', criteria: { segments: ['ENGAGED'] } },
		// Without looking for the name first: nothing but what is remembered of earlier tries keeps it from being created again.
		options: { ifNameExists: 'create' },
	},
};
const pathOf: Record<Kind, string> = { push: 'transactional/send', event: 'profiles/update', creation: 'campaigns/create' };
/** What the body of the call for the item `a`, and no other's, holds. */
const bodyOfFirst = { push: '"custom_ids":["a"]', event: '"custom_id":"a"', creation: '"Campaign a"' };
const kinds: Kind[] = ['push', 'event', 'creation'];
/** Of these each item is a call of its own. */
const singly: Kind[] = ['push', 'creation'];
const onErrors: OnError[] = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'];

let sandbox: Sandbox;
let model: Awaited<ReturnType<typeof startChatModel>>;
let api: N8nClient;
let batchApi: CredentialsOfNode;
let withWrongKey: CredentialsOfNode;
let openAiApi: CredentialsOfNode;

/** A workflow that is published before the first test: n8n takes some seconds until it serves a webhook, of many at once as of one. */
interface Planned {
	current: PublishedWorkflow;
}
const plans: Array<() => Promise<void>> = [];

function planned(name: string, steps: () => Steps | Promise<Steps>, first = 'Batch'): Planned {
	const workflow = {} as Planned;
	plans.push(async () => void (workflow.current = await (await PublishedWorkflow.publish(api, name, await steps(), first)).ready()));
	return workflow;
}

beforeAll(async () => {
	sandbox = await startSandbox({ enforceRateLimits: false });
	model = await startChatModel({ calls: 2, words: { Recipient: 'a' } });
	const { url, owner } = inject('n8n');
	api = new N8nClient(url);
	await api.logIn(owner);
	batchApi = await credential({});
	withWrongKey = await credential({ iosApiKey: 'not-a-key' });
	openAiApi = await credential({ apiKey: 'stand-in', url: model.url }, 'openAiApi');
	const work = async (): Promise<void> => {
		for (let plan = plans.pop(); plan !== undefined; plan = plans.pop()) await plan();
	};
	await Promise.all(Array.from({ length: 8 }, work));
});
beforeEach(() => sandbox.reset());
afterAll(async () => await Promise.all([sandbox?.close(), model?.close()]));

async function credential(keys: Record<string, string>, type = 'batchApi'): Promise<CredentialsOfNode> {
	const data = type === 'batchApi' ? { ...batchCredential(sandbox), advanced: true, ...keys } : keys;
	const { id, name } = await api.createCredential({ name: `Retry On Fail ${JSON.stringify(keys)}`.slice(0, 60), type, data });
	return { [type]: { id, name } };
}

/** The node of each test: three tries, as quick as n8n lets them be. */
function batchStep(parameters: INodeParameters, onError: OnError, more: Partial<Step> = {}): Step {
	const { options, ...others } = parameters;
	return {
		type: 'n8n-nodes-batch.batch',
		parameters: { ...others, options: { includeInput: true, ...(options as object) } },
		credentials: batchApi,
		settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1, onError },
		...more,
	};
}

/** How often Batch took each message, by its id: an answer that got lost on the way back counts. */
function taken(kind: Kind): Record<string, number> {
	const calls = sandbox.state.requests.filter(({ path, processed }) => processed && path.endsWith(pathOf[kind]));
	const ids = calls.flatMap(({ body }): string[] => {
		if (kind === 'push') return (body as { recipients: { custom_ids: string[] } }).recipients.custom_ids;
		if (kind === 'event') return (body as Array<{ identifiers: { custom_id: string } }>).map(({ identifiers }) => identifiers.custom_id);
		return [(body as { name: string }).name.replace('Campaign ', '')];
	});
	return Object.fromEntries(ids.map((id) => [id, ids.filter((other) => other === id).length]));
}

const callsOf = (kind: Kind) => sandbox.state.requests.filter(({ path }) => path.endsWith(pathOf[kind]));

/** The verdict of each row that came out, by its id, in whichever form n8n's error output has it. */
function verdicts(run: SavedRun, name = 'Batch'): Array<[id: unknown, status: unknown]> {
	return itemsOf(run, name)
		.map(({ json }: INodeExecutionData) => (json.details ?? json) as IDataObject)
		.map(({ input, status }): [unknown, unknown] => [(input as IDataObject).id, status])
		.sort(([one], [other]) => String(one).localeCompare(String(other)));
}

const rows = (...ids: string[]) => ids.map((id) => ({ id }));

describe.each(onErrors)('On Error: %s', (onError) => {
	describe.each(kinds)('%s', (kind) => {
		const options = { ...(parametersOf[kind].options as object), ...(kind === 'push' && { grouping: 'perItem' }) };
		const step = (more: object) => batchStep({ ...parametersOf[kind], options: { ...options, ...more } }, onError);
		const workflow = planned(`${kind}, ${onError}`, () => ({ Batch: step({}) }));
		const throwing = planned(`${kind}, ${onError}, throwing`, () => ({ Batch: step({ refusedRows: 'stop' }) }));

		it.each([
			['first', ['', 'a', 'b']],
			['last', ['a', 'b', '']],
		])('sends the others once when the %s row is refused', async (_place, ids) => {
			const run = await workflow.current.run(rows(...ids));
			expect(run.status).toBe('success');
			expect(taken(kind)).toEqual({ a: 1, b: 1 });
			expect(verdicts(run)).toEqual([['', 'refused'], ['a', 'accepted'], ['b', 'accepted']]);
		});

		it.each([
			['first', ['', 'a', 'b']],
			['last', ['a', 'b', '']],
		])('sends the others once when the %s row is refused and ends the node', async (_place, ids) => {
			const run = await throwing.current.run(rows(...ids));
			expect(taken(kind)).toEqual({ a: 1, b: 1 });
			if (onError !== 'stopWorkflow') {
				expect(verdicts(run)).toEqual([['', 'refused'], ['a', 'accepted'], ['b', 'accepted']]);
				return;
			}
			expect(run.status).toBe('error');
			expect(run.error?.description).toMatch(/Delivered, and not undone:.*accepted.*accepted/);
		});

		it('sends nothing again whose answer was lost', async () => {
			sandbox.faults.add({ kind: 'answer-lost', match: { path: pathOf[kind] }, times: 9 });
			const run = await workflow.current.run(rows('a', 'b'));
			expect(taken(kind)).toEqual({ a: 1, b: 1 });
			if (onError !== 'stopWorkflow') expect(verdicts(run)).toEqual([['a', 'unknown'], ['b', 'unknown']]);
			else expect(run.error?.description).toMatch(/may have been (delivered|created)/);
		});

		it('is not set off by a column called error', async () => {
			const run = await workflow.current.run([{ id: 'a', error: 'of the input' }]);
			expect(taken(kind)).toEqual({ a: 1 });
			expect(verdicts(run)).toEqual([['a', 'accepted']]);
			expect(itemsOf(run, 'Batch').map(({ json }) => json.error)).toEqual([undefined]);
		});

		if (!singly.includes(kind)) return;

		it('sends the others once when the answer to the first is lost', async () => {
			sandbox.faults.add({ kind: 'answer-lost', match: { path: pathOf[kind] } });
			const run = await workflow.current.run(rows('a', 'b', 'c'));
			expect(taken(kind)).toEqual({ a: 1, b: 1, c: 1 });
			expect(verdicts(run).map(([, status]) => status).toSorted()).toEqual(['accepted', 'accepted', 'unknown']);
		});

		// That n8n does run the node again, and that a retry is good for something.
		it('sends again what Batch refused for a passing reason, and nothing else', async () => {
			// The items go out side by side, and n8n looks at the first one's error only.
			sandbox.faults.add({ kind: '400', match: { path: pathOf[kind], body: bodyOfFirst[kind] } });
			const run = await workflow.current.run(rows('a', 'b', 'c'));
			expect(callsOf(kind).filter(({ status }) => status === 400)).toHaveLength(1);
			expect(taken(kind)).toEqual({ a: 1, b: 1, c: 1 });
			expect(verdicts(run)).toEqual([['a', 'accepted'], ['b', 'accepted'], ['c', 'accepted']]);
		});
	});

	describe.each(['push', 'event'] as const)('%s, with a wrong key for iOS', (kind) => {
		const parameters = { ...parametersOf[kind], ...(kind === 'event' && { api: 'app' }), platforms: ['ios', 'android'] };
		const workflow = planned(`${kind}, ${onError}, wrong key`, () => ({ Batch: batchStep(parameters, onError, { credentials: withWrongKey }) }));

		it('sends once on Android', async () => {
			const run = await workflow.current.run(rows('a'));
			const calls = sandbox.state.requests.map(({ path, status }) => [path.includes('/android/') ? 'android' : 'ios', status < 300]);
			expect(calls.filter(([, isTaken]) => isTaken)).toEqual([['android', true]]);
			// Three tries, each of which asks whether the key works by now.
			expect(calls.filter(([, isTaken]) => !isTaken)).toHaveLength(3);
			expect(verdicts(run)).toEqual([['a', 'partial']]);
		});
	});

	describe.each(kinds)('%s, more than once in an execution', (kind) => {
		const batch = (more: Partial<Step> = {}) => batchStep(parametersOf[kind], onError, more);

		const loop = planned(
			`${kind}, ${onError}, loop`,
			() => ({
				Loop: { type: 'n8n-nodes-base.splitInBatches', typeVersion: 3, parameters: { batchSize: 2, options: {} }, to: [[], ['Batch']] },
				Batch: batch({ to: [['Loop']] }),
			}),
			'Loop',
		);
		it('sends once in each round of a loop', async () => {
			// The same person with the same words in both rounds, and another's row refused in each.
			const run = await loop.current.run(rows('', 'a', '', 'a'));
			expect(run.status).toBe('success');
			expect(run.nodes.Batch).toHaveLength(2);
			expect(taken(kind)).toEqual({ a: 2 });
			expect(verdicts(run)).toEqual([['', 'refused'], ['', 'refused'], ['a', 'accepted'], ['a', 'accepted']]);
		});

		const branch = { type: 'n8n-nodes-base.noOp', to: [['Batch']] };
		const both = { type: 'n8n-nodes-base.noOp', to: [['One', 'Other']] };
		const branches = planned(`${kind}, ${onError}, branches`, () => ({ Both: both, One: branch, Other: branch, Batch: batch() }), 'Both');
		it('sends once for each branch that reaches the node', async () => {
			const run = await branches.current.run(rows('', 'a', 'b'));
			expect(run.nodes.Batch).toHaveLength(2);
			expect(taken(kind)).toEqual({ a: 2, b: 2 });
			expect(verdicts(run).map(([, status]) => status).toSorted()).toEqual(['accepted', 'accepted', 'accepted', 'accepted', 'refused', 'refused']);
		});

		let inner: PublishedWorkflow;
		const outer = planned(
			`${kind}, ${onError}, outer`,
			async () => {
				inner = await PublishedWorkflow.publish(api, `${kind}, ${onError}, inner`, {
					Called: { type: 'n8n-nodes-base.executeWorkflowTrigger', typeVersion: 1.1, parameters: { inputSource: 'passthrough' }, to: [['Batch']] },
					Batch: batch(),
				});
				const workflowId = { __rl: true, mode: 'id', value: inner.id };
				const call = { type: 'n8n-nodes-base.executeWorkflow', typeVersion: 1.2, parameters: { workflowId, options: {} } };
				return { Both: both, One: call, Other: call };
			},
			'Both',
		);
		it('sends once in each call of a sub-workflow', async () => {
			const run = await outer.current.run(rows('', 'a', 'b'));
			expect(run.status).toBe('success');
			expect(taken(kind)).toEqual({ a: 2, b: 2 });
			for (const called of [await inner.saved(), await inner.saved()]) {
				expect(verdicts(called)).toEqual([['', 'refused'], ['a', 'accepted'], ['b', 'accepted']]);
			}
		});

		const single = planned(`${kind}, ${onError}, execute once`, () => {
			const step = batch();
			return { Batch: { ...step, settings: { ...step.settings, executeOnce: true } } };
		});
		it('sends the first row alone, once, with Execute Once', async () => {
			sandbox.faults.add({ kind: 'answer-lost', match: { path: pathOf[kind] }, times: 9 });
			await single.current.run(rows('a', 'b'));
			expect(taken(kind)).toEqual({ a: 1 });
		});
	});
});

describe.each([
	// n8n ends the run with the first call that fails; the agent goes on, or not, as it likes.
	['that lets n8n run its tools', 3.1, 1],
	['that runs its tools itself', 2.2, 2],
])('an AI agent %s', (_way, typeVersion, callsWhenAllFail) => {
	const workflow = planned(
		`agent ${typeVersion}`,
		() => ({
			Agent: {
				type: '@n8n/n8n-nodes-langchain.agent',
				typeVersion,
				parameters: { promptType: 'define', text: 'Tell a, and tell a again.', options: {} },
			},
			Model: {
				type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
				typeVersion: 1.2,
				parameters: { model: { __rl: true, mode: 'id', value: 'stand-in' }, options: {} },
				credentials: openAiApi,
				serves: 'ai_languageModel',
				to: [['Agent']],
			},
			Batch: batchStep({ ...parametersOf.push, recipients: "={{ $fromAI('Recipient', 'whom it is for', 'string') }}" }, 'stopWorkflow', {
				type: 'n8n-nodes-batch.batchTool',
				serves: 'ai_tool',
				to: [['Agent']],
			}),
		}),
		'Agent',
	);

	it('sends twice what it says twice', async () => {
		const run = await workflow.current.run([{ id: 'question' }]);
		expect(taken('push'), JSON.stringify(run.error)).toEqual({ a: 2 });
	});

	it('sends once what it says once when every answer is lost, although n8n runs its tool three times', async () => {
		sandbox.faults.add({ kind: 'answer-lost', match: { path: pathOf.push }, times: 9 });
		await workflow.current.run([{ id: 'question' }]);
		expect(taken('push')).toEqual({ a: callsWhenAllFail });
	});
});
