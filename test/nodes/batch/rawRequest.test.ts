import type { INodeParameters } from 'n8n-workflow';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BatchUnderTest } from '../harness/batch.ts';
import { takeBreaches } from '../harness/contract.ts';

const send = { resource: 'rawRequest', operation: 'send' };
const list = { ...send, path: 'segments/list' };
const post = { ...send, method: 'POST', path: 'profiles/export', body: '{"export_type":"ATTRIBUTES","identifiers":["custom_id"]}' };

describe('Raw Request → Send', () => {
	let batch: BatchUnderTest;
	beforeAll(async () => {
		batch = await BatchUnderTest.start();
	});
	beforeEach(() => batch.sandbox.reset());
	afterAll(async () => await batch.stop());

	const requests = () => batch.sandbox.state.requests;

	it('gives what Batch answers, as it is', async () => {
		const { items, error } = await batch.run({ ...list, query: '{"limit":1}' });
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ segments: [expect.any(Object)], has_more: expect.any(Boolean) });
		expect(requests()[0].query).toEqual({ limit: '1' });
	});

	it.each([
		['NaN', '={{ ({ a: [1, 0 / 0] }) }}', 'Body (JSON): a.1 (NaN)'],
		['Infinity', '={{ ({ a: { b: 1 / 0 } }) }}', 'Body (JSON): a.b (Infinity)'],
		['a whole number that lost digits', '={{ ({ id: 9007199254740993 }) }}', 'Body (JSON): id (9007199254740992)'],
		['a gap in a list', '={{ [$json.nowhere] }}', 'Body (JSON): 0 (undefined)'],
		['a date that is none', '={{ ({ at: new Date("nonsense") }) }}', 'Body (JSON): at'],
	])('refuses %s, which would arrive as something else', async (_words, body, words) => {
		const { items } = await batch.run({ ...post, body }, [{}], { onError: 'continueRegularOutput' });
		expect(items[0].json).toMatchObject({ status: 'refused', error: expect.stringContaining(words) });
		expect(requests()).toEqual([]);
	});

	it('follows the pages of both families', async () => {
		const { items } = await batch.run({ ...list, followPages: true, listName: 'segments', returnAll: true });
		expect(items.length).toBeGreaterThan(0);
		expect(items[0].json).toHaveProperty('code');
		const campaigns = { ...send, api: 'app', platform: 'android', path: '1.1/campaigns/list', followPages: true };
		const { items: some } = await batch.run({ ...campaigns, limit: 1 });
		expect(some).toHaveLength(1);
		expect(some[0].json).toHaveProperty('campaign_token');
		expect(requests().at(-1)?.path).toMatch(/^\/1\.1\/[^/]+\/campaigns\/list$/);
		const { error } = await batch.run({ ...list, followPages: true, listName: 'nothing' });
		expect(error?.message).toContain('holds no list "nothing"');
	});

	it('sends a body, and says that it was taken', async () => {
		const { items } = await batch.run(post);
		expect(items[0].json).toEqual({ status: 'accepted', id: expect.stringMatching(/^export_/) });
		expect(requests()[0].body).toEqual({ export_type: 'ATTRIBUTES', identifiers: ['custom_id'] });
	});

	it('does not call accepted what Batch took in part', async () => {
		const body = '[{"identifiers":{"custom_id":"a"},"attributes":{"Bad Name":1,"plan":"gold"}}]';
		const { items } = await batch.run({ ...send, method: 'POST', path: 'profiles/update', body }, [{}], { onError: 'continueRegularOutput' });
		expect(takeBreaches()).not.toEqual([]);
		expect(items[0].json).toMatchObject({ status: 'partial', code: 'SUCCESS_WITH_PARTIAL_ERRORS', errors: [{ attribute: 'Bad Name' }], error: expect.stringContaining('Bad Name: name must be') });
	});

	it('says what became of the row, whatever status Batch gives', async () => {
		const server = createServer((request, response) => {
			request.resume();
			response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"export_9","status":"RUNNING"}');
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const { items } = await batch.run(post, [{}], { credential: { apiAddress: `http://127.0.0.1:${port}` } });
		server.close();
		expect(items[0].json).toEqual({ status: 'accepted', id: 'export_9', batchStatus: 'RUNNING' });
	});

	it('gives a bare list one an item', async () => {
		const { items } = await batch.run({ ...send, api: 'app', platform: 'ios', path: '1.1/campaigns/list' });
		expect(items.length).toBeGreaterThan(1);
	});

	it.each<[string, INodeParameters, string]>([
		['another host', { path: 'https://evil.example/segments/list' }, 'Path'],
		['another host without a scheme', { path: '//evil.example/x' }, 'Path'],
		['a way out of the folder', { path: 'segments/%2e%2e/audiences/list' }, 'Path'],
		['a query in the path', { path: 'segments/list?limit=1' }, 'Path'],
		['no path', { path: '={{ undefined }}' }, 'Path'],
		['a path that is an object', { path: '={{ ({ a: 1 }) }}' }, 'Path'],
		['a query that is a list', { query: '[1]' }, 'Query'],
		['a query that holds a list', { query: '{"a":[1]}' }, 'Query'],
		['a body that is no JSON', { method: 'POST', body: '{' }, 'Body'],
		['a platform that is none', { api: 'app', platform: 'windows', path: '1.1/campaigns/list' }, 'Platform'],
		['no version', { api: 'app', platform: 'ios', path: 'campaigns/list' }, 'Path'],
	])('refuses %s, and sends nothing', async (_words, parameters, field) => {
		const { items } = await batch.run({ ...list, ...parameters }, [{}], { onError: 'continueRegularOutput' });
		expect(items[0].json).toMatchObject({ status: 'refused', problems: [{ field: expect.stringContaining(field) }] });
		expect(requests()).toEqual([]);
	});

	it('never shows a key that was pasted with the path', async () => {
		const { ios } = batch.sandbox.keys.appKeys;
		const { items } = await batch.run({ ...send, api: 'app', platform: 'ios', path: `1.1/${ios}/campaigns/list` }, [{}], { onError: 'continueRegularOutput' });
		expect(items[0].json.error).toContain('must not hold the app key');
		expect(JSON.stringify(items)).not.toContain(ios);
	});

	it('leaves one thing that does not exist to its item', async () => {
		const path = '={{ "1.1/campaigns/" + $json.token }}';
		const [{ campaign_token: token }] = batch.sandbox.state.campaigns.ios.values();
		const { items } = await batch.run({ ...send, api: 'app', platform: 'ios', path }, [{ token: 'nobody' }, { token }]);
		expect(items.map(({ json }) => json.httpCode ?? json.campaign_token)).toEqual([404, token]);
	});

	it('does not send twice what may have arrived, unless somebody says that it may be repeated', async () => {
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'profiles/export' } });
		const { items } = await batch.run(post, [{}], { onError: 'continueRegularOutput', tries: 3 });
		expect(items[0].json).toMatchObject({ status: 'unknown', error: expect.stringContaining('lost') });
		expect(requests()).toHaveLength(1);
		batch.sandbox.reset();
		batch.sandbox.faults.add({ kind: 'answer-lost', match: { path: 'profiles/export' } });
		const { items: again } = await batch.run({ ...post, mayBeRepeated: true });
		expect(again[0].json.status).toBe('accepted');
		expect(requests()).toHaveLength(2);
	});

	it('shows what would be sent, of what reads, too', async () => {
		for (const parameters of [post, list]) {
			const { items } = await batch.run({ ...parameters, options: { previewOnly: true } });
			expect(items[0].json).toMatchObject({ status: 'preview', preview: { path: parameters.path } });
		}
		expect(requests()).toEqual([]);
	});

	it('says in the words of Batch what is wrong', async () => {
		const { error } = await batch.run({ ...list, path: 'segments/nothing' });
		expect(error).toMatchObject({ httpCode: '404' });
		expect(takeBreaches()).toHaveLength(1);
		const { error: wrongKey } = await batch.run(list, [{}], { credential: { restApiKey: 'wrong' } });
		expect(wrongKey).toMatchObject({ httpCode: '401' });
	});

	it.each([{ resource: 'segment', operation: '__CUSTOM_API_CALL__' }, { resource: '__CUSTOM_API_CALL__' }])('is where Custom API Call points to (%j)', async (parameters) => {
		const { error } = await batch.run(parameters);
		expect(error?.message).toContain('Custom API Call does nothing in this node');
		expect(error?.description).toContain('Raw Request');
	});
});
