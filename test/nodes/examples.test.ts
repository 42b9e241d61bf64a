import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NodeHelpers, type IDataObject, type INode, type INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { callProject } from '../sandbox/calls.ts';
import { startEmbeddedSftp } from '../servers/support/embeddedSftp.ts';
import type { Fixture } from '../servers/support/fixture.ts';
import { anonymousPayload, subscriptionPayload } from '../fixtures/purchasely/payloads.ts';
import { signedHeaders, testSecret } from '../fixtures/purchasely/signatures.ts';
import { BatchUnderTest, batchCredential } from './harness/batch.ts';
import { loadPackage, nodeTypes } from './harness/builtPackage.ts';
import { executeNode } from './harness/execute.ts';
import { pollNode } from './harness/poll.ts';
import { serve } from './harness/webhook.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Example {
	nodes: INode[];
}

const examples = new Map(
	globSync(`${root}examples/*.json`).map((file) => [basename(file, '.json'), JSON.parse(readFileSync(file, 'utf8')) as Example]),
);
const ours = (example: Example) => example.nodes.filter(({ type }) => type.startsWith('n8n-nodes-batch.'));

/** The node that n8n makes a tool of, without what n8n adds to it. */
function withoutTool(node: INode): INode {
	if (!node.type.endsWith('Tool')) return node;
	const ofTools = new Set(['descriptionType', 'toolDescription']);
	const parameters = Object.fromEntries(Object.entries(node.parameters).filter(([name]) => !ofTools.has(name)));
	return { ...node, type: node.type.slice(0, -'Tool'.length), parameters };
}

const nodeOf = (example: string, name: string) => examples.get(example)!.nodes.find((node) => node.name === name)!;

describe('the examples', () => {
	beforeAll(loadPackage);

	/** Of examples whose events are new to a project. */
	const tracking = [...examples].filter(([, { nodes }]) => nodes.some(({ parameters: { resource, operation } }) => resource === 'event' && operation === 'track'));

	it.each(tracking)('%s says that Batch hides new events until somebody shows them', (_name, { nodes }) => {
		const notes = nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote').map(({ parameters }) => String(parameters.content));
		expect(notes.join('\n')).toMatch(/Settings.*Custom Data/);
	});

	it.each([...examples])('%s asks for the credentials before it is published, which n8n refuses without them', (_name, { nodes }) => {
		const notes = nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote').map(({ parameters }) => String(parameters.content));
		const steps = notes.find((note) => note.includes('\n1. '))!;
		expect(steps).toMatch(/credential[^]*publish/i);
		expect(steps.slice(0, steps.search(/credential/i))).not.toMatch(/publish/i);
	});

	it.each([...examples])('%s holds nothing that its nodes do not know, and lacks nothing', (_name, example) => {
		expect(ours(example)).not.toEqual([]);
		for (const node of ours(example).map(withoutTool)) {
			const { description } = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
			// n8n drops what a node does not know, or does not show.
			const known = NodeHelpers.getNodeParameters(description.properties, node.parameters, true, false, node, description);
			expect(known, node.name).toMatchObject(node.parameters);
			expect(NodeHelpers.getNodeParametersIssues(description.properties, { ...node, parameters: known! }, description), node.name).toBeNull();
			const asked = (description.credentials ?? []).filter((one) => NodeHelpers.displayParameter(known!, one, node, description));
			expect(Object.keys(node.credentials ?? {}).sort(), node.name).toEqual(asked.map(({ name }) => name).sort());
		}
	});

	it('have our nodes in the version that a new node gets: an older one costs more a call', () => {
		for (const [name, example] of examples) {
			for (const { type, typeVersion } of ours(example).map(withoutTool)) {
				const { version } = nodeTypes.getByNameAndVersion(type).description;
				expect([name, type, typeVersion]).toEqual([name, type, Math.max(...[version].flat())]);
			}
		}
	});

	it('are all in the README or in the page of their node', () => {
		const pages = ['README.md', ...globSync('docs/*.md', { cwd: root })].map((page) => readFileSync(root + page, 'utf8')).join('\n');
		for (const name of examples.keys()) expect(pages).toContain(`examples/${name}.json`);
	});
});

describe('the example about Purchasely', () => {
	const example = 'purchasely-to-batch';
	let batch: BatchUnderTest;
	beforeAll(async () => {
		batch = await BatchUnderTest.start();
	});
	afterAll(async () => await batch.stop());

	/** What the example's trigger puts out, and does not filter out. */
	async function itemOf(payload: IDataObject): Promise<IDataObject> {
		const { parameters } = nodeOf(example, 'Purchasely Trigger');
		const server = await serve({
			nodeType: nodeTypes.getByNameAndVersion('purchaselyTrigger', 1),
			parameters,
			credentials: { purchaselyWebhookApi: { clientSharedSecret: testSecret } },
		});
		try {
			const body = JSON.stringify(payload);
			await server.post(body, signedHeaders(body));
			return server.items()[0]!;
		} finally {
			await server.close();
		}
	}

	const run = async (name: string, item: IDataObject) => (await batch.run(nodeOf(example, name).parameters, [item])).items[0]!.json;

	it('shows what a tester buys', async () => {
		expect(await itemOf(subscriptionPayload({ environment: 'SANDBOX' }))).toMatchObject({ environment: 'SANDBOX' });
	});

	it('keeps the profile as the subscription is, and has no subscription to keep for a one-time purchase', async () => {
		const item = await itemOf(subscriptionPayload({ event_name: 'SUBSCRIPTION_TERMINATED' }));
		expect(await run('Update Profile', item)).toMatchObject({ status: 'accepted', customId: 'reader-42' });
		expect(batch.calls('profiles/update').at(-1)?.body).toMatchObject([
			{ identifiers: { custom_id: 'reader-42' }, attributes: { has_active_subscription: false, ply_status: 'deactivated', ply_plan: 'monthly' } },
		]);
		expect(await itemOf(anonymousPayload({ user_id: 'reader-42', purchasely_subscription_id: undefined }))).toMatchObject({ subscription: null });
	});

	it('deletes nothing at Batch that the event does not speak of', async () => {
		const silent = { subscription_status: 'SOME_NEW_STATUS', plan: undefined, effective_next_renewal_at: undefined, offer_type: undefined };
		await run('Update Profile', await itemOf(subscriptionPayload(silent)));
		expect(batch.calls('profiles/update').at(-1)?.body).toEqual([
			{ identifiers: { custom_id: 'reader-42' }, attributes: { ply_status: 'some_new_status', ply_store: 'apple_app_store' } },
		]);
	});

	it('goes on when the event is refused, with the reason of the trigger', async () => {
		const item = await itemOf(subscriptionPayload({ event_name: 'AN_EVENT_WITH_A_NAME_THAT_IS_TOO_LONG_FOR_BATCH' }));
		const refused = await batch.run(nodeOf(example, 'Track Event').parameters, [item]);
		expect(`${refused.error?.message} ${refused.error?.description}`).toMatch(/could not be prepared by the trigger: .*no valid name/);
		for (const name of ['Track Event', 'Update Profile', 'Send Push', 'Send Web Push']) {
			expect(nodeOf(example, name).onError).toBe('continueRegularOutput');
		}
		expect(await run('Update Profile', item)).toMatchObject({ status: 'accepted' });
		expect(await run('Send Push', item)).toMatchObject({ status: 'accepted' });
	});

	it('sends no link into the app to who bought on the web', async () => {
		const item = await itemOf(subscriptionPayload({ store: 'STRIPE' }));
		expect(item).toMatchObject({ platform: 'web' });
		await run('Send Web Push', item);
		expect(batch.calls('transactional/send').at(-1)).toMatchObject({ body: { deeplink: 'https://www.example.com/offers' } });
		const named = (name: string) => JSON.stringify(nodeOf(example, name).parameters);
		expect(named('In an App?')).not.toContain('web');
		expect(named('Send Web Push')).not.toContain('appScheme');
	});
});

describe('the examples about files', () => {
	let server: Fixture;
	let batch: BatchUnderTest;

	beforeAll(async () => {
		server = await startEmbeddedSftp();
		batch = await BatchUnderTest.start();
	});

	afterAll(async () => {
		await server.stop();
		await batch.stop();
	});

	async function rowsOf(example: string): Promise<IDataObject[]> {
		const { parameters } = nodeOf(example, 'Batch File Trigger');
		const polled = {
			type: 'batchFileTrigger',
			workflowId: example,
			credentials: { batchStorageSftpApi: server.credential(), batchApi: batchCredential(batch.sandbox) },
			parameters: { ...parameters, options: { ...(parameters.options as INodeParameters), unchangedFor: 1 } },
		};
		const staticData: IDataObject = {};
		for (let look = 0; look < 5; look++) {
			const outputs = await pollNode(polled, { staticData });
			if (outputs !== null) return outputs[0]!.map(({ json }) => json);
			await new Promise((resolve) => setTimeout(resolve, 1_000));
		}
		return [];
	}

	it('turn a file of customers into profiles, as the file calls its columns', async () => {
		await server.shelf.makeFolder('customers');
		await server.shelf.write('customers/crm.csv', 'custom_id;plan;since\nreader-1;gold;2026-03-01\nreader-2;;2026-04-01\n');
		const rows = await rowsOf('customer-file-to-profiles');
		const { parameters } = nodeOf('customer-file-to-profiles', 'Update Profiles');
		const { items } = await batch.run(parameters, rows);
		expect(items.map(({ json }) => [json.status, json.customId])).toEqual([
			['accepted', 'reader-1'],
			['accepted', 'reader-2'],
		]);
		expect(batch.calls('profiles/update')[0]?.body).toEqual([
			{ identifiers: { custom_id: 'reader-1' }, attributes: { plan: 'gold', 'date(since)': '2026-03-01T00:00:00.000Z' } },
			{ identifiers: { custom_id: 'reader-2' }, attributes: { 'date(since)': '2026-04-01T00:00:00.000Z' } },
		]);
	});

	it('keep an audience as a file on SFTP says, and send what changed the next night', async () => {
		await callProject(batch.sandbox, 'audiences/create', { name: 'vip', type: 'custom_ids' });
		const { parameters } = nodeOf('audience-nightly-from-sftp', 'Sync Audience');
		const credentials = { batchStorageSftpApi: server.credential(), batchApi: batchCredential(batch.sandbox) };
		await server.shelf.write('audiences/vip_1.csv', 'custom_id\nreader-1\nreader-2\n');
		const night = async () => await executeNode({ parameters, credentials, items: await rowsOf('audience-nightly-from-sftp') });
		expect((await night()).items[0]?.json).toMatchObject({ status: 'accepted', comparedWith: null, unique: 2 });
		await server.shelf.write('audiences/vip_2.csv', 'custom_id\nreader-2\nreader-3\n');
		expect((await executeNode({ parameters, credentials, items: [{ _file: { path: 'audiences/vip_2.csv' } }] })).items[0]?.json).toMatchObject({ added: 1, removed: 1 });
		expect([...batch.sandbox.state.audiences.get('vip')!.members.keys()]).toEqual(['reader-2', 'reader-3']);
	});

	it('put down a draft of a campaign for the audience of a file', async () => {
		const draft = nodeOf('audience-from-s3-to-campaign-draft', 'Create Draft').parameters;
		const { items } = await batch.run(draft, [{ status: 'accepted', audience: 'news_fr' }]);
		expect(items[0]?.json).toMatchObject({ status: 'accepted', targeting: 'matching' });
		expect(batch.calls('campaigns/create')[0]?.body).toMatchObject({ state: 'DRAFT', name: expect.stringMatching(/^news_fr \d/) });
	});

	it('turn an export into a line a campaign, with its name', async () => {
		const sent = (campaign: string) => `push_sent,2026-03-01T10:00:00Z,reader,${campaign}\n`;
		await server.shelf.makeFolder('exports');
		const header = 'event,timestamp,custom_user_id,campaign_token\n';
		await server.shelf.write('exports/shop_push_2026-03-01.csv', header + sent('sandbox-ios-002') + sent('sandbox-ios-002'));
		const [summary] = await rowsOf('batch-exports-to-report');
		const { parameters } = nodeOf('batch-exports-to-report', 'One Line a Campaign');
		expect(summary?.[parameters.fieldToSplitOut as string]).toMatchObject([
			{ campaignToken: 'sandbox-ios-002', campaignName: 'Weekend reads 2', rows: 2 },
		]);
		expect(summary).toMatchObject({ errorRate: 0, _file: { name: 'shop_push_2026-03-01.csv' } });
	});
});
