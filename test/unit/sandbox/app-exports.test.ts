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

const request = {
	...{ from: '2026-02-01T00:00:00', to: 'now', events: ['push_sent', 'push_open'] },
	ids: ['install_id', 'custom_id', 'advertising_id'],
};
const call = async (path: string, body?: object) => await callApp(sandbox, '1.0', 'ios', path, body);
const create = async (body: object = request, kind = 'ids') =>
	await call(`export/campaign/sandbox-ios-001/${kind}`, body);
const view = async (id: string) => (await call(`export/request/${id}`)).json;
const headers = { 'x-authorization': 'sandbox-rest-api-key' };

/** @returns the address of the file of a finished export */
async function finish(body?: object, kind?: string): Promise<string> {
	const { id } = (await create(body, kind)).json;
	now += 2_000;
	return (await view(id)).file_url;
}

async function download(url: string): Promise<string> {
	const redirect = await send(url, 'GET', undefined, headers);
	expect(redirect.status).toBe(302);
	return (await send(redirect.headers.get('location') ?? '', 'GET')).text;
}

it('goes from CREATED to SUCCESS, and tells of itself', async () => {
	const { id } = (await create()).json;
	sandbox.state.exporting.stepByView = false;
	expect(await view(id)).toEqual({
		...{ id, uri: 'campaign/sandbox-ios-001/ids', request_date: '2026-03-01T12:00:00' },
		...{ completion_date: null, status: 'CREATED', request },
	});
	now += 1_000;
	expect((await view(id)).status).toBe('PENDING');
	now += 1_000;
	expect(await view(id)).toMatchObject({
		status: 'SUCCESS',
		completion_date: '2026-03-01T12:00:02',
		file_url: expect.stringContaining(sandbox.url),
	});
	expect((await call('export/requests')).json).toMatchObject([{ id, status: 'SUCCESS' }]);
	expect(sandbox.state.warnings).toEqual([]);
});

it('has semicolons, a header, and other names of events than were asked for', async () => {
	const lines = (await download(await finish())).split('\n');
	expect(lines[0]).toBe('install_id;custom_id;advertising_id;event_type');
	expect(lines[1]).toBe('install_id-1;custom_id-1;advertising_id-1;push_sent');
	expect(lines[4]).toBe('install_id-1;custom_id-1;advertising_id-1;push_opened');
	expect(lines).toHaveLength(8);
	expect(await download(await finish({ ...request, ids: ['custom_id'] }))).toMatch(
		/^custom_id;event_type\n/,
	);
});

it('leaves out what is older than 90 days without a word', async () => {
	const old = { ...request, from: '2025-01-01T00:00:00', to: '2025-11-01T00:00:00' };
	expect(await download(await finish(old))).toBe(
		'install_id;custom_id;advertising_id;event_type\n',
	);
});

it('writes nothing for events, whose columns are unknown', async () => {
	expect(await download(await finish(request, 'events'))).toBe('');
});

it('needs the key for the redirect, and refuses it behind it', async () => {
	const url = await finish();
	expect((await send(url, 'GET')).status).toBe(401);
	const { headers: redirect } = await send(url, 'GET', undefined, headers);
	const link = redirect.get('location') ?? '';
	expect(new URL(link).origin).toBe(sandbox.fileUrl);
	expect((await send(link, 'GET', undefined, headers)).status).toBe(400);
	expect(sandbox.state.violations).toHaveLength(1);
	now += 20 * 60 * 1000 + 1;
	expect((await send(link, 'GET')).status).toBe(403);
});

it('fails when told, and expires after a month', async () => {
	sandbox.state.exporting.failures = 1;
	const failing = (await create()).json.id as string;
	const good = (await create()).json.id as string;
	now += 2_000;
	expect(await view(failing)).toMatchObject({ status: 'ERROR', error_msg: expect.any(String) });
	expect((await view(good)).status).toBe('SUCCESS');
	now += 31 * day;
	const expired = await view(good);
	expect(expired.status).toBe('EXPIRED');
	expect(expired).not.toHaveProperty('file_url');
});

it('shows the app’s own only, apart from those of the project', async () => {
	const { id } = (await create()).json;
	expect((await callApp(sandbox, '1.0', 'web', `export/request/${id}`)).status).toBe(404);
	expect((await callApp(sandbox, '1.0', 'web', 'export/requests')).json).toEqual([]);
	const project = { authorization: 'Bearer sandbox-rest-api-key', 'x-batch-project': 'project_sandbox' };
	const list = await send(`${sandbox.url}/2.11/exports/list`, 'GET', undefined, project);
	expect(list.json.exports).toEqual([]);
});

describe('create', () => {
	it.each(['from', 'to', 'events', 'ids'])('needs %s', async (name) => {
		const reply = await create({ ...request, [name]: undefined });
		expect(reply).toMatchObject({ status: 400, json: { type: 'MISSING_PARAMETER' } });
	});

	it.each([
		['the written name of an event', { ...request, events: ['push_opened'] }],
		['no event', { ...request, events: [] }],
		['another id', { ...request, ids: ['email'] }],
		['a date with a zone', { ...request, from: '2026-02-01T00:00:00Z' }],
		['a period turned round', { ...request, from: '2026-02-02T00:00:00', to: '2026-02-01T00:00:00' }],
	])('refuses %s', async (_, body) => {
		expect((await create(body)).status).toBe(400);
	});

	it('refuses another campaign', async () => {
		expect((await call('export/campaign/other/ids', request)).status).toBe(404);
	});
});
