import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callApp, callProject, manyEdits, send } from '../../sandbox/calls.ts';
import type { FaultKind } from '../../sandbox/faults.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox()));
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const update = async () => await callProject(sandbox, 'profiles/update', manyEdits(1));

describe('each kind', () => {
	it.each<[FaultKind, number, object]>([
		['400', 400, { error_code: 'MALFORMED_PARAMETER' }],
		['404', 404, { error_code: 'ROUTE_NOT_FOUND' }],
		['429', 429, { error_code: 'TOO_MANY_REQUESTS' }],
		['500', 500, { error_code: 'SERVER_ERROR' }],
		['maintenance', 503, { error_code: 'MAINTENANCE_ERROR' }],
	])('%s answers an error of Batch and processes nothing', async (kind, status, body) => {
		sandbox.faults.add({ kind, retryAfterSeconds: 7 });
		const reply = await update();
		expect(reply).toMatchObject({ status, json: body });
		expect(reply.headers.get('retry-after')).toBe('7');
		expect(sandbox.state.profiles.size).toBe(0);
		expect((await update()).status).toBe(202);
	});

	it.each<[FaultKind, number]>([
		['413', 413],
		['503', 503],
		['not-json', 500],
	])('%s answers something else than JSON and processes nothing', async (kind, status) => {
		sandbox.faults.add({ kind });
		const reply = await update();
		expect(reply.status).toBe(status);
		expect(reply.json).toBeUndefined();
		expect(reply.text).not.toBe('');
		expect(sandbox.state.profiles.size).toBe(0);
	});

	it('not-json takes another status', async () => {
		sandbox.faults.add({ kind: 'not-json', status: 200 });
		expect(await update()).toMatchObject({ status: 200, json: undefined });
	});

	it('slow processes after a while', async () => {
		sandbox.faults.add({ kind: 'slow', delayMs: 150 });
		const start = performance.now();
		expect((await update()).status).toBe(202);
		expect(performance.now() - start).toBeGreaterThan(140);
		expect(sandbox.state.profiles.size).toBe(1);
	});

	it('reset destroys the connection and processes nothing', async () => {
		sandbox.faults.add({ kind: 'reset' });
		await expect(update()).rejects.toThrow();
		expect(sandbox.state.profiles.size).toBe(0);
		expect(sandbox.state.requests.at(-1)).toMatchObject({
			status: 0,
			processed: false,
			fault: 'reset',
		});
	});

	it('answer-lost processes and destroys the connection', async () => {
		sandbox.faults.add({ kind: 'answer-lost' });
		await expect(update()).rejects.toThrow();
		expect(sandbox.state.profiles.size).toBe(1);
		expect(sandbox.state.requests.at(-1)).toMatchObject({ status: 0, processed: true });
	});

	it('cut processes and breaks off in the middle of the answer', async () => {
		sandbox.faults.add({ kind: 'cut' });
		const { restApiKey, projectKey } = sandbox.keys;
		const response = await fetch(`${sandbox.url}/2.11/segments/list`, {
			headers: { authorization: `Bearer ${restApiKey}`, 'x-batch-project': projectKey },
		});
		expect(response.status).toBe(200);
		await expect(response.text()).rejects.toThrow();
		expect(sandbox.state.requests.at(-1)).toMatchObject({ status: 200, processed: true });
	});

	it('slow-body processes and answers in pieces', async () => {
		sandbox.faults.add({ kind: 'slow-body', delayMs: 200 });
		const startedAt = performance.now();
		const { json } = await callProject(sandbox, 'segments/list?limit=25');
		expect(json.segments).toHaveLength(25);
		expect(performance.now() - startedAt).toBeGreaterThan(150);
		expect(sandbox.state.requests.at(-1)).toMatchObject({ status: 200, processed: true });
	});

	it('speaks the language of 1.x there', async () => {
		sandbox.faults.add({ kind: '500', times: 2 });
		const body = { overwrite: false, values: { 'u.plan': 'gold' } };
		const write = await callApp(sandbox, '1.0', 'ios', 'data/users/42', body);
		expect(write.json).toMatchObject({ code: 1, type: 'SERVER_ERROR' });
		const read = await callApp(sandbox, '1.0', 'ios', 'custom-audience');
		expect(read.json).toMatchObject({ code: 0, type: 'SERVER_ERROR' });
	});
});

describe('matching', () => {
	const statuses = async (count: number) => {
		const seen: number[] = [];
		for (let call = 0; call < count; call++) seen.push((await update()).status);
		return seen;
	};

	it('counts times', async () => {
		sandbox.faults.add({ kind: '500', times: 2 });
		expect(await statuses(3)).toEqual([500, 500, 202]);
	});

	it('starts at the nth matching call', async () => {
		sandbox.faults.add({ kind: '500', match: { path: 'profiles/', nth: 2 } });
		await callProject(sandbox, 'segments/list');
		expect(await statuses(3)).toEqual([202, 500, 202]);
	});

	it('looks at the method and the path', async () => {
		sandbox.faults.add({ kind: '500', match: { method: 'get' } });
		sandbox.faults.add({ kind: '429', match: { path: /profiles\/(mass-)?update$/g } });
		expect(await statuses(2)).toEqual([429, 202]);
		expect((await callProject(sandbox, 'segments/list')).status).toBe(500);
	});

	it('looks at the body, also of one that came packed', async () => {
		sandbox.faults.add({ kind: '500', match: { body: '"u-7"' }, times: 2 });
		const edit = (id: string) => [{ identifiers: { custom_id: id }, attributes: { plan: 'gold' } }];
		expect((await callProject(sandbox, 'profiles/update', edit('u-70'))).status).toBe(202);
		expect((await callProject(sandbox, 'profiles/update', edit('u-7'))).status).toBe(500);
		const { restApiKey, projectKey } = sandbox.keys;
		const packed = await fetch(`${sandbox.url}/2.11/profiles/update`, {
			method: 'POST',
			headers: {
				...{ authorization: `Bearer ${restApiKey}`, 'x-batch-project': projectKey },
				...{ 'content-type': 'application/json', 'content-encoding': 'gzip' },
			},
			body: gzipSync(JSON.stringify(edit('u-7'))),
		});
		expect(packed.status).toBe(500);
	});

	it('knows an app key as its platform', async () => {
		sandbox.faults.add({ kind: '500', match: { path: '/1.0/android/' } });
		expect((await callApp(sandbox, '1.0', 'ios', 'custom-audience')).status).toBe(200);
		expect((await callApp(sandbox, '1.0', 'android', 'custom-audience')).status).toBe(500);
	});
});

describe('over HTTP', () => {
	const inject = async (fault: unknown) =>
		await send(`${sandbox.url}/_sandbox/faults`, 'POST', fault);

	it('arms and forgets', async () => {
		expect((await inject({ kind: '500', match: { path: 'profiles' }, times: 5 })).status).toBe(201);
		expect((await update()).status).toBe(500);
		await send(`${sandbox.url}/_sandbox/reset`, 'POST', {});
		expect((await update()).status).toBe(202);
		expect(sandbox.state.requests).toHaveLength(1);
	});

	it.each([
		[{ kind: 'meteor' }, 'kind'],
		[{ kind: '500', times: 'often' }, 'times'],
		[{ kind: '500', match: { path: 7 } }, 'match.path'],
		[{ kind: '500', match: { body: ['a'] } }, 'match.body'],
		[{ kind: 'not-json', status: 1_000 }, 'status'],
		[null, 'object'],
	])('refuses %j', async (fault, named) => {
		const reply = await inject(fault);
		expect(reply.status).toBe(400);
		expect(reply.json.error).toContain(named);
		expect((await update()).status).toBe(202);
	});
});

it('closes although calls are open', async () => {
	const other = await startSandbox();
	other.faults.add({ kind: 'slow', delayMs: 60_000 });
	const call = callProject(other, 'segments/list').catch((error: unknown) => error);
	await expect.poll(() => other.faults.list()).toEqual([]);
	await other.close();
	expect(await call).toBeInstanceOf(Error);
	await expect(callProject(other, 'segments/list')).rejects.toThrow();
});
