import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callApp } from '../../sandbox/calls.ts';
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

type Version = '1.0' | '1.1';
const call = async (version: Version, method: string, name: string, body?: unknown) =>
	await callApp(sandbox, version, 'ios', `custom-audience${name}`, body, method);
const create = async (version: Version, name = '/vip') =>
	await call(version, 'POST', name, version === '1.0' ? { type: 'custom_ids' } : {});
const members = (version: Version) => [
	...(sandbox.state.customAudiences.ios[version].get('vip')?.members.entries() ?? []),
];
const add = (...ids: string[]) => ids.map((id) => ({ action: 'add', id }));

describe.each<Version>(['1.0', '1.1'])('version %s', (version) => {
	const type = version === '1.0' ? { type: 'custom_ids' } : {};

	it('creates, updates, views, lists and deletes', async () => {
		expect(await create(version)).toMatchObject({ status: 200, json: {} });
		const update = await call(version, 'PATCH', '/vip', { ...type, ids: add('1', '2') });
		const token = update.json.indexing_token as string;
		expect(update.status).toBe(202);
		const view = async () => (await call(version, 'GET', `/vip?indexing_token=${token}`)).json;
		expect(await view()).toEqual({
			name: 'vip',
			type: version === '1.0' ? 'custom_ids' : 'install_ids',
			description: '',
			nb_ids: 2,
			indexing_state: 'IN_PROGRESS',
			created: '2026-03-01T12:00:00',
			updated: '2026-03-01T12:00:00',
		});
		expect((await view()).indexing_state).toBe('APPLIED');
		const { custom_audiences: listed } = (await call(version, 'GET', '?limit=1')).json;
		expect(listed).toMatchObject([{ name: 'vip', nb_ids: 2 }]);
		expect(listed[0]).not.toHaveProperty('indexing_state');
		expect(await call(version, 'DELETE', '/vip')).toMatchObject({ status: 200, json: {} });
		expect((await call(version, 'GET', '/vip')).status).toBe(404);
		expect(sandbox.state.warnings).toEqual([]);
	});

	it('refuses what is wrong, and changes nothing', async () => {
		await create(version);
		const update = async (body: object) =>
			(await call(version, 'PATCH', '/vip', { ...type, ...body })).status;
		expect(await update({ ids: [] })).toBe(400);
		expect(await update({})).toBe(400);
		expect(await update({ ids: [...add('1'), { id: '2' }] })).toBe(400);
		expect(await update({ ids: [{ action: 'add', id: 2 }] })).toBe(400);
		expect(members(version)).toEqual([]);
		expect((await create(version)).status).toBe(400);
		expect((await create(version, '/with%20space')).status).toBe(400);
		expect((await call(version, 'PATCH', '/other', { ...type, ids: add('1') })).status).toBe(404);
	});
});

it('1.0 needs the type everywhere, the audience’s own, and knows no replace', async () => {
	expect((await call('1.0', 'POST', '/vip', {})).json.type).toBe('MISSING_PARAMETER');
	expect((await call('1.0', 'POST', '/vip', { type: 'emails' })).status).toBe(400);
	await create('1.0');
	expect((await call('1.0', 'PATCH', '/vip', { ids: add('1') })).status).toBe(400);
	const other = { type: 'advertising_ids', ids: add('1') };
	expect((await call('1.0', 'PATCH', '/vip', other)).status).toBe(400);
	expect((await call('1.0', 'PUT', '/vip', { ids: [{ id: '1' }] })).status).toBe(404);
	const tooMany = add(...Array.from({ length: 10_001 }, (_, index) => `id-${index}`));
	expect((await call('1.0', 'PATCH', '/vip', { type: 'custom_ids', ids: tooMany })).status).toBe(400);
});

it('1.1 replaces, with attributes and tags', async () => {
	await create('1.1');
	await call('1.1', 'PATCH', '/vip', { ids: add('old') });
	const attributes = { score: 7, 'date(last_buy)': '2025-01-02T03:04:05' };
	const ids = [{ id: 'new', attributes, tags: ['vip'] }];
	expect((await call('1.1', 'PUT', '/vip', { ids })).status).toBe(202);
	expect(members('1.1')).toEqual([['new', { attributes, tags: ['vip'] }]]);
	expect(sandbox.state.warnings).toEqual([]);
});

it('1.1 notes a type, and more ids than are documented of 1.0', async () => {
	await call('1.1', 'POST', '/vip', { type: 'custom_ids' });
	const many = add(...Array.from({ length: 10_001 }, (_, index) => `id-${index}`));
	expect((await call('1.1', 'PATCH', '/vip', { ids: many })).status).toBe(202);
	expect(sandbox.state.warnings.map(({ message }) => message)).toEqual([
		"'type' is not a field of 1.1",
		'10001 ids in one call: the limit of this route is unknown',
	]);
});

it('keeps the audiences of 1.0, of 1.1 and of each app apart', async () => {
	await create('1.0');
	expect((await call('1.1', 'GET', '/vip')).status).toBe(404);
	expect((await callApp(sandbox, '1.0', 'android', 'custom-audience/vip')).status).toBe(404);
});

it('has two states: what a replace overtook is called applied', async () => {
	await create('1.1');
	const { indexing_token: token } = (await call('1.1', 'PATCH', '/vip', { ids: add('1') })).json;
	await call('1.1', 'PUT', '/vip', { ids: [{ id: '2' }] });
	expect((await call('1.1', 'GET', `/vip?indexing_token=${token}`)).json.indexing_state).toBe(
		'APPLIED',
	);
	expect((await call('1.1', 'GET', '/vip?indexing_token=other')).status).toBe(404);
});
