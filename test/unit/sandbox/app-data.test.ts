import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callApp, send } from '../../sandbox/calls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';

const start = Date.parse('2026-03-01T12:00:00Z');
const day = 24 * 60 * 60 * 1000;
let now = start;
let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ now: () => now })));
beforeEach(() => {
	now = start;
	sandbox.reset();
});
afterAll(async () => await sandbox.close());

const call = async (path: string, body?: unknown, method?: string) =>
	await callApp(sandbox, '1.0', 'ios', path, body, method);

describe('app data', () => {
	const write = async (body: object) => await call('app-data/teams', body, 'PATCH');
	const rows = () => Object.fromEntries(sandbox.state.appData.ios.get('teams')?.values ?? []);
	beforeEach(async () => {
		expect((await call('app-data/teams', { description: 'Teams' })).status).toBe(200);
		await write({ overwrite: false, values: { a: 'A', b: 'B' } });
	});

	it('merges, deletes by null, and replaces when told', async () => {
		const reply = await write({ overwrite: false, values: { b: null, c: 'C' } });
		expect(reply).toMatchObject({ status: 202, json: {} });
		expect(rows()).toEqual({ a: 'A', c: 'C' });
		await write({ overwrite: true, values: { d: 'D' } });
		expect(rows()).toEqual({ d: 'D' });
	});

	it('is listed and deleted', async () => {
		const list = async () => (await call('app-data')).json.app_data;
		const date = '2026-03-01T12:00:00';
		expect(await list()).toEqual([
			{ name: 'teams', description: 'Teams', nb_rows: 2, size: 4, created: date, updated: date },
		]);
		expect((await call('app-data/teams', undefined, 'DELETE')).status).toBe(200);
		expect(await list()).toEqual([]);
		expect(sandbox.state.warnings).toEqual([]);
	});

	it.each([
		['no overwrite', { values: { a: 'A' } }],
		['no value', { overwrite: false, values: {} }],
		['a number', { overwrite: false, values: { a: 1 } }],
		['null in a replace', { overwrite: true, values: { a: null } }],
		[
			'10,001 values',
			{
				overwrite: false,
				values: Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`k${at}`, 'v'])),
			},
		],
	])('refuses %s, and changes nothing', async (_, body) => {
		expect((await write(body)).status).toBe(400);
		expect(rows()).toEqual({ a: 'A', b: 'B' });
	});

	it('refuses a table that is there, has a wrong name, or is not there', async () => {
		expect((await call('app-data/teams', {})).status).toBe(400);
		expect((await call('app-data/a%20b', {})).status).toBe(400);
		const other = await call('app-data/other', { overwrite: false, values: { a: 'A' } }, 'PATCH');
		expect(other.status).toBe(404);
	});
});

describe('privacy requests', () => {
	const subject = { type: 'custom_id', value: '42' };
	const setUser = async () =>
		await call('data/users/42', { overwrite: false, values: { 'u.plan': 'gold' } });
	const create = async (request_type: string, id: object = subject) =>
		(await call('gdpr/request', { request_type, id })).json.token as string;
	const view = async (token: string) => (await call(`gdpr/request/${token}`)).json;

	it('are pending, then done, with a file of the review', async () => {
		await setUser();
		const token = await create('review');
		expect(await view(token)).toEqual({
			request_date: '2026-03-01T12:00:00.000',
			status: 'pending',
			request_type: 'review',
			trigger_type: 'api',
			id: subject,
		});
		const done = await view(token);
		expect(done.status).toBe('done');
		const file = await send(done.data_url, 'GET');
		expect(file.status).toBe(200);
		expect(file.text.startsWith('PK')).toBe(true);
		expect((await call('gdpr/requests')).json).toMatchObject([{ request_id: token, status: 'done' }]);
		expect(sandbox.state.warnings).toEqual([]);
	});

	it('name somebody who is not there', async () => {
		const token = await create('remove');
		now += 2_000;
		expect(await view(token)).toMatchObject({ status: 'done', error: 'User not found' });
	});

	it('remove, and have data of the id refused for a month', async () => {
		await setUser();
		const token = await create('remove');
		now += 2_000;
		await view(token);
		expect(sandbox.state.userData.ios.size).toBe(0);
		expect(await setUser()).toMatchObject({ status: 403, json: { type: 'API_MISUSE' } });
		now += 30 * day;
		expect((await setUser()).status).toBe(200);
	});

	it('are forgotten after 30 days, pending ones never', async () => {
		const [done, pending] = [await create('remove'), await create('review')];
		await view(done);
		await view(done);
		sandbox.state.privacyHandling = { afterViews: 100, afterMilliseconds: 100 * day };
		now += 31 * day;
		expect((await call(`gdpr/request/${done}`)).status).toBe(404);
		expect((await call('gdpr/requests')).json).toMatchObject([{ request_id: pending }]);
	});

	it('belong to one app', async () => {
		const token = await create('remove');
		expect((await callApp(sandbox, '1.0', 'web', `gdpr/request/${token}`)).status).toBe(404);
	});

	it.each([
		[{ request_type: 'erase', id: subject }],
		[{ request_type: 'remove' }],
		[{ request_type: 'remove', id: { type: 'custom_id', value: '' } }],
		[{ request_type: 'remove', id: subject, callback_url: 'nowhere' }],
	])('%j is refused', async (body) => {
		expect((await call('gdpr/request', body)).status).toBe(400);
		expect(sandbox.state.privacyRequests.size).toBe(0);
	});

	it('note an id type whose spelling is unknown', async () => {
		await create('remove', { type: 'install_id', value: 'x' });
		expect(sandbox.state.warnings).toHaveLength(1);
	});
});
