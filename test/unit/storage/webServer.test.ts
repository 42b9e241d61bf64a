import { describe, expect, it } from 'vitest';

import { isPublicAddress } from '../../../nodes/shared/storage/web/addressGuard.ts';
import type { HttpRequest } from '../../../nodes/shared/storage/web/httpSend.ts';
import { HttpStorage } from '../../../nodes/shared/storage/transport/http.ts';
import { longestDigested } from '../../../nodes/shared/storage/web/fileFacts.ts';
import { collect, failure, read } from '../../servers/support/conformance.ts';
import { answering, type Said } from './support/answers.ts';

const old = 'Sun, 22 Nov 2026 19:03:11 GMT';
const now = (): string => new Date().toUTCString();

interface Setting {
	readonly allowsPrivateAddresses?: boolean;
	readonly address?: string;
	readonly resolve?: (name: string) => Promise<readonly string[]>;
}

function storageOf(answer: (request: HttpRequest) => Said, { allowsPrivateAddresses = false, address = 'https://files.example.test/x/', resolve = async () => ['93.184.215.14'] }: Setting = {}) {
	const { send, requests } = answering(answer);
	const logIn = { kind: 'bearer', token: 'secret' } as const;
	return { storage: new HttpStorage({ address: new URL(address), logIn, allowsPrivateAddresses }, send, resolve, { timeout: 5_000 }), requests };
}

describe('one address whose content changes', () => {
	/** Every way in which a server fails to say when a file changed; the content alone tells. */
	const headersOf: Readonly<Record<string, (request: HttpRequest, turn: number) => Record<string, string>>> = {
		'no validators': () => ({}),
		'a time that is always now': () => ({ 'last-modified': now(), date: now() }),
		'tags that alternate': (_request, turn) => ({ etag: `"${turn % 2}"` }),
		'tags that differ between HEAD and GET': ({ method }) => ({ etag: `"${method}"` }),
		'a time that is always now, and tags that alternate': (_request, turn) => ({ 'last-modified': now(), date: now(), etag: `W/"${turn % 3}"` }),
	};

	it.each(Object.keys(headersOf))('is the same as long as its content is, and another one when it changes: %s', async (kind) => {
		let content = 'old';
		let turn = 0;
		const { storage } = storageOf((request) => ({ headers: headersOf[kind]!(request, turn++), body: content }));
		const first = await storage.stat('a.csv');
		expect(await storage.stat('a.csv')).toEqual(first);
		content = 'new';
		const second = await storage.stat('a.csv');
		expect(second).not.toEqual(first);
		expect(await storage.stat('a.csv')).toEqual(second);
		expect((await read(await storage.open(second!))).toString()).toBe('new');
	}, 30_000);

	it('is not fetched for that where it says when it changed, whatever its tags say', async () => {
		let turn = 0;
		const { storage, requests } = storageOf(() => ({ headers: { 'last-modified': old, date: now(), 'content-length': '3', etag: `"${turn++}"` }, body: 'abc' }));
		const first = await storage.stat('a.csv');
		expect(first).toEqual({ path: 'a.csv', size: 3, modifiedAt: Date.parse(old) });
		expect(await storage.stat('a.csv')).toEqual(first);
		expect(requests.map(({ method }) => method)).toEqual(['HEAD', 'HEAD']);
		expect((await read(await storage.open(first!))).toString()).toBe('abc');
	});

	it('is believed to be as old as it says when its time stands still', async () => {
		const written = now();
		const { storage } = storageOf(() => ({ headers: { 'last-modified': written, date: now(), 'content-length': '3' }, body: 'abc' }));
		expect(await storage.stat('a.csv')).toEqual({ path: 'a.csv', size: 3, modifiedAt: Date.parse(written) });
	});

	it('is known by what it says of itself when it is too long to be compared', async () => {
		const { storage, requests } = storageOf(() => ({ headers: { etag: '"a"', 'content-length': String(longestDigested + 1) } }));
		expect(await storage.stat('a.csv')).toEqual({ path: 'a.csv', size: longestDigested + 1, modifiedAt: undefined, version: '"a"' });
		expect(requests).toHaveLength(1);
	});
});

describe('a server that refuses HEAD', () => {
	it.each([400, 403, 404, 405, 500, 501])('with %i is asked for the first byte', async (status) => {
		const { storage, requests } = storageOf(({ method, headers }) => {
			if (method === 'HEAD') return { status };
			expect(headers.Range).toBe('bytes=0-0');
			return { status: 206, headers: { 'last-modified': old, 'content-range': 'bytes 0-0/17' }, body: 'x' };
		});
		const file = { path: 'a.csv', size: 17, modifiedAt: Date.parse(old) };
		expect(await storage.stat('a.csv')).toEqual(file);
		const before = requests.length;
		expect(await storage.stat('a.csv')).toEqual(file);
		expect(requests.slice(before).map(({ method }) => method)).toEqual(['GET']);
	}, 20_000);

	it('and GET too says so', async () => {
		expect((await failure(storageOf(() => ({ status: 403 })).storage.stat('a.csv'))).kind).toBe('permissionDenied');
		expect(await storageOf(() => ({ status: 404 })).storage.stat('a.csv')).toBeUndefined();
		expect((await failure(storageOf(() => ({ status: 401 })).storage.stat('a.csv'))).kind).toBe('authentication');
	});
});

describe('where requests go', () => {
	it.each(['delete', 'move'] as const)('%s never leaves the server in the credential', async (what) => {
		for (const location of ['https://elsewhere.example/x/a.csv', 'http://files.example.test/x/a.csv', 'https://files.example.test:8443/x/a.csv']) {
			const { storage, requests } = storageOf(() => ({ status: 307, headers: { location } }));
			const found = await failure(what === 'delete' ? storage.delete('a.csv') : storage.move('a.csv', 'done/a.csv'));
			expect(found.kind).toBe('permissionDenied');
			expect(requests).toHaveLength(1);
		}
	});

	it('a file may lie elsewhere, without the login', async () => {
		const { storage, requests } = storageOf(({ url }) => (url.includes('/x/') ? { status: 302, headers: { location: 'https://cdn.example/a.csv' } } : { body: 'abc' }));
		expect((await read(await storage.open({ path: 'a.csv' }))).toString()).toBe('abc');
		expect(requests.map(({ headers }) => headers.Authorization)).toEqual(['Bearer secret', undefined]);
	});

	it.each(['169.254.169.254', '[fe80::1]', '[::ffff:169.254.169.254]', '[::169.254.169.254]', '[fd00:ec2::254]', '100.100.100.200', 'metadata.example'])('never to the link, whatever is allowed: %s', async (host) => {
		const resolve = async (): Promise<string[]> => ['169.254.169.254'];
		const direct = storageOf(() => ({}), { allowsPrivateAddresses: true, address: `http://${host}/`, resolve });
		expect((await failure(collect(direct.storage.list('')))).kind).toBe('refusedAddress');
		expect(direct.requests).toEqual([]);
		const redirected = storageOf(() => ({ status: 302, headers: { location: `http://${host}/latest` } }), { allowsPrivateAddresses: true, address: 'http://10.0.0.8/', resolve });
		expect((await failure(collect(redirected.storage.list('')))).kind).toBe('refusedAddress');
		expect(redirected.requests).toHaveLength(1);
	});

	it('to private addresses only of the host in the credential', async () => {
		const { storage, requests } = storageOf(() => ({ status: 302, headers: { location: 'http://10.0.0.9/' } }), { allowsPrivateAddresses: true, address: 'http://10.0.0.8/' });
		expect((await failure(collect(storage.list('')))).kind).toBe('refusedAddress');
		expect(requests).toHaveLength(1);
	});

	it.each(['::127.0.0.1', '::7f00:1', '::2', '::10.0.0.1', '::ffff:127.0.0.1', '2002:7f00:1::', '2001:db8::5efe:7f00:1', '2606:4700::5efe:a00:1', 'fe80::5efe:808:808', '64:ff9b::7f00:1', '::', '::1'])('%s is not public', async (address) => {
		expect(await isPublicAddress(address)).toBe(false);
	});
});
