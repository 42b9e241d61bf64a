import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { batchCredential } from '../harness/batch.ts';
import { credentialType, loadPackage } from '../harness/builtPackage.ts';
import { startCheckedSandbox } from '../harness/contract.ts';
import { testCredential } from '../harness/editor.ts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startCheckedSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const withKeys = (changes: Record<string, string> = {}) => ({ ...batchCredential(sandbox), ...changes });
const onlyOf = (...names: string[]) => {
	const all = ['projectKey', 'iosApiKey', 'androidApiKey', 'webApiKey'];
	return withKeys(Object.fromEntries(all.filter((name) => !names.includes(name)).map((name) => [name, ''])));
};
const calls = () => sandbox.state.requests.map(({ method, path }) => `${method} ${path}`).sort();

/** A plain HTTP server that remembers what it was sent. */
async function startOther(answer: RequestListener) {
	const received: Array<{ url: string | undefined; headers: IncomingHttpHeaders }> = [];
	const server = createServer((request, response) => {
		received.push({ url: request.url, headers: request.headers });
		answer(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const close = async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	};
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, close };
}

describe('the test of a Batch credential', () => {
	it('finds all keys good, with one reading call each, and changes nothing', async () => {
		const before = JSON.stringify({ ...sandbox.state, requests: [] });
		const totals = { ...sandbox.state.totals };
		expect(await testCredential(withKeys())).toEqual({
			status: 'OK',
			message: 'Works: Project Key, iOS App Key, Android App Key, Web App Key',
		});
		expect(calls()).toEqual([
			'GET /1.0/android/custom-audience',
			'GET /1.0/ios/custom-audience',
			'GET /1.0/web/custom-audience',
			'GET /2.11/audiences/list',
		]);
		expect(sandbox.state.totals).toEqual({ ...totals, calls: 4 });
		expect(JSON.stringify({ ...sandbox.state, requests: [], totals })).toBe(before);
	});

	it('takes Dev keys: much can be done with them', async () => {
		const { ios } = sandbox.keys.devAppKeys;
		expect(await testCredential({ ...onlyOf(), iosApiKey: ios })).toEqual({ status: 'OK', message: 'Works: iOS App Key' });
	});

	it('tests what is filled in, and nothing else', async () => {
		expect(await testCredential(onlyOf('projectKey'))).toEqual({ status: 'OK', message: 'Works: Project Key' });
		expect(calls()).toEqual(['GET /2.11/audiences/list']);
		sandbox.reset();
		expect(await testCredential(onlyOf('webApiKey'))).toEqual({ status: 'OK', message: 'Works: Web App Key' });
		expect(calls()).toEqual(['GET /1.0/web/custom-audience']);
	});

	it('says that the REST key is wrong when no key is accepted', async () => {
		const { status, message } = await testCredential(withKeys({ restApiKey: 'wrong-rest-key' }));
		expect(status).toBe('Error');
		expect(message).toMatch(/^None of the keys is accepted, so the REST API Key is probably wrong\. Project Key, iOS App Key, Android App Key, Web App Key: /);
		expect(message).not.toContain('Works');
		expect(message).not.toContain('wrong-rest-key');
	});

	it.each([
		['projectKey', 'Project Key', 'iOS App Key, Android App Key, Web App Key'],
		['androidApiKey', 'Android App Key', 'Project Key, iOS App Key, Web App Key'],
	])('names the one that is wrong: %s', async (field, name, good) => {
		const { status, message } = await testCredential(withKeys({ [field]: 'a-wrong-key' }));
		expect(status).toBe('Error');
		expect(message).toMatch(new RegExp(`^${name}: the .* is not valid\\. Works: ${good}$`));
		expect(message).not.toContain('a-wrong-key');
	});

	it('cannot tell which of two keys is wrong, and says so', async () => {
		const { message } = await testCredential({ ...onlyOf('iosApiKey'), iosApiKey: 'a-wrong-key' });
		expect(message).toMatch(/^The REST API Key or the iOS App Key is wrong/);
	});

	it.each([
		['no REST key', { restApiKey: ' ' }, 'Fill in the REST API Key.'],
		['nothing but the REST key', { projectKey: '', iosApiKey: '', androidApiKey: '', webApiKey: '' }, 'the REST API Key alone opens nothing'],
		['an address without https://', { apiAddress: 'api.batch.com' }, 'The API Address must start with https://.'],
		['a partner address that is none', { partnerAddress: 'ask Batch' }, 'The Partner Transactional URL must start with https://.'],
		['a version of the other family', { projectVersion: '1.1' }, 'The Project API Version must look like 2.11.'],
	])('sees without a call: %s', async (_words, changes, words) => {
		const { status, message } = await testCredential(withKeys(changes));
		expect(status).toBe('Error');
		expect(message).toContain(words);
		expect(calls()).toEqual([]);
	});

	it('finds nothing in an empty credential, without a call', async () => {
		expect(await testCredential({})).toEqual({ status: 'Error', message: 'Fill in the REST API Key.' });
	});

	it('says that nobody listens at the address', async () => {
		const { status, message } = await testCredential(withKeys({ apiAddress: 'http://127.0.0.1:9' }));
		expect(status).toBe('Error');
		expect(message).toContain('Project Key, iOS App Key, Android App Key, Web App Key: Batch could not be reached');
		expect(message).not.toContain(sandbox.keys.appKeys.ios);
	});

	describe('when something else stands at the address', () => {
		const servers: Array<{ close(): Promise<void> }> = [];
		const start = async (answer: RequestListener) => {
			const server = await startOther(answer);
			servers.push(server);
			return server;
		};
		afterEach(async () => {
			await Promise.all(servers.splice(0).map(async (server) => await server.close()));
		});

		it.each([301, 302, 307, 308])('does not follow a redirect (%i) with the keys', async (status) => {
			const elsewhere = await start((_request, response) => response.end('[]'));
			const redirecting = await start((request, response) => {
				response.writeHead(status, { location: `${elsewhere.url}${request.url}` }).end();
			});
			const result = await testCredential(withKeys({ apiAddress: redirecting.url }));
			expect(result.status).toBe('Error');
			expect(result.message).toContain('the address redirects elsewhere, which is not followed with the keys');
			expect(redirecting.received).toHaveLength(4);
			expect(elsewhere.received).toEqual([]);
		});

		it('does not take a web page for Batch', async () => {
			const page = await start((_request, response) => {
				response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Log in</h1>');
			});
			const { status, message } = await testCredential(withKeys({ apiAddress: page.url }));
			expect(status).toBe('Error');
			expect(message).toContain('something else answered in place of Batch');
		});

		it('shows the status of a server that says nothing else', async () => {
			const broken = await start((_request, response) => response.writeHead(502).end('Bad Gateway'));
			expect((await testCredential(withKeys({ apiAddress: broken.url }))).message).toContain('Project Key, iOS App Key, Android App Key, Web App Key: HTTP 502');
		});
	});
});

describe('the headers the credential adds', () => {
	beforeAll(async () => void (await loadPackage()));

	const credential: ICredentialDataDecryptedObject = {
		restApiKey: 'the-rest-key',
		projectKey: 'the-project-key',
		iosApiKey: 'the-app-key',
		apiAddress: 'https://batch.example/api/',
		partnerAddress: 'https://partner.example/push/{app_key}',
	};
	const authenticate = async (request: Partial<IHttpRequestOptions>) => {
		const { authenticate: add } = credentialType('batchApi');
		if (typeof add !== 'function') throw new Error('the credential does not authenticate by a function');
		return await add(credential, { headers: { Accept: 'application/json' }, ...request } as IHttpRequestOptions);
	};

	it('are those of the project family', async () => {
		const { headers, disableFollowRedirect } = await authenticate({ url: 'https://batch.example/api/2.11/profiles/update' });
		expect(headers).toEqual({ Accept: 'application/json', Authorization: 'Bearer the-rest-key', 'X-Batch-Project': 'the-project-key' });
		expect(disableFollowRedirect).toBe(true);
	});

	it.each(['https://batch.example/api/1.1/the-app-key/transactional/send', 'https://partner.example/push/the-app-key', 'https://partner.example/2.11/push'])(
		'are those of the app family for %s',
		async (url) => {
			const { headers, disableFollowRedirect } = await authenticate({ url });
			expect(headers).toEqual({ Accept: 'application/json', 'X-Authorization': 'the-rest-key' });
			expect(disableFollowRedirect).toBe(true);
		},
	);

	it.each([
		['another host', { url: 'https://elsewhere.example/2.11/profiles/update' }],
		['another host, by its base', { baseURL: 'https://elsewhere.example', url: '/2.11/profiles/update' }],
		['another host, by an absolute address against the base', { baseURL: 'https://batch.example', url: 'https://elsewhere.example/2.11/x' }],
		['another port', { url: 'https://batch.example:8443/api/2.11/profiles/update' }],
		['no encryption', { url: 'http://batch.example/api/2.11/profiles/update' }],
		['a host that starts alike', { url: 'https://batch.example.elsewhere.example/api/2.11/profiles/update' }],
		['a host behind an @', { url: 'https://batch.example@elsewhere.example/api/2.11/profiles/update' }],
		['a host without a scheme', { baseURL: 'https://batch.example', url: '//elsewhere.example/2.11/x' }],
	])('go nowhere else: %s', async (_words, request) => {
		const failure = authenticate(request);
		await expect(failure).rejects.toThrow('its keys are not sent to');
		await expect(failure).rejects.not.toThrow('the-rest-key');
	});
});
