import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callProject } from '../../sandbox/calls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';

const start = Date.parse('2026-03-01T12:00:00Z');
let now = start;
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ now: () => now })));
beforeEach(async () => {
	now = start;
	sandbox.reset();
	await call('create', { name: 'vip', type: 'custom_ids', display_name: 'VIP' });
});
afterAll(async () => await sandbox.close());

const call = async (route: string, body?: object) =>
	await callProject(sandbox, `audiences/${route}`, body);
const add = (...ids: string[]) => ids.map((id) => ({ action: 'add', id }));
const members = () => [...(sandbox.state.audiences.get('vip')?.members.keys() ?? [])];
const view = async (token?: string) =>
	(await call(`view?name=vip${token === undefined ? '' : `&indexing_token=${token}`}`)).json;

describe('indexing', () => {
	it('is in progress for one view, then applied', async () => {
		const { indexing_token: token } = (await call('update', { name: 'vip', ids: add('1', '2') }))
			.json;
		expect(await view(token)).toEqual({
			name: 'vip',
			display_name: 'VIP',
			type: 'CUSTOM_ID',
			nb_ids: 2,
			indexing_state: 'IN_PROGRESS',
			created: '2026-03-01T12:00:00Z',
			updated: '2026-03-01T12:00:00Z',
		});
		expect((await view(token)).indexing_state).toBe('APPLIED');
	});

	it('takes as many views as told, or as much time', async () => {
		sandbox.state.indexing.afterViews = 100;
		const { indexing_token: token } = (await call('update', { name: 'vip', ids: add('1') })).json;
		const states = [await view(token), await view(token), await view(token)];
		expect(states.map((it) => it.indexing_state)).toEqual(Array(3).fill('IN_PROGRESS'));
		now += 1_499;
		expect((await view(token)).indexing_state).toBe('IN_PROGRESS');
		now += 1;
		expect((await view(token)).indexing_state).toBe('APPLIED');
	});

	it('says that a later replace overtook a change', async () => {
		const { indexing_token: token } = (await call('update', { name: 'vip', ids: add('1') })).json;
		const replaced = await call('replace', { name: 'vip', ids: [{ id: '9' }] });
		expect((await view(token)).indexing_state).toBe('REPLACED');
		expect((await view(replaced.json.indexing_token)).indexing_state).toBe('IN_PROGRESS');
		expect(members()).toEqual(['9']);
	});

	it('without a token tells of the latest change', async () => {
		await view();
		expect((await view()).indexing_state).toBe('APPLIED');
		await call('update', { name: 'vip', ids: add('1') });
		expect((await view()).indexing_state).toBe('IN_PROGRESS');
	});
});

describe('late application', () => {
	const token = async (route: string, ids: object[]) =>
		(await call(route, { name: 'vip', ids })).json.indexing_token as string;
	const stateOf = async (of: string) => (await view(of)).indexing_state;

	it('changes the content when the state says so', async () => {
		sandbox.state.indexing.late = true;
		const added = await token('update', add('1', '2'));
		expect(await view(added)).toMatchObject({ indexing_state: 'IN_PROGRESS', nb_ids: 0 });
		expect(await view(added)).toMatchObject({ indexing_state: 'APPLIED', nb_ids: 2 });
	});

	it('lets an addition overtake a replace, which then drops it', async () => {
		await call('update', { name: 'vip', ids: add('old') });
		sandbox.state.indexing.delays = [5_000, 0];
		const replaced = await token('replace', [{ id: '1' }]);
		const added = await token('update', add('2'));
		expect(await stateOf(added)).toBe('APPLIED');
		expect(members()).toEqual(['old', '2']);
		now += 5_000;
		expect(await stateOf(replaced)).toBe('APPLIED');
		expect(await stateOf(added)).toBe('REPLACED');
		expect(members()).toEqual(['1']);
	});

	it('drops an older replace and an older addition that come after a newer replace', async () => {
		sandbox.state.indexing.delays = [9_000, 7_000, 1_000];
		const older = await token('replace', [{ id: 'a' }]);
		const addition = await token('update', add('b'));
		const newer = await token('replace', [{ id: 'c' }]);
		now += 1_000;
		expect(await stateOf(newer)).toBe('APPLIED');
		now += 9_000;
		expect([await stateOf(older), await stateOf(addition)]).toEqual(['REPLACED', 'REPLACED']);
		expect(members()).toEqual(['c']);
	});

	it('applies additions to a replace that was waited for', async () => {
		sandbox.state.indexing.delays = [1_000, 3_000, 2_000];
		await token('replace', [{ id: 'a' }]);
		now += 1_000;
		await token('update', add('b'));
		const last = await token('update', add('c'));
		now += 3_000;
		sandbox.settle();
		expect(members()).toEqual(['a', 'c', 'b']);
		expect(await stateOf(last)).toBe('APPLIED');
	});
});

describe('changes', () => {
	it('the last action on an id wins', async () => {
		await call('update', {
			name: 'vip',
			ids: [
				...add('1', '2'),
				{ action: 'remove', id: '1' },
				{ action: 'remove', id: '3' },
				...add('3'),
			],
		});
		expect(members()).toEqual(['2', '3']);
	});

	it.each(['update', 'replace'])('%s takes 10,000 ids and not one more', async (route) => {
		const ids = add(...Array.from({ length: 10_001 }, (_, index) => `id-${index}`));
		const tooMany = await call(route, { name: 'vip', ids });
		expect(tooMany).toMatchObject({ status: 400, json: { error_code: 'MALFORMED_PARAMETER' } });
		expect(members()).toHaveLength(0);
		expect((await call(route, { name: 'vip', ids: ids.slice(1) })).status).toBe(202);
		expect(members()).toHaveLength(10_000);
	});

	it('takes 15 attributes of an id and not one more', async () => {
		const attributes = (count: number) =>
			Object.fromEntries(Array.from({ length: count }, (_, index) => [`name_${index}`, index]));
		const replace = async (count: number) =>
			(await call('replace', { name: 'vip', ids: [{ id: '1', attributes: attributes(count) }] }))
				.status;
		expect([await replace(15), await replace(16)]).toEqual([202, 400]);
	});

	it.each([
		['a number as id', [{ action: 'add', id: 1 }]],
		['an empty id', [{ action: 'add', id: '' }]],
		['a list as attribute of numbers', [{ action: 'add', id: '1', attributes: { a: [1] } }]],
		['no action', [{ id: '1' }]],
		['another action', [{ action: 'toggle', id: '1' }]],
		['attributes of a removed id', [{ action: 'remove', id: '1', attributes: { a: 1 } }]],
	])('refuses %s, and changes nothing', async (_, wrong) => {
		const reply = await call('update', { name: 'vip', ids: [...add('0'), ...wrong] });
		expect(reply.status).toBe(400);
		expect(members()).toEqual([]);
	});

	it('refuses an update without ids, and notes a replacement by nobody: no minimum is documented', async () => {
		expect((await call('update', { name: 'vip', ids: [] })).status).toBe(400);
		expect((await call('replace', { name: 'vip', ids: [] })).status).toBe(202);
		expect(members()).toEqual([]);
	});

	it('removes an audience', async () => {
		expect((await call('remove', { name: 'vip' })).status).toBe(202);
		expect((await call('view?name=vip')).status).toBe(404);
		expect((await call('update', { name: 'vip', ids: add('1') })).status).toBe(404);
	});
});

it.each([
	[{ name: 'vip', type: 'custom_ids' }],
	[{ name: 'with space', type: 'custom_ids' }],
	[{ name: 'x'.repeat(256), type: 'custom_ids' }],
	[{ name: 'typeless' }],
])('create refuses %j', async (body) => {
	expect((await call('create', body)).status).toBe(400);
	expect(sandbox.state.audiences.size).toBe(1);
});
