import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callProject } from '../../sandbox/calls.ts';
import { catalogItems, RateLimits } from '../../sandbox/rate-limits.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';

const start = Date.parse('2026-03-01T12:00:00Z');
let now = start;
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ now: () => now })));
beforeEach(() => {
	now = start;
	sandbox.reset();
});
afterAll(async () => await sandbox.close());

const fields = [
	{ name: 'title', type: 'string' },
	{ name: 'price', type: 'float' },
];
/** A second later each, so that the limit of 5 requests/s is no matter. */
const call = async (route: string, body?: unknown) => {
	now += 1_000;
	return await callProject(sandbox, `catalogs/${route}`, body);
};
const create = async (name = 'films') => await call('create', { name, fields });
const items = (count: number) =>
	Array.from({ length: count }, (_, index) => ({
		...{ id: `item-${index}`, action: 'add', attributes: { title: `Film ${index}` } },
	}));
const edit = async (list: unknown) => await call('items/edit', { name: 'films', items: list });

it('creates, edits, views, lists, updates and removes', async () => {
	expect(await create()).toMatchObject({ status: 201, json: {} });
	const reply = await edit(items(2));
	expect(reply.status).toBe(202);
	sandbox.state.indexing.afterMilliseconds = 60_000;
	const token = reply.json.indexing_token as string;
	const view = async () => (await call(`view?name=films&indexing_token=${token}`)).json;
	expect(await view()).toMatchObject({ name: 'films', fields, items: 2, indexing_state: 'IN_PROGRESS' });
	expect((await view()).indexing_state).toBe('APPLIED');
	const { catalogs, count } = (await call('list')).json;
	expect(catalogs).toHaveLength(1);
	expect(count).toBe(1);
	expect(catalogs[0]).not.toHaveProperty('indexing_state');
	const changes = [
		{ action: 'remove', name: 'price' },
		{ action: 'add', name: 'cast', type: 'array' },
	];
	expect((await call('update', { name: 'films', fields: changes })).status).toBe(202);
	expect((await call('view?name=films')).json.fields).toEqual([
		fields[0],
		{ name: 'cast', type: 'array' },
	]);
	expect((await call('remove', { name: 'films' })).status).toBe(200);
	expect((await call('view?name=films')).status).toBe(404);
	expect(sandbox.state.warnings).toEqual([]);
});

it('takes 5 catalogs', async () => {
	for (let number = 1; number <= 5; number++) expect((await create(`c${number}`)).status).toBe(201);
	expect((await create('c6')).status).toBe(400);
});

describe('limits', () => {
	it('are 5 requests a second on all routes together', async () => {
		const statuses: number[] = [];
		for (let request = 0; request < 6; request++) {
			statuses.push((await callProject(sandbox, 'catalogs/list')).status);
		}
		expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
		now += 200;
		expect((await callProject(sandbox, 'catalogs/list')).status).toBe(200);
	});

	it('are 1,000 items a second, too: five full calls are all of both', async () => {
		await create();
		now += 1_000;
		const body = { name: 'films', items: items(200) };
		const send = async () => (await callProject(sandbox, 'catalogs/items/edit', body)).status;
		for (let request = 0; request < 5; request++) expect(await send()).toBe(202);
		expect(await send()).toBe(429);
		now += 200;
		expect(await send()).toBe(202);
		expect(sandbox.state.rateLimitHits).toBe(1);
	});

	it('of items hold by themselves', () => {
		const limits = new RateLimits();
		expect(limits.take(catalogItems, 1_000, now)).toBe(true);
		expect(limits.take(catalogItems, 500, now + 499)).toBe(false);
		expect(limits.take(catalogItems, 500, now + 500)).toBe(true);
	});
});

describe('create refuses', () => {
	it.each([
		['no field', []],
		['26 fields', Array.from({ length: 26 }, (_, index) => ({ name: `f${index}`, type: 'bool' }))],
		['another type', [{ name: 'a', type: 'number' }]],
		['a name in capitals', [{ name: 'Title', type: 'string' }]],
		['two of a name', [fields[0], fields[0]]],
	])('%s', async (_, wrong) => {
		expect((await call('create', { name: 'films', fields: wrong })).status).toBe(400);
		expect(sandbox.state.catalogs.size).toBe(0);
	});
});

describe('items', () => {
	beforeEach(async () => await create());

	it.each([
		['none', []],
		['201', items(201)],
		['one without id', [{ action: 'add', attributes: {} }]],
		['one with an empty id', [{ id: '', action: 'add', attributes: {} }]],
		['another action', [{ id: '1', action: 'upsert', attributes: {} }]],
		['no attributes', [{ id: '1', action: 'add' }]],
		['a nested object', [{ id: '1', action: 'add', attributes: { title: { a: 1 } } }]],
		['16 texts', [{ id: '1', action: 'add', attributes: { title: Array(16).fill('x') } }]],
		['a long text', [{ id: '1', action: 'add', attributes: { title: 'x'.repeat(10_001) } }]],
		['a wrong date', [{ id: '1', action: 'add', attributes: { 'date(title)': 'soon' } }]],
	])('%s: refused, and nothing changes', async (_, wrong) => {
		expect((await edit(wrong)).status).toBe(400);
		expect(sandbox.state.catalogs.get('films')?.items.size).toBe(0);
	});

	it('keep keys as they are, bare or wrapped', async () => {
		const attributes = { title: '2026-01-01T00:00:00Z', 'date(title)': 1_767_225_600 };
		expect((await edit([{ id: '1', action: 'add', attributes }])).status).toBe(202);
		expect(sandbox.state.catalogs.get('films')?.items.get('1')).toEqual(attributes);
		expect(sandbox.state.warnings).toEqual([]);
	});

	it('are removed by a word that is noted', async () => {
		await edit(items(2));
		expect((await edit([{ id: 'item-0', action: 'remove' }])).status).toBe(202);
		expect([...(sandbox.state.catalogs.get('films')?.items.keys() ?? [])]).toEqual(['item-1']);
		expect(sandbox.state.warnings).toHaveLength(1);
	});
});
