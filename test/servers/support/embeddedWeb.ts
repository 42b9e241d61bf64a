import { createReadStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';

import { diskShelf } from './diskShelf.ts';
import type { Fixture } from './fixture.ts';
import { removeFolder, temporaryFolder } from './temporary.ts';

const password = 'correct-horse-battery';
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A web server without any program of the system: an index in Apache's style, ranges, and a little WebDAV. */
export async function startEmbeddedWeb(): Promise<Fixture> {
	const folder = temporaryFolder();
	const server = createServer((request, response) => {
		try {
			serve(request, response, folder);
		} catch {
			response.writeHead(500).end();
		}
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const credential = (via = port) => ({
		address: `http://127.0.0.1:${via}/files/`,
		authentication: 'basic',
		username: 'batch',
		password,
		allowPrivateAddresses: true,
		timeout: 5,
	});
	// As root, no right that is taken away keeps this process from reading.
	const shelf = { ...diskShelf(folder), forbid: undefined };
	return {
		kind: 'http',
		port,
		shelf,
		credential,
		wrongCredential: () => ({ ...credential(), password: 'wrong-horse-battery' }),
		isExact: false,
		isWritable: true,
		secrets: [password, 'wrong-horse-battery'],
		async stop() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			removeFolder(folder);
		},
	};
}

function serve(request: IncomingMessage, response: ServerResponse, folder: string): void {
	const say = (status: number, headers: Record<string, string | number> = {}): void => void response.writeHead(status, headers).end();
	const place = (path: string): string => join(folder, decodeURIComponent(path.replace(/^\/files\//, '')));
	if (request.headers.authorization !== `Basic ${Buffer.from(`batch:${password}`).toString('base64')}`) return say(401);
	const path = (request.url ?? '/').replace(/\?.*$/, '');
	const file = place(path);
	if (request.method === 'MKCOL') return existsSync(file) ? say(405) : (mkdirSync(file), say(201));
	if (!existsSync(file)) return say(404);
	if (request.method === 'DELETE') return rmSync(file), say(204);
	if (request.method === 'MOVE') {
		const target = place(new URL(String(request.headers.destination)).pathname);
		return existsSync(dirname(target)) ? (renameSync(file, target), say(204)) : say(409);
	}
	const { size, mtime } = statSync(file);
	if (statSync(file).isDirectory()) return void response.writeHead(200, { 'content-type': 'text/html' }).end(index(file));
	const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? -1);
	const headers = { 'last-modified': mtime.toUTCString(), etag: `"${mtime.getTime().toString(16)}-${size.toString(16)}"` };
	if (start >= size) return say(416, { 'content-range': `bytes */${size}` });
	const range = start < 0 ? {} : { 'content-range': `bytes ${start}-${size - 1}/${size}` };
	response.writeHead(start < 0 ? 200 : 206, { ...headers, ...range, 'content-length': size - Math.max(0, start) });
	if (request.method === 'HEAD') response.end();
	else createReadStream(file, { start: Math.max(0, start) }).on('error', () => response.destroy()).pipe(response);
}

/** As Apache's fancy index: an icon and a name, both links, then a time and a rounded size; links that sort. */
function index(folder: string): string {
	const rows = readdirSync(folder).map((name) => {
		const { mtime, size } = statSync(join(folder, name));
		const isFolder = statSync(join(folder, name)).isDirectory();
		const link = `${encodeURIComponent(name)}${isFolder ? '/' : ''}`;
		const time = `${String(mtime.getUTCDate()).padStart(2, '0')}-${months[mtime.getUTCMonth()]}-${mtime.getUTCFullYear()} ${mtime.toISOString().slice(11, 16)}`;
		return `<tr><td><a href="${link}"><img src="/icons/x.gif" alt="[ ]"></a></td><td><a href="${link}">${basename(name).slice(0, 20)}</a></td><td align="right">${time}  </td><td align="right">${isFolder ? '-' : `${(size / 1024).toFixed(1)}K`}</td></tr>`;
	});
	return `<html><body><h1>Index</h1><table><tr><th><a href="?C=N;O=D">Name</a></th></tr><tr><td><a href="/">Parent Directory</a></td></tr>${rows.join('\n')}</table></body></html>`;
}
