import type { INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAnswering } from '../harness/answering.ts';
import { BatchUnderTest } from '../harness/batch.ts';

/** Answers that are only half of what Batch documents: nothing of them may be lost, changed or guessed. */
let batch: BatchUnderTest;
beforeAll(async () => {
	batch = await BatchUnderTest.start();
});
afterAll(async () => await batch.stop());

type Answers = Parameters<typeof startAnswering>;

async function answered(parameters: INodeParameters, answers: Answers, items = [{}]) {
	const server = await startAnswering(...answers);
	try {
		return { ...(await batch.run(parameters, items, { credential: server.credential, onError: 'continueRegularOutput' })), requests: server.requests };
	} finally {
		await server.close();
	}
}

const segments = { resource: 'segment', operation: 'getAll', returnAll: true };
const push = { resource: 'push', operation: 'send', recipientKind: 'custom_ids', recipients: 'reader-1', platforms: ['ios'], groupId: 'news', body: 'Hello' };
const byId = (value: string) => ({ __rl: true, mode: 'id', value });

describe('a list', () => {
	it.each(['true', '"true"', '"TRUE"', '1', '"yes"'])('goes on where has_more is %s', async (hasMore) => {
		const first = `{"segments":[{"code":"a"}],"has_more":${hasMore},"next_from":"2"}`;
		const { items, requests } = await answered(segments, [first, '{"segments":[{"code":"b"}],"has_more":false}']);
		expect(items.map(({ json }) => json.code)).toEqual(['a', 'b']);
		expect(requests[1].query.get('from')).toBe('2');
	});

	it.each(['false', '"false"', '0', 'null', '""'])('ends where has_more is %s', async (hasMore) => {
		const { items, requests } = await answered(segments, [`{"segments":[{"code":"a"}],"has_more":${hasMore},"next_from":"2"}`]);
		expect(items.map(({ json }) => json.code)).toEqual(['a']);
		expect(requests).toHaveLength(1);
	});

	it('goes on where has_more is nothing that can be read, and says so where it does not say where', async () => {
		const { items } = await answered(segments, ['{"segments":[{"code":"a"}],"has_more":{"pages":3}}']);
		expect(items[0].json.error).toContain('says that it goes on, but not where');
	});
});

describe('what is no object', () => {
	const list = '[{"id":"export_1"},null]';
	it.each<[string, INodeParameters]>([
		['Export → Get', { resource: 'export', operation: 'get', api: 'project', export: byId('export_1') }],
		['Privacy Request → Get', { resource: 'privacyRequest', operation: 'get', platform: 'ios', requestId: 'request-1' }],
		['Catalog → Get', { resource: 'catalog', operation: 'get', catalog: { __rl: true, mode: 'name', value: 'articles' } }],
		['Audience → Get', { resource: 'audience', operation: 'get', api: 'project', audience: { __rl: true, mode: 'name', value: 'vip' } }],
		['Campaign → Get', { resource: 'campaign', operation: 'get', api: 'project', campaign: byId('orchestration_1') }],
		['Push → Get Statistics', { resource: 'push', operation: 'getStatistics', platform: 'ios', groupId: 'news' }],
	])('comes out whole: %s', async (_words, parameters) => {
		const { items } = await answered(parameters, [list]);
		expect(items.map(({ json }) => json)).toEqual([{ answer: [{ id: 'export_1' }, null] }]);
	});

	it('comes out whole among the rows of a list, too', async () => {
		const { items } = await answered({ resource: 'privacyRequest', operation: 'getAll', platform: 'ios', returnAll: true }, ['[{"id":"a"},["b"],null,7]']);
		expect(items.map(({ json }) => json)).toEqual([{ id: 'a' }, { answer: ['b'] }, { answer: null }, { answer: 7 }]);
	});
});

describe('a call that went through', () => {
	it('tells the token of a push that came as a number', async () => {
		const { items } = await answered(push, ['{"token":42}']);
		expect(items[0].json).toMatchObject({ status: 'accepted', tokens: { iOS: '42' } });
	});

	it('tells how a partial error names its row, where it is not by its position', async () => {
		const edit = { resource: 'catalog', operation: 'editItems', catalog: { __rl: true, mode: 'name', value: 'articles' }, itemId: '={{ $json.id }}', attributesFrom: 'incoming' };
		const body = '{"errors":[{"id":"b","category":"VALUE","reason":"title is too long"}]}';
		const { items } = await answered(edit, [{ status: 202, body }], [{ id: 'a', title: 'A' }, { id: 'b', title: 'B' }] as never);
		// Which row it is, the answer does not say in a documented way: both might be.
		expect(items.map(({ json }) => json.status)).toEqual(['partial', 'partial']);
		expect(items[0].json.error).toContain('title is too long {"id":"b"}');
	});

	it('shows no token that is empty', async () => {
		const edit = { resource: 'catalog', operation: 'editItems', catalog: { __rl: true, mode: 'name', value: 'articles' }, itemId: 'a', attributesFrom: 'incoming', wait: true };
		const { items, requests } = await answered(edit, [{ status: 202, body: '{"indexing_token":""}' }], [{ title: 'A' }] as never);
		expect(items[0].json).toMatchObject({ status: 'pending', reason: expect.stringContaining('no indexing token') });
		expect(items[0].json).not.toHaveProperty('indexingToken');
		expect(requests).toHaveLength(1);
	});
});
