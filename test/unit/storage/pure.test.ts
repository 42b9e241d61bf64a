import fastCheck from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Bounded } from '../../../nodes/shared/bounded.ts';
import { readListedTime } from '../../../nodes/shared/storage/ftp/listedTime.ts';
import { networkFailure } from '../../../nodes/shared/storage/networkFailure.ts';
import { openStorage } from '../../../nodes/shared/storage/openStorage.ts';
import { encodePath, folderOf, foldersDownTo, joinPath, nameOf, trimFolder } from '../../../nodes/shared/storage/paths.ts';
import { restorePem } from '../../../nodes/shared/storage/pem.ts';
import { bucketAddress } from '../../../nodes/shared/storage/s3/s3Settings.ts';
import { describeRefusal } from '../../../nodes/shared/storage/s3/describeRefusal.ts';
import { readListing } from '../../../nodes/shared/storage/s3/readListing.ts';
import { readAhead } from '../../../nodes/shared/storage/sftp/readAhead.ts';
import { S3Storage } from '../../../nodes/shared/storage/transport/s3.ts';
import { isPublicAddress } from '../../../nodes/shared/storage/web/addressGuard.ts';
import type { HttpRequest } from '../../../nodes/shared/storage/web/httpSend.ts';
import { readDateAndSize } from '../../../nodes/shared/storage/web/readDateAndSize.ts';
import { NoIndex } from '../../../nodes/shared/storage/web/indexEntry.ts';
import { readIndex } from '../../../nodes/shared/storage/web/readIndex.ts';
import { failure } from '../../servers/support/conformance.ts';

describe('paths', () => {
	it('joins and takes apart', () => {
		expect(['', 'a', 'a/', '/'].map((folder) => joinPath(folder, 'x'))).toEqual(['x', 'a/x', 'a/x', '/x']);
		expect(['x', 'a/x', '/x', '/a/x'].map(folderOf)).toEqual(['', 'a', '/', '/a']);
		expect(['', 'a/', '/', '/a//'].map(trimFolder)).toEqual(['', 'a', '/', '/a']);
		expect(foldersDownTo('/a/b')).toEqual(['/a', '/a/b']);
		const name = fastCheck.string({ minLength: 1 }).filter((text) => !text.includes('/'));
		const path = fastCheck
			.tuple(fastCheck.constantFrom('', '/'), fastCheck.array(name, { minLength: 1 }))
			.map(([root, names]) => root + names.join('/'));
		fastCheck.assert(fastCheck.property(path, (whole) => joinPath(folderOf(whole), nameOf(whole)) === whole));
	});

	it('encodes what any URL gives back', () => {
		fastCheck.assert(
			fastCheck.property(fastCheck.string({ unit: 'grapheme' }), (name) => {
				fastCheck.pre(!['', '.', '..'].includes(name) && !name.includes('/'));
				const { pathname } = new URL(`https://host/folder/${encodePath(name)}`);
				expect(decodeURIComponent(pathname)).toBe(`/folder/${name}`);
			}),
		);
	});
});

describe('times in listings', () => {
	const now = Date.parse('2026-01-10T12:00:00Z');
	it.each([
		['Jan 10 11:59', '2026-01-10T11:59:00Z'],
		['Dec 31 23:00', '2025-12-31T23:00:00Z'],
		['Jan 11 05:00', '2026-01-11T05:00:00Z'],
		['Mar  3  2019', '2019-03-03T00:00:00Z'],
		['2026-01-02 03:04', '2026-01-02T03:04:00Z'],
		['01-02-26  03:04PM', '2026-01-02T15:04:00Z'],
		['01-02-2026  12:04AM', '2026-01-02T00:04:00Z'],
	])('%s', (text, time) => expect(readListedTime(text, now)).toBe(Date.parse(time)));

	it('is undefined for anything else', () => expect(readListedTime('10. Jan.', now)).toBeUndefined());

	it.each([
		['22-Nov-2026 19:03       1234', 1234, '2026-11-22T19:03:00Z'],
		['2026-11-22 19:03  1.2K  a note', undefined, '2026-11-22T19:03:00Z'],
		['2026-Nov-22 19:03:11 17', 17, '2026-11-22T19:03:11Z'],
	])('in an index: %s', (text, size, time) => expect(readDateAndSize(text)).toEqual({ size, modifiedAt: Date.parse(time) }));
});

describe('directory indexes', () => {
	it('takes only what lies directly in the folder', async () => {
		const html = `<a href="../">up</a><a href="/other/x.csv">x</a><a href="https://elsewhere.example/f/x.csv">y</a>
			<a href="sub/">sub/</a> <a href="?C=M">Sort</a><a href="a%20b.csv">a b</a>  22-Nov-2026 19:03 7
			<a href="/f/c.csv">c</a> 22-Nov-2026 19:03 8 <a href="%E9.csv">latin</a>`;
		const entries = await readIndex(html, new URL('https://host.example/f/'), new Bounded('The page', {}));
		expect(entries.map(({ name, isFolder, size }) => [name, isFolder, size])).toEqual([
			['sub', true, undefined],
			['a b.csv', false, 7],
			['c.csv', false, 8],
			['%E9.csv', false, undefined],
		]);
	});

	it('survives any page', async () => {
		await fastCheck.assert(fastCheck.asyncProperty(fastCheck.string(), async (html) => {
			const entries = await readIndex(`<a href="${html}`, new URL('https://host.example/f/'), new Bounded('The page', {})).catch((error: unknown) => error);
			expect(Array.isArray(entries) || entries instanceof NoIndex).toBe(true);
		}));
	});
});

describe('failures of the network', () => {
	it.each([
		['ECONNRESET', 'read ECONNRESET', 'lost'], ['ECONNABORTED', 'read ECONNABORTED', 'lost'], ['ECONNABORTED', 'timeout of 20000ms exceeded', 'timeout'],
		['ETIMEDOUT', 'connect ETIMEDOUT', 'timeout'], ['ECONNREFUSED', 'connect ECONNREFUSED', 'unreachable'],
	])('calls %s (%s) %s', (code, message, kind) => {
		expect(networkFailure(Object.assign(new Error('wrapped'), { cause: Object.assign(new Error(message), { code }) }), 'The server').kind).toBe(kind);
	});
});

describe('addresses', () => {
	it.each([
		['8.8.8.8', true], ['2606:4700::1111', true], ['10.1.2.3', false], ['127.0.0.1', false], ['169.254.169.254', false],
		['172.31.0.1', false], ['192.168.1.1', false], ['100.64.0.1', false], ['0.0.0.0', false], ['::1', false], ['::', false],
		['fe80::1', false], ['fc00::1', false], ['::ffff:10.0.0.1', false], ['64:ff9b::a00:1', false], ['2002:a00:1::', false],
		['224.0.0.1', false], ['255.255.255.255', false], ['198.18.0.1', false], ['not an address', false],
	])('%s public: %s', async (address, isPublic) => expect(await isPublicAddress(address)).toBe(isPublic));
});

describe('S3', () => {
	const settings = { endpoint: '', region: 'eu-west-3', bucket: 'exports', accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI', sessionToken: '', usesPathStyle: false };

	it.each([
		[{}, 'https://exports.s3.eu-west-3.amazonaws.com'],
		[{ region: 'cn-north-1' }, 'https://exports.s3.cn-north-1.amazonaws.com.cn'],
		[{ bucket: 'my.exports' }, 'https://s3.eu-west-3.amazonaws.com/my.exports'],
		[{ endpoint: 'https://s3.fr-par.scw.cloud/', usesPathStyle: true }, 'https://s3.fr-par.scw.cloud/exports'],
		[{ endpoint: 's3.gra.io.cloud.ovh.net' }, 'https://exports.s3.gra.io.cloud.ovh.net'],
		[{ endpoint: 'http://minio:9000/store', usesPathStyle: true }, 'http://minio:9000/store/exports'],
	])('addresses the bucket of %o', (fields, address) => expect(bucketAddress({ ...settings, ...fields })).toBe(address));

	it('signs with odd regions and a session token, and asks for the version that was listed', async () => {
		const requests: HttpRequest[] = [];
		const storage = new S3Storage({ ...settings, region: 'fr-par', sessionToken: 'token' }, async (request) => {
			requests.push(request);
			return { statusCode: 412, headers: {}, body: (async function* () {})(), destroy: () => undefined };
		}, { timeout: 1000 });
		expect((await failure(storage.open({ path: 'a b.csv', version: 'abc' }))).kind).toBe('changed');
		expect(requests[0]).toMatchObject({ url: 'https://exports.s3.fr-par.amazonaws.com/a%20b.csv', headers: { 'if-match': '"abc"', 'x-amz-security-token': 'token' } });
		expect(requests[0]?.headers.authorization).toContain('/fr-par/s3/aws4_request');
		expect((await failure(storage.open({ path: 'a/../b.csv' }))).kind).toBe('configuration');
	});

	it('reads a page of a listing, encoded and escaped', async () => {
		const page = await readListing(`<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextContinuationToken>a+b/c==</NextContinuationToken>
			<Contents><Key>x/a+b%2Bc%26.csv</Key><LastModified>2026-11-22T01:02:03.987Z</LastModified><ETag>&quot;abc-2&quot;</ETag><Size>12</Size></Contents>
			<Contents><Key>x/</Key><LastModified>2026-11-22T01:02:03Z</LastModified><ETag>"d"</ETag><Size>0</Size></Contents><CommonPrefixes><Prefix>x/y/</Prefix></CommonPrefixes></ListBucketResult>`);
		expect(page).toEqual({ next: { kind: 'token', token: 'a+b/c==' }, files: [{ path: 'x/a b+c&.csv', size: 12, modifiedAt: Date.parse('2026-11-22T01:02:03Z'), version: 'abc-2' }] });
		expect((await failure(readListing('<html>Welcome</html>'))).kind).toBe('protocol');
	});

	it.each([
		[403, 'AccessDenied', 'permissionDenied'], [403, 'SignatureDoesNotMatch', 'authentication'], [400, 'ExpiredToken', 'authentication'],
		[404, 'NoSuchKey', 'notFound'], [404, 'NoSuchBucket', 'configuration'], [301, 'PermanentRedirect', 'configuration'], [503, 'SlowDown', 'unavailable'],
	])('calls %i %s %s, and repeats nothing of the answer', async (statusCode, code, kind) => {
		const error = await describeRefusal({ statusCode, bucket: 'exports', path: 'a.csv', body: `<Error><Code>${code}</Code><StringToSign>wJalrXUtnFEMI</StringToSign></Error>` });
		expect(error.kind).toBe(kind);
		expect(`${error.message} ${error.advice}`).not.toContain('wJalrXUtnFEMI');
	});
});

describe('reading ahead', () => {
	it('gives every byte in order, whatever the server gives at once', async () => {
		await fastCheck.assert(
			fastCheck.asyncProperty(fastCheck.integer({ min: 0, max: 600_000 }), fastCheck.integer({ min: 1, max: 200_000 }), fastCheck.nat(310_000), async (size, most, offset) => {
				const content = Buffer.alloc(size, 'abcdefghij');
				const chunks: Uint8Array[] = [];
				for await (const chunk of readAhead(async (position, length) => content.subarray(position, position + Math.min(length, most)), offset)) chunks.push(chunk);
				expect(Buffer.concat(chunks).equals(content.subarray(offset))).toBe(true);
			}),
			{ numRuns: 40 },
		);
	});

	it.each([
		['all', 255 * 1024, 255 * 1024],
		['32 KB', 32 * 1024, 32 * 1024],
	])('asks a server that gives %s for as much, and for 765 KB ahead', async (_name, most, expected) => {
		const content = Buffer.alloc(32 * 255 * 1024, 'abcdefghij');
		const lengths: number[] = [];
		let furthest = 0;
		let received = 0;
		let ahead = 0;
		const readAt = async (position: number, length: number): Promise<Uint8Array> => {
			lengths.push(length);
			furthest = Math.max(furthest, position + length);
			return await Promise.resolve(content.subarray(position, position + Math.min(length, most)));
		};
		for await (const chunk of readAhead(readAt, 0)) {
			received += chunk.byteLength;
			ahead = Math.max(ahead, furthest - received);
		}
		expect(received).toBe(content.length);
		expect([...new Set(lengths.slice(1))]).toEqual([expected]);
		expect(ahead).toBeLessThanOrEqual(768 * 1024);
		expect(ahead).toBeGreaterThan(700 * 1024 - expected);
	});
});

describe('credentials', () => {
	const environment = { send: async () => await Promise.reject(new Error('unused')), resolve: async () => [] };

	it('puts line breaks of keys back', () => {
		const pem = '-----BEGIN PRIVATE KEY-----\nAAAA\nBBBB==\n-----END PRIVATE KEY-----\n';
		expect([pem, pem.replaceAll('\n', ' '), pem.replaceAll('\n', '\\n'), pem.replaceAll('\n', '\r\n')].map(restorePem)).toEqual(Array(4).fill(pem));
		expect(restorePem((pem + pem).replaceAll('\n', ' '))).toBe(pem + pem);
	});

	it.each(['x', 99_999, 1.5, -1])('takes no other port for %s', async (port) => {
		for (const kind of ['ftp', 'sftp'] as const) {
			const given = { host: '127.0.0.1', port, username: 'u', password: 'p', hostKey: 'any', encryption: 'none' };
			const found = await failure(openStorage(kind, given, environment));
			expect([found.kind, found.message]).toEqual(['configuration', 'Port in the credential must be a whole number from 1 to 65535']);
		}
	});

	it.each([
		['http', { address: 'https://user:secret@host.example/' }],
		['http', { address: 'ftp://host.example/' }],
		['http', {}],
		['sftp', { host: 'host.example' }],
		['s3', { bucket: 'exports' }],
		['gcs', { bucket: 'exports', email: 'a@b.c' }],
		['ftp', {}],
	] as const)('says what is missing: %s %o', async (kind, credential) => {
		const found = await failure(openStorage(kind, { ...credential }, environment));
		expect(found.kind).toBe('configuration');
		expect(found.message).not.toContain('secret');
	});
});
