import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openStorage } from '../../nodes/shared/storage/openStorage.ts';
import type { Resolve } from '../../nodes/shared/storage/web/addressGuard.ts';
import type { HttpRequest, HttpSend } from '../../nodes/shared/storage/web/httpSend.ts';
import { n8nResolve } from '../../nodes/shared/storage/web/resolve.ts';
import { collect, failure, paths, read } from './support/conformance.ts';
import { pollHelpers, pollHttp } from './support/http.ts';
import { storageOf } from './support/fixture.ts';
import { startNginx, type Nginx } from './support/nginx.ts';

describe('web servers', () => {
	let fixture: Nginx;
	beforeAll(async () => {
		fixture = await startNginx();
		await fixture.shelf.write('plain/a.csv', '0123456789');
	});
	afterAll(async () => await fixture.stop());

	const at = async (location: string, fields: Record<string, unknown> = {}) =>
		await storageOf(fixture, {
			address: `http://127.0.0.1:${fixture.port}/${location}/`,
			authentication: 'none',
			allowPrivateAddresses: true,
			timeout: 5,
			...(fields as Record<string, string>),
		});
	const secret = 'correct-horse-battery';

	it.each([
		['open', {}],
		['bearer', { authentication: 'bearer', token: secret }],
		['header', { authentication: 'header', headerName: 'X-API-Key', headerSecret: secret }],
	])('logs in at /%s/', async (location, fields) => {
		const storage = await at(location, fields);
		expect(await paths(storage.list('plain'))).toEqual(['plain/a.csv']);
		expect(await storage.stat('plain/a.csv')).toMatchObject({ size: 10 });
	});

	it('drops what lies before the offset where the server ignores ranges', async () => {
		const storage = await at('whole');
		expect((await read(await storage.open({ path: 'plain/a.csv' }, 4))).toString()).toBe('456789');
		expect((await read(await storage.open({ path: 'plain/a.csv' }, 10))).toString()).toBe('');
	});

	it('counts decompressed bytes where the server says that it compressed', async () => {
		const content = Array.from({ length: 5_000 }, (_none, index) => `user-${index},push_sent`).join('\n');
		await fixture.shelf.write('compressed/a.csv', gzipSync(content));
		const storage = await at('packed/compressed');
		expect((await read(await storage.open({ path: 'a.csv' }))).toString()).toBe(content);
		for (const offset of [7, 20_000, content.length - 1, content.length]) {
			expect((await read(await storage.open({ path: 'a.csv' }, offset))).toString()).toBe(content.slice(offset));
		}
	});

	it('says changed when the file behind an entity tag is another one', async () => {
		await fixture.shelf.write('changing/a.csv', 'old', new Date('2026-11-20T00:00:00Z'));
		const storage = await at('open');
		const file = await storage.stat('changing/a.csv');
		await fixture.shelf.write('changing/a.csv', 'brand new', new Date('2026-11-21T00:00:00Z'));
		expect((await failure(storage.open(file!, 1))).kind).toBe('changed');
		expect((await failure(storage.open(file!))).kind).toBe('changed');
	});

	it('follows redirects, with the login only to its own server', async () => {
		const login = { authentication: 'bearer', token: secret };
		const here = await at('here', login);
		expect((await (await here.open({ path: '' })).close()) ?? 'opened').toBe('opened');
		const other = await at('other', { ...login, trustedAuthority: fixture.certificates.authority });
		expect((await failure(collect(other.list('')))).kind).toBe('authentication');
		const round = await at('round');
		expect((await failure(collect(round.list('')))).kind).toBe('protocol');
	});

	it('says unavailable of a server that is busy', async () => {
		expect((await failure(collect((await at('busy')).list('')))).kind).toBe('unavailable');
	});

	it('says that files cannot be deleted or moved', async () => {
		const storage = await at('open');
		expect((await failure(storage.delete('plain/a.csv'))).kind).toBe('permissionDenied');
		expect((await failure(storage.move('plain/a.csv', 'done/a.csv'))).kind).toBe('permissionDenied');
	});

	it('does not leave the folder in the credential', async () => {
		expect((await failure((await at('open/plain')).open({ path: '../../bearer/plain/a.csv' }))).kind).toBe('configuration');
	});

	it.each(['expired', 'selfSigned', 'otherName'] as const)('refuses a certificate: %s', async (name) => {
		const fields = { address: `https://127.0.0.1:${fixture.tlsPorts[name]}/`, trustedAuthority: fixture.certificates.authority };
		expect((await failure(collect((await at('', fields)).list('plain')))).kind).toBe('certificate');
		expect(await paths((await at('', { ...fields, acceptAnyCertificate: true })).list('plain'))).toEqual(['plain/a.csv']);
	});

	it('trusts the authority that is given', async () => {
		const fields = { address: `https://127.0.0.1:${fixture.tlsPorts.good}/`, trustedAuthority: fixture.certificates.authority };
		expect(await paths((await at('', fields)).list('plain'))).toEqual(['plain/a.csv']);
	});

	describe('private addresses', () => {
		const open = async (address: string, resolve: Resolve, send: HttpSend = pollHttp()) =>
			await openStorage('http', { address, timeout: 5, trustedAuthority: fixture.certificates.authority }, { send, resolve });

		it.each(['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '169.254.169.254', '[::ffff:127.0.0.1]', '10.0.0.8', '0.0.0.0', '[fd00::1]', '[fe80::1]', '100.64.0.1'])(
			'refuses %s before a byte is sent',
			async (host) => {
				let sent = 0;
				const send: HttpSend = async () => {
					sent++;
					throw new Error('nothing should be sent');
				};
				const storage = await open(`http://${host}:${fixture.port}/open/`, n8nResolve(pollHelpers()), send);
				expect((await failure(collect(storage.list('')))).kind).toBe('refusedAddress');
				expect(sent).toBe(0);
			},
		);

		it('refuses a name when one of its addresses is private', async () => {
			const storage = await open('http://files.example.test/', async () => ['93.184.215.14', '10.0.0.1']);
			expect((await failure(collect(storage.list('')))).kind).toBe('refusedAddress');
		});

		it('asks the system where n8n gives no look-up', async () => {
			const storage = await open(`http://localhost:${fixture.port}/open/`, n8nResolve({}));
			expect((await failure(collect(storage.list('')))).kind).toBe('refusedAddress');
		});

		/** Takes the place of the network: what goes to a public address arrives at our server. */
		const network = (requests: HttpRequest[]): HttpSend => {
			const send = pollHttp();
			return async (request, limits) => {
				requests.push(request);
				return await send({ ...request, url: request.url.replace('93.184.215.14', '127.0.0.1') }, limits);
			};
		};

		it('connects to the address that was checked, under the name', async () => {
			const requests: HttpRequest[] = [];
			let asked = 0;
			const resolve = async () => [asked++ === 0 ? '93.184.215.14' : '127.0.0.1'];
			const storage = await open(`https://files.example.test:${fixture.tlsPorts.good}/`, resolve, network(requests));
			expect(await paths(storage.list('plain'))).toEqual(['plain/a.csv']);
			expect(requests[0]).toMatchObject({
				url: `https://93.184.215.14:${fixture.tlsPorts.good}/plain/`,
				headers: { Host: `files.example.test:${fixture.tlsPorts.good}` },
				serverName: 'files.example.test',
			});
			// The name now says something else, as in DNS rebinding.
			expect((await failure(collect(storage.list('plain')))).kind).toBe('refusedAddress');
			expect(requests).toHaveLength(1);
		});

		it('verifies the certificate against the name, not the address', async () => {
			const storage = await open(`https://stranger.example.test:${fixture.tlsPorts.good}/`, async () => ['93.184.215.14'], network([]));
			expect((await failure(collect(storage.list('plain')))).kind).toBe('certificate');
		});

		it('checks what a redirect leads to', async () => {
			const requests: HttpRequest[] = [];
			const resolve = async (hostname: string) => [hostname === 'localhost' ? '127.0.0.1' : '93.184.215.14'];
			const storage = await open(`http://files.example.test:${fixture.port}/away/`, resolve, network(requests));
			expect((await failure(collect(storage.list('')))).kind).toBe('refusedAddress');
			expect(requests).toHaveLength(1);
		});
	});
});
