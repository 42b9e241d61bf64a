import { generateKeyPairSync } from 'node:crypto';
import { createServer as createWeb } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { afterEach, describe, expect, it } from 'vitest';

import { openStorage } from '../../../nodes/shared/storage/openStorage.ts';
import { storageCredentialTests } from '../../../nodes/shared/storage/testStorage.ts';
import { collect, failure } from '../../servers/support/conformance.ts';
import { credentialTestHelpers } from '../../servers/support/http.ts';

const stops: Array<() => Promise<unknown>> = [];
afterEach(async () => await Promise.all(stops.splice(0).map(async (stop) => await stop())));

async function listen(server: Server): Promise<number> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	stops.push(async () => {
		for (const socket of sockets) socket.destroy();
		await new Promise((resolve) => server.close(resolve));
	});
	return (server.address() as AddressInfo).port;
}

const test = async (name: keyof typeof storageCredentialTests, data: ICredentialDataDecryptedObject) =>
	await storageCredentialTests[name].call(credentialTestHelpers(), { id: '1', name: 'test', type: 'test', data });

describe('SFTP on another server’s port', () => {
	const environment = { send: async () => await Promise.reject(new Error('unused')), resolve: async () => [] };
	const tlsAlert = Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46]);

	it.each([
		['an FTP server', '220 ProFTPD Server ready\r\n', /speaks FTP and not SFTP.*usually 22/],
		['an FTP server of many words', '220-Welcome\r\n220-to us\r\n220 Ready\r\n', /speaks FTP and not SFTP/],
		['an FTPS server, which waits for TLS', tlsAlert, /speaks TLS, as FTPS does, and not SFTP/],
	])('is told of %s, by its greeting', async (_, greeting, words) => {
		const port = await listen(createServer((socket) => {
			if (typeof greeting === 'string') socket.write(greeting);
			else socket.once('data', () => socket.write(greeting));
		}));
		const credential = { host: '127.0.0.1', port, username: 'batch', password: 'secret', hostKey: 'any', timeout: 60 };
		const storage = await openStorage('sftp', credential, environment);
		const found = await failure(collect(storage.list('')));
		expect(found).toMatchObject({ kind: 'configuration' });
		expect(await test('testBatchStorageSftp', credential)).toMatchObject({ status: 'Error', message: expect.stringMatching(words) as string });
		await storage.close();
	});

	it('is not told of one by what a server may say before it speaks SSH', async () => {
		const port = await listen(createServer((socket) => socket.end('Welcome, 220 times\r\n')));
		const credential = { host: '127.0.0.1', port, username: 'batch', password: 'secret', hostKey: 'any', timeout: 5 };
		const found = await failure(collect((await openStorage('sftp', credential, environment)).list('')));
		expect(found).toMatchObject({ message: expect.not.stringMatching(/FTP and not/) as string });
	});
});

describe('the test of a credential', () => {
	async function answering(status: number, body: string): Promise<string> {
		const port = await listen(createWeb((_request, response) => void response.writeHead(status, { 'content-type': 'text/html' }).end(body)));
		return `http://127.0.0.1:${port}/exports`;
	}
	const page = '<html><head><title>Our shop</title></head><body><h1>Welcome</h1><a href="/cart">Cart</a></body></html>';

	it.each([
		['a 404', 404, 'Not Found', /has nothing at the Address in the credential \(HTTP 404\)\. Check the Address.*Known by Name/],
		['an ordinary page', 200, page, /shows no directory index at that address, but another page/],
		['an empty page', 200, '', /shows no directory index/],
	])('of Web storage takes %s for no connection', async (_, status, body, words) => {
		const address = await answering(status, body);
		const tested = await test('testBatchStorageHttp', { address, authentication: 'none', allowPrivateAddresses: true, timeout: 5 });
		expect(tested).toMatchObject({ status: 'Error', message: expect.stringMatching(words) as string });
	});

	it('of S3 storage takes a 404 of any web server for no connection', async () => {
		const endpoint = await answering(404, 'Not Found');
		const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
		const tested = await test('testBatchStorageS3', { ...keys, endpoint, bucket: 'exports', region: 'us-east-1', timeout: 5 });
		expect(tested).toMatchObject({ status: 'Error', message: expect.stringMatching(/Check the address of the service and the Bucket/) as string });
	});
});

describe('a service account of Google', () => {
	const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
	const file = { type: 'service_account', client_email: 'reader@example.test', private_key: privateKey, token_uri: 'https://evil.example/token' };

	/** Where the storage signs in, and as whom. */
	async function signIn(credential: ICredentialDataDecryptedObject) {
		const asked: Array<{ url: string; issuer?: string }> = [];
		const environment = {
			send: async ({ url, body }: { url: string; body?: unknown }) => {
				const [, claims = ''] = /assertion=[^.]+\.([^.&]+)\./.exec(String(body)) ?? [];
				asked.push({ url, issuer: (JSON.parse(Buffer.from(claims, 'base64url').toString() || '{}') as { iss?: string }).iss });
				return await Promise.reject(new Error('unused'));
			},
			resolve: async () => [],
		};
		const storage = await openStorage('gcs', { bucket: 'exports', authentication: 'serviceAccount', timeout: 1, ...credential }, environment as never);
		await failure(collect(storage.list('')));
		return asked[0];
	}

	it('is read from its whole file, which does not say where to sign in, or from the two fields of older credentials', async () => {
		const expected = { url: 'https://oauth2.googleapis.com/token', issuer: 'reader@example.test' };
		expect(await signIn({ serviceAccountSecret: JSON.stringify(file, undefined, 2) })).toEqual(expected);
		expect(await signIn({ serviceAccountSecret: `\uFEFF${JSON.stringify(file)}`, email: 'old@example.test', privateKey: 'old' })).toEqual(expected);
		expect(await signIn({ email: 'reader@example.test', privateKey })).toEqual(expected);
		expect(await signIn({ serviceAccountSecret: ' ', email: 'reader@example.test', privateKey: privateKey.replaceAll('\n', '\\n') })).toEqual(expected);
	});

	it.each([
		['nothing', '', /has no Service Account Key \(JSON\)/],
		['the key alone', privateKey, /is no JSON/],
		['a list', '[]', /lacks client_email or private_key/],
		['a client’s secret', JSON.stringify({ installed: { client_secret: 'x' } }), /lacks client_email/],
		['a person’s login', JSON.stringify({ ...file, type: 'authorized_user' }), /another kind than a service account/],
		['a file without a key', JSON.stringify({ ...file, private_key: null }), /lacks client_email or private_key/],
	])('is refused in words where the field holds %s', async (_, serviceAccountSecret, words) => {
		const tested = await test('testBatchStorageGcs', { bucket: 'exports', authentication: 'serviceAccount', serviceAccountSecret });
		expect(tested).toMatchObject({ status: 'Error', message: expect.stringMatching(words) as string });
		expect(tested.message).not.toContain('BEGIN');
	});
});
