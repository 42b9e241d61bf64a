import { createVerify, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import type { Fixture, Shelf } from './fixture.ts';

/*
 * A stand-in for Google Cloud Storage, written from its JSON API reference (objects: list, get, delete, rewrite;
 * request endpoints; OAuth 2.0 for service accounts) and apart from the driver: it imports nothing of it.
 */

interface StoredObject {
	content: Buffer;
	updated: Date;
	generation: string;
}

export const gcsBucket = 'exports';
const email = 'trigger@project.iam.gserviceaccount.com';

export async function startGcs(): Promise<Fixture> {
	const objects = new Map<string, StoredObject>();
	/** Objects that may not be read, and folders that may not be listed. */
	const forbidden = new Set<string>();
	const tokens = new Set<string>();
	const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const strangers = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const server = createServer((request, response) => {
		void answer(request, response).catch((error: unknown) => {
			if (!response.headersSent) response.writeHead(500);
			response.end(String(error));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
		if (url.pathname === '/token' && request.method === 'POST') return await signIn(request, response);
		const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
		if (token === undefined || !tokens.has(token)) return refuse(response, 401, 'Invalid Credentials');
		const [, bucket, rest] = /^\/storage\/v1\/b\/([^/]+)\/o(\/.*)?$/.exec(url.pathname) ?? [];
		if (bucket === undefined || decodeURIComponent(bucket) !== gcsBucket) return refuse(response, 404, 'The specified bucket does not exist.');
		if (rest === undefined) return list(url.searchParams, response);
		const [, source = '', action] = /^\/([^/]+)(\/rewriteTo\/.*)?$/.exec(rest) ?? [];
		const name = decodeURIComponent(source);
		const found = objects.get(name);
		if (found === undefined) return refuse(response, 404, `No such object: ${gcsBucket}/${name}`);
		if (action !== undefined) return rewrite(action, found, url.searchParams, response);
		if (request.method === 'DELETE') {
			if (!isWanted(url.searchParams.get('ifGenerationMatch'), found)) return refuse(response, 412, unfulfilled);
			objects.delete(name);
			response.writeHead(204).end();
			return;
		}
		if (url.searchParams.get('alt') === 'media') return media(name, found, url.searchParams, request, response);
		json(response, 200, resource(name, found));
	}

	async function signIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const form = new URLSearchParams(await text(request));
		const [header = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
		const verified = createVerify('RSA-SHA256').update(`${header}.${claims}`).verify(keys.publicKey, Buffer.from(signature, 'base64url'));
		const { iss, aud, scope, exp, iat } = JSON.parse(Buffer.from(claims || 'e30', 'base64url').toString()) as Record<string, unknown>;
		const isGood =
			form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer' &&
			verified &&
			iss === email &&
			String(aud).endsWith('/token') &&
			/devstorage/.test(String(scope)) &&
			Number(exp) - Number(iat) <= 3600;
		if (!isGood) return json(response, 400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
		const token = `ya29.${randomUUID()}`;
		tokens.add(token);
		json(response, 200, { access_token: token, expires_in: 3599, token_type: 'Bearer' });
	}

	function list(query: URLSearchParams, response: ServerResponse): void {
		const prefix = query.get('prefix') ?? '';
		if (forbidden.has(prefix.replace(/\/$/, ''))) return refuse(response, 403, `${email} does not have storage.objects.list access.`);
		const delimiter = query.get('delimiter');
		const most = Math.min(Number(query.get('maxResults') ?? 1000), 1000);
		const after = Buffer.from(query.get('pageToken') ?? '', 'base64url').toString();
		const items: unknown[] = [];
		const prefixes = new Set<string>();
		let nextPageToken: string | undefined;
		const names = [...objects.keys()].filter((name) => name.startsWith(prefix) && name > after);
		names.sort((first, second) => (first < second ? -1 : 1));
		for (const [index, name] of names.entries()) {
			const folder = delimiter === null ? -1 : name.indexOf(delimiter, prefix.length);
			const found = objects.get(name);
			if (folder >= 0) prefixes.add(name.slice(0, folder + 1));
			else if (found !== undefined) items.push(resource(name, found));
			if (items.length + prefixes.size >= most && index < names.length - 1) {
				nextPageToken = Buffer.from(name).toString('base64url');
				break;
			}
		}
		// The real service leaves empty lists out.
		json(response, 200, {
			kind: 'storage#objects',
			...(items.length > 0 && { items }),
			...(prefixes.size > 0 && { prefixes: [...prefixes] }),
			nextPageToken,
		});
	}

	function media(name: string, found: StoredObject, query: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
		if (forbidden.has(name)) return refuse(response, 403, `${email} does not have storage.objects.get access to ${name}.`);
		if (!isWanted(query.get('ifGenerationMatch'), found)) return refuse(response, 412, unfulfilled);
		const { length } = found.content;
		const headers = { 'content-type': 'text/csv', 'x-goog-generation': found.generation };
		const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? -1);
		if (start >= length && start >= 0) {
			response.writeHead(416, { 'content-range': `bytes */${length}` }).end();
		} else if (start >= 0) {
			response.writeHead(206, { ...headers, 'content-length': length - start, 'content-range': `bytes ${start}-${length - 1}/${length}` });
			response.end(found.content.subarray(start));
		} else {
			response.writeHead(200, { ...headers, 'content-length': length }).end(found.content);
		}
	}

	/** Takes two calls, as the real service does for large objects. */
	function rewrite(action: string, found: StoredObject, query: URLSearchParams, response: ServerResponse): void {
		const [, bucket = '', target = ''] = /^\/rewriteTo\/b\/([^/]+)\/o\/([^/]+)$/.exec(action) ?? [];
		if (decodeURIComponent(bucket) !== gcsBucket) return refuse(response, 404, 'No such bucket');
		if (!isWanted(query.get('ifSourceGenerationMatch'), found)) return refuse(response, 412, unfulfilled);
		if (query.get('rewriteToken') !== 'second') return json(response, 200, { done: false, rewriteToken: 'second' });
		objects.set(decodeURIComponent(target), { ...found, generation: nextGeneration(), updated: new Date() });
		json(response, 200, { done: true });
	}

	const shelf: Shelf = {
		async write(path, content, modifiedAt = new Date()) {
			objects.set(path, { content: Buffer.from(content), updated: modifiedAt, generation: nextGeneration() });
		},
		async remove(path) {
			objects.delete(path);
		},
		async read(path) {
			return objects.get(path)?.content;
		},
		async makeFolder() {},
		async forbid(path) {
			forbidden.add(path);
		},
		async allow(path) {
			forbidden.delete(path);
		},
	};
	const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
	const credential = (via = port) => ({
		bucket: gcsBucket,
		authentication: 'serviceAccount',
		email,
		// As it stands in the account's JSON file.
		privateKey: privateKey.replaceAll('\n', '\\n'),
		apiAddress: `http://127.0.0.1:${via}`,
		signInAddress: `http://127.0.0.1:${port}/token`,
		timeout: 5,
	});
	return {
		kind: 'gcs',
		port,
		shelf,
		credential,
		wrongCredential: () => ({ ...credential(), privateKey: strangers.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }),
		isExact: true,
		isWritable: true,
		secrets: [privateKey.split('\n')[3] ?? '', 'ya29.'],
		async stop() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

const unfulfilled = 'At least one of the pre-conditions you specified did not hold.';

function isWanted(generation: string | null, found: StoredObject): boolean {
	return generation === null || generation === found.generation;
}

let generations = 1_700_000_000_000_000;
const nextGeneration = (): string => String(generations++);

function resource(name: string, { content, updated, generation }: StoredObject) {
	return { kind: 'storage#object', name, size: String(content.length), updated: updated.toISOString(), generation };
}

function refuse(response: ServerResponse, code: number, message: string): void {
	json(response, code, { error: { code, message } });
}

function json(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(body));
}
