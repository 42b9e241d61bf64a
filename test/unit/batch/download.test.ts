import { createServer, request as httpRequestOfNode, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IHttpRequestOptions } from 'n8n-workflow';
import { afterEach, describe, expect, it } from 'vitest';

import { BatchClient } from '../../../nodes/shared/batch/client/client';
import type { Connection } from '../../../nodes/shared/batch/client/connection';
import { downloads, type DownloadBounds } from '../../../nodes/shared/batch/client/download';
import { CallFailed, settleCalls } from '../../../nodes/shared/batch/client/failure';
import { appExports, projectExports } from '../../../nodes/shared/batch/routes/exports';
import { newConnection } from './support/connection';
import { VirtualClock } from './support/virtualClock';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

const servers: Server[] = [];
afterEach(() => {
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		server.close();
	}
});

async function serve(handle: Handle): Promise<string> {
	const server = createServer(handle);
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The link's side of n8n's helper: as n8n's, it follows no redirect here and gives the body as a stream. */
async function httpRequest({ url, headers, abortSignal }: IHttpRequestOptions): Promise<unknown> {
	return await new Promise((resolve, reject) => {
		const sent = httpRequestOfNode(url, { headers: headers as Record<string, string>, signal: abortSignal as AbortSignal }, (body) => {
			resolve({ statusCode: body.statusCode, headers: body.headers, body });
		});
		sent.on('error', reject);
		sent.end();
	});
}

const bounds: DownloadBounds = { silence: 300, bytes: 1024 * 1024, milliseconds: 1_500 };

/** Batch answers with a redirect to the link. */
async function read(location: string, own: Partial<Connection> = {}, address?: string): Promise<string | CallFailed> {
	const connection = { ...newConnection(), apiAddress: 'http://127.0.0.1:9', ...own };
	const clock = new VirtualClock();
	const transport = async () => await Promise.resolve({ kind: 'answer' as const, statusCode: 307, headers: { location }, body: '' });
	const client = new BatchClient({ connection, transport, environment: clock });
	const open = downloads(client, connection, { httpRequest }, bounds);
	const route = address === undefined ? projectExports.download : appExports.file;
	const readAll = async () => {
		const { stream } = await open({ route, platform: 'ios', address, repeatable: true }, undefined);
		const chunks: Uint8Array[] = [];
		for await (const chunk of stream) chunks.push(chunk);
		return Buffer.concat(chunks).toString();
	};
	const { failed, ...read } = await settleCalls(readAll());
	return failed ?? (read as { value: string }).value;
}

const reasonOf = (result: string | CallFailed) => (result instanceof CallFailed ? result.failure.message : `read: ${result}`);

describe('a download', () => {
	it('follows one redirect, and takes no key along', async () => {
		const seen: IncomingMessage[] = [];
		const link = await serve((request, response) => {
			seen.push(request);
			response.end('rows');
		});
		expect(await read(`${link}/file?signature=1`)).toBe('rows');
		const connection = newConnection();
		const keys = [connection.restApiKey, connection.projectKey, ...Object.values(connection.appKeys)].filter((key) => key !== '');
		const arrived = JSON.stringify([seen[0].rawHeaders, seen[0].url]);
		for (const key of keys) expect(arrived).not.toContain(key);
		expect(Object.keys(seen[0].headers).filter((name) => /auth|batch|cookie/.test(name))).toEqual([]);
	});

	it('follows no second', async () => {
		let followed = 0;
		const other = await serve((_request, response) => {
			followed++;
			response.end('secret');
		});
		const link = await serve((_request, response) => response.writeHead(302, { location: other }).end());
		expect(reasonOf(await read(link))).toContain('leads on to another address');
		expect(followed).toBe(0);
	});

	it.each<[string, Handle, string]>([
		['never ends', (_request, response) => void setInterval(() => response.write('x'.repeat(100_000)), 1), 'larger than 1 MB'],
		['drips', (_request, response) => void setInterval(() => response.write('x'), 50), 'takes longer than 1.5 s'],
		['falls silent', (_request, response) => void response.write('{"a":1}\n'), 'sent nothing for 0.3 seconds'],
		['is cut in half', (_request, response) => {
			response.writeHead(200, { 'content-length': '100' });
			response.write('half', () => response.destroy());
		}, 'broke off while it was read: the connection was reset'],
		['is refused', (_request, response) => void response.writeHead(403).end('expired'), 'HTTP 403'],
		['never answers', (request) => void request.socket.destroy(), 'does not answer: the connection was reset'],
	])('that %s ends with the reason', async (_words, handle, reason) => {
		const link = await serve(handle);
		const result = await read(`${link}/file?signature=secret`);
		expect(reasonOf(result)).toContain(reason);
		expect(JSON.stringify((result as CallFailed).failure)).not.toContain('secret');
	});

	it.each([
		['/relative', {}, 'without a link'],
		['file:///etc/passwd', {}, 'no web address'],
		['http://files.example/x', { apiAddress: 'https://api.batch.com' }, 'not encrypted'],
		['http://169.254.169.254/latest/meta-data', {}, 'not reached'],
		['http://0xa9fea9fe/latest', {}, 'not reached'],
		['http://[::ffff:169.254.169.254]/latest', {}, 'not reached'],
		['http://[fe80::1]/', {}, 'not reached'],
		['http://user:pass@files.example/', {}, 'not reached'],
	])('goes to no %s', async (location, own, reason) => {
		expect(reasonOf(await read(location, own))).toContain(reason);
	});

	it.each(['https://evil.example/file', 'http://127.0.0.1:9@evil.example/file', 'http://user@127.0.0.1:9/file', 'nonsense'])('asks no %s with the keys', async (address) => {
		expect(reasonOf(await read('https://files.example', {}, address))).toMatch(/another host|no address/);
	});
});
