import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { S3Storage } from '../../../nodes/shared/storage/transport/s3.ts';
import type { HttpRequest } from '../../../nodes/shared/storage/web/httpSend.ts';
import { failure, paths } from '../../servers/support/conformance.ts';
import { longestPause } from '../../longestPause.ts';
import { answering, drain, noticeable, type Said } from './support/answers.ts';

const settings = { endpoint: 'https://s3.example.test', region: 'x', bucket: 'exports', accessKeyId: 'a', secretAccessKey: 'b', sessionToken: '', usesPathStyle: true };
const storageOf = (answer: (request: HttpRequest) => Said) => {
	const { send, requests } = answering(answer);
	return { storage: new S3Storage(settings, send, { timeout: 5_000 }), requests };
};

const escape = (text: string): string => text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
const form = (text: string): string => encodeURIComponent(text).replace(/%20/g, '+');

interface Dialect {
	/** Knows list-type=2 and gives tokens. */
	readonly tokens: boolean;
	readonly nextMarker: boolean;
	/** Encodes keys, or only says so. */
	readonly encodes: 'yes' | 'says so' | 'no';
}

/** A server of one of the dialects, with pages of a few keys. */
function serverOf(keys: readonly string[], pageSize: number, { tokens, nextMarker, encodes }: Dialect) {
	const sorted = [...keys].toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
	return (request: HttpRequest): Said => {
		const query = new URL(request.url).searchParams;
		const behind = query.get('marker') ?? (tokens ? query.get('continuation-token') : null);
		const rest = sorted.filter((key) => behind === null || Buffer.compare(Buffer.from(key), Buffer.from(behind)) > 0);
		const page = rest.slice(0, pageSize);
		const isTruncated = rest.length > pageSize;
		const spell = (key: string): string => escape(encodes === 'yes' ? form(key) : key);
		const next = isTruncated && tokens ? `<NextContinuationToken>${escape(page.at(-1)!)}</NextContinuationToken>` : '';
		const marker = isTruncated && nextMarker ? `<NextMarker>${spell(page.at(-1)!)}</NextMarker>` : '';
		return {
			body: `<?xml version="1.0"?><ListBucketResult>${encodes === 'no' ? '' : '<EncodingType>url</EncodingType>'}<IsTruncated>${isTruncated}</IsTruncated>${next}${marker}${page
				.map((key) => `<Contents><Key>${spell(key)}</Key><LastModified>2026-11-22T01:02:03Z</LastModified><ETag>"x"</ETag><Size>1</Size></Contents>`)
				.join('')}</ListBucketResult>`,
		};
	};
}

describe('a listing of a bucket', () => {
	const key = fc.string({ unit: fc.constantFrom('a', 'b', '/', '%', '+', ' ', 'é', '☂', '&', '<', '4', '1', '~'), minLength: 1, maxLength: 8 }).filter((text) => !text.endsWith('/') && text.trim() === text);

	it('is whole, whatever version of the protocol the server knows', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.uniqueArray(key, { maxLength: 12 }),
				fc.integer({ min: 1, max: 5 }),
				fc.record({ tokens: fc.boolean(), nextMarker: fc.boolean(), encodes: fc.constantFrom('yes' as const, 'no' as const) }),
				async (keys, pageSize, dialect) => {
					const { storage } = storageOf(serverOf(keys, pageSize, dialect));
					const found = await paths(storage.list('', { recursive: true }));
					expect(found.toSorted()).toEqual(keys.map((one) => (one.startsWith('/') ? `/${one}` : one)).toSorted());
				},
			),
		);
	});

	it('opens and deletes the very keys that it shows', async () => {
		await fc.assert(
			fc.asyncProperty(key, async (one) => {
				const asked: string[] = [];
				const list = serverOf([one], 5, { tokens: true, nextMarker: false, encodes: 'yes' });
				const { storage } = storageOf((request) => {
					const { pathname, search } = new URL(request.url);
					if (search !== '') return list(request);
					asked.push(decodeURIComponent(pathname));
					return {};
				});
				for await (const file of storage.list('', { recursive: true })) {
					await (await storage.open(file)).close();
					await storage.delete(file.path);
				}
				expect(asked).toEqual([`/exports/${one}`, `/exports/${one}`]);
			}),
		);
	});

	it('takes keys as they are where a server only says that it encodes them', async () => {
		const { storage } = storageOf(serverOf(['100%.csv', 'a+b.csv', '%zz'], 5, { tokens: true, nextMarker: false, encodes: 'says so' }));
		expect(await paths(storage.list('', { recursive: true }))).toEqual(['%zz', '100%.csv', 'a+b.csv']);
	});

	it.each([
		['says that there is more and not how', '<IsTruncated>true</IsTruncated>'],
		['gives the same token again', '<IsTruncated>true</IsTruncated><NextContinuationToken>a</NextContinuationToken>'],
		['gives the same page again', '<IsTruncated>true</IsTruncated><Contents><Key>a.csv</Key></Contents>'],
	])('is no whole one when the server %s', async (_what, inside) => {
		const { storage, requests } = storageOf(() => ({ body: `<ListBucketResult>${inside}</ListBucketResult>` }));
		expect((await failure(paths(storage.list('')))).kind).toBe('protocol');
		expect(requests.length).toBeLessThan(4);
	});

	it('is no whole one when it breaks off', async () => {
		const { storage } = storageOf(() => ({ body: '<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a.csv</Key></Contents>' }));
		expect((await failure(paths(storage.list('')))).message).toContain('breaks off');
	});

	it('ends when it has no end, with tokens that never repeat', async () => {
		let page = 0;
		const keys = Array.from({ length: 20_000 }, (_none, index) => `<Contents><Key>${index}</Key></Contents>`).join('');
		const { storage } = storageOf(() => ({ body: `<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>${page++}</NextContinuationToken>${keys}</ListBucketResult>` }));
		const pause = await longestPause(async () => {
			const found = await failure(drain(storage.list('')));
			expect(found.message).toContain('1,000,000 entries');
		});
		expect(pause).toBeLessThan(noticeable);
	}, 120_000);

	it.each([
		['nested', '<a>'.repeat(700_000)],
		['large', `<Error><Code>AccessDenied</Code>${'x'.repeat(5_000_000)}</Error>`],
	])('refuses in a moment, whatever the refusal says: %s', async (_what, body) => {
		const { storage } = storageOf(() => ({ status: 403, body }));
		const pause = await longestPause(async () => expect((await failure(paths(storage.list('')))).kind).toBe('permissionDenied'));
		expect(pause).toBeLessThan(noticeable);
	});

	it('names Endpoint where nobody answers', async () => {
		const { storage } = storageOf(() => {
			throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
		});
		expect((await failure(paths(storage.list('')))).advice).toMatch(/^Check Endpoint in the credential/);
	});

	it('refuses keys that would forge a line', async () => {
		const { storage } = storageOf(serverOf(['a\nb.csv', 'good.csv'], 5, { tokens: true, nextMarker: false, encodes: 'yes' }));
		const found = await paths(storage.list('', { recursive: true }));
		expect(found).toEqual(['a%0Ab.csv', 'good.csv']);
	});
});
