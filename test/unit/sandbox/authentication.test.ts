import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callApp, callProject, send } from '../../sandbox/calls.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox()));
afterAll(async () => await sandbox.close());

describe('2.x', () => {
	const right = {
		authorization: 'Bearer sandbox-rest-api-key',
		'x-batch-project': 'project_sandbox',
	};

	it.each([
		['nothing', {}],
		['no project key', { authorization: right.authorization }],
		['no REST API key', { 'x-batch-project': right['x-batch-project'] }],
		['a bare key', { ...right, authorization: 'sandbox-rest-api-key' }],
		['a wrong project key', { ...right, 'x-batch-project': 'project_other' }],
		[
			'the header of 1.x',
			{ 'x-authorization': 'sandbox-rest-api-key', 'x-batch-project': 'project_sandbox' },
		],
	])('refuses %s with 401 in its own body shape', async (_, headers) => {
		const reply = await send(`${sandbox.url}/2.11/segments/list`, 'GET', undefined, headers);
		expect(reply.status).toBe(401);
		expect(reply.json).toEqual({
			error_code: 'AUTHENTICATION_INVALID',
			error_message: expect.any(String),
		});
	});

	it('takes the right keys', async () => {
		expect((await callProject(sandbox, 'segments/list')).status).toBe(200);
	});

	it.each(['2.0', '2.9', '2.13'])('answers version %s', async (version) => {
		const reply = await send(`${sandbox.url}/${version}/segments/list`, 'GET', undefined, right);
		expect(reply.status).toBe(200);
	});

	it.each(['2.14', '2.99', '2.01', '3.0'])('knows no version %s', async (version) => {
		const reply = await send(`${sandbox.url}/${version}/segments/list`, 'GET', undefined, right);
		expect(reply.status).toBe(404);
		expect(reply.json.error_code).toBe('ROUTE_NOT_FOUND');
	});
});

describe('1.x', () => {
	it('refuses a missing key with 401 in its own body shape', async () => {
		const reply = await send(`${sandbox.url}/1.0/SANDBOX-IOS/custom-audience`, 'GET');
		expect(reply.status).toBe(401);
		expect(reply.json).toEqual({
			code: 10,
			type: 'AUTHENTICATION_INVALID',
			message: expect.any(String),
		});
	});

	it('refuses the headers of 2.x', async () => {
		const reply = await send(`${sandbox.url}/1.0/SANDBOX-IOS/custom-audience`, 'GET', undefined, {
			authorization: 'Bearer sandbox-rest-api-key',
			'x-batch-project': 'project_sandbox',
		});
		expect(reply.status).toBe(401);
	});

	it('refuses an unknown app key and does not keep it', async () => {
		const reply = await send(`${sandbox.url}/1.0/REAL-APP-KEY/custom-audience`, 'GET', undefined, {
			'x-authorization': 'sandbox-rest-api-key',
		});
		expect(reply.status).toBe(401);
		expect(sandbox.state.requests.at(-1)?.path).toBe('/1.0/unknown-key/custom-audience');
		expect(JSON.stringify(sandbox.state.requests)).not.toContain('REAL-APP-KEY');
	});

	it.each([
		'campaigns/list',
		'campaigns/sandbox-ios-001',
		'in-app-campaigns/sandbox-ios-in-app-1',
		'campaigns/stats/sandbox-ios-001',
		'in-app-campaigns/list',
		'transactional/stats/any?since=2026-01-01',
	])('refuses a Dev key and an SDK key for %s with 403', async (path) => {
		for (const key of ['DEV-SANDBOX-IOS', 'SDK-SANDBOX-WEB']) {
			const reply = await send(`${sandbox.url}/1.1/${key}/${path}`, 'GET', undefined, {
				'x-authorization': 'sandbox-rest-api-key',
			});
			expect(reply.status).toBe(403);
			expect(reply.json).toMatchObject({ code: 12, type: 'API_MISUSE' });
		}
	});

	it('takes an SDK key for web, and notes a push sent with it', async () => {
		const headers = { 'x-authorization': 'sandbox-rest-api-key' };
		const base = `${sandbox.url}/1.0/SDK-SANDBOX-WEB`;
		expect((await send(`${base}/custom-audience`, 'GET', undefined, headers)).status).toBe(200);
		expect(sandbox.state.warnings).toEqual([]);
		const push = { group_id: 'g', recipients: { custom_ids: ['42'] }, message: { body: 'Hello' } };
		const address = `${sandbox.url}/1.1/SDK-SANDBOX-WEB/transactional/send`;
		expect((await send(address, 'POST', push, headers)).status).toBe(201);
		expect(sandbox.state.warnings).toHaveLength(1);
	});

	it('lets a Dev key send a push', async () => {
		const reply = await send(
			`${sandbox.url}/1.1/DEV-SANDBOX-IOS/transactional/send`,
			'POST',
			{ group_id: 'g', recipients: { custom_ids: ['42'] }, message: { body: 'Hello' } },
			{ 'x-authorization': 'sandbox-rest-api-key' },
		);
		expect(reply.status).toBe(201);
	});

	it('answers 404 for an unknown route in its own body shape', async () => {
		const reply = await callApp(sandbox, '1.1', 'ios', 'no-such-route');
		expect(reply.status).toBe(404);
		expect(reply.json).toMatchObject({ code: 20, type: 'ROUTE_NOT_FOUND' });
	});
});

it('takes keys of the caller', async () => {
	const other = await startSandbox({ keys: { restApiKey: 'mine' } });
	try {
		expect((await callProject(other, 'segments/list')).status).toBe(200);
		const reply = await send(`${other.url}/2.11/segments/list`, 'GET', undefined, {
			authorization: 'Bearer sandbox-rest-api-key',
			'x-batch-project': 'project_sandbox',
		});
		expect(reply.status).toBe(401);
	} finally {
		await other.close();
	}
});

it('logs which credentials came, never their values', async () => {
	await callProject(sandbox, 'segments/list');
	const logged = sandbox.state.requests.at(-1);
	expect(logged?.headers).toMatchObject({
		hadAuthorization: true,
		hadProject: true,
		hadAppAuthorization: false,
	});
	const text = JSON.stringify(sandbox.state.requests);
	for (const secret of ['sandbox-rest-api-key', 'project_sandbox', 'SANDBOX-IOS']) {
		expect(text).not.toContain(secret);
	}
});
