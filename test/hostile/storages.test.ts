import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startServer } from './support/server.ts';
import { withstands } from './support/subject.ts';

/** Storage servers: what a listing or a file may cost a poll. */

const watched = { startFrom: 'all', filePattern: '', options: { unchangedFor: 0 } };

const web = (address: string) => ({
	type: 'batchFileTrigger',
	parameters: { ...watched, source: 'http', options: { unchangedFor: 0, recursive: true } },
	credentials: { batchStorageHttpApi: { address: `${address}/files/`, authentication: 'none', allowPrivateAddresses: true, timeout: 5 } },
});

const bucket = (endpoint: string) => ({
	type: 'batchFileTrigger',
	parameters: { ...watched, source: 's3' },
	credentials: { batchStorageS3Api: { endpoint, region: 'eu-west-1', bucket: 'exports', accessKeyId: 'key', secretAccessKey: 'secret', timeout: 5 } },
});

const page = (content: string) => `<html><head><title>Index of /files/</title></head><body><pre><a href="../">../</a>${content}</pre></body></html>`;
const listing = (content: string) => `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${content}</ListBucketResult>`;

/** Answers an honest, empty listing on the second server. */
async function against(
	setUp: (address: string) => ReturnType<typeof web> | ReturnType<typeof bucket>,
	honestAnswer: string,
	answer: (response: ServerResponse, path: string) => void,
	words: RegExp,
): Promise<void> {
	const hostile = await startServer((request, response) => answer(response, request.url ?? ''));
	const honest = await startServer((_request, response) => void response.writeHead(200, typeOf(honestAnswer)).end(honestAnswer));
	try {
		await withstands(
			40,
			async (subject) => expect(await subject.poll(setUp(hostile.url))).toMatch(words),
			async (subject) => expect(await subject.poll(setUp(honest.url))).toBe('null'),
		);
	} finally {
		await Promise.all([hostile.stop(), honest.stop()]);
	}
}

const typeOf = (content: string) => ({ 'content-type': content.startsWith('<?xml') ? 'application/xml' : 'text/html' });

describe('a directory index', () => {
	it.each<[string, (response: ServerResponse, path: string) => void, RegExp]>([
		['nested a million levels deep', (response) => void response.writeHead(200, typeOf('')).end(page('<b>'.repeat(1e6))), /nested more than 512 levels deep/],
		['of 60 MB', (response) => void response.writeHead(200, typeOf('')).end(page('<i>x</i>'.repeat(7e6))), /larger than 16 MB/],
		['of folders in folders', (response, path) => void response.writeHead(200, typeOf('')).end(page(['a', 'b', 'c'].map((name) => `<a href="${path}${name}/">${name}/</a>`).join('\n'))), /nested more than 64 levels deep|more than [0-9,]+ entries/],
		['of a million links', (response) => void response.writeHead(200, typeOf('')).end(page(Array.from({ length: 1e6 }, (_, index) => `<a href="f${index}.csv">f</a>`).join(''))), /larger than 16 MB/],
	])('%s', async (_, answer, words) => {
		await against(web, page(''), answer, words);
	});
});

describe('a bucket', () => {
	const key = (name: string, size = 1) =>
		`<Contents><Key>${name}</Key><LastModified>2026-03-02T00:00:00.000Z</LastModified><ETag>"e"</ETag><Size>${size}</Size></Contents>`;

	it.each<[string, (response: ServerResponse) => void, RegExp]>([
		['whose listing is nested a million levels deep', (response) => void response.writeHead(200, typeOf('<?xml')).end(listing('<a>'.repeat(1e6))), /nested more than 16 levels deep/],
		['whose token repeats', (response) => void response.writeHead(200, typeOf('<?xml')).end(listing(`${key('a.csv')}<NextContinuationToken>same</NextContinuationToken>`).replace('>false<', '>true<')), /sends the same page of its listing again and again/],
		['that refuses with a page of 30 MB', (response) => void response.writeHead(403, typeOf('<?xml')).end(`<?xml version="1.0"?><Error>${'<x>'.repeat(1e7)}</Error>`), /HTTP 403/],
	])('%s', async (_, answer, words) => {
		await against(bucket, listing(''), answer, words);
	});

	it('whose pages never end', async () => {
		let pages = 0;
		const content = (number: number) => Array.from({ length: 1_000 }, (_, index) => key(`p${number}-${index}.csv`)).join('');
		await against(
			bucket,
			listing(''),
			(response) => {
				pages++;
				const body = `${content(pages)}<NextContinuationToken>${pages}</NextContinuationToken>`;
				response.writeHead(200, typeOf('<?xml')).end(listing(body).replace('>false<', '>true<'));
			},
			/more than 100,000 entries/,
		);
	});

	it('whose file is a gzip bomb', async () => {
		const bomb = gzipSync(Buffer.alloc(256 * 2 ** 20, 'a,b\n'));
		const hostile = (response: ServerResponse, path: string) => {
			if (!path.includes('bomb')) response.writeHead(200, typeOf('<?xml')).end(listing(key('bomb.csv.gz', bomb.length)));
			else response.writeHead(200, { 'content-length': bomb.length, etag: '"e"' }).end(bomb);
		};
		await against(bucket, listing(''), (response, path) => hostile(response, path.split('?')[0] === '/exports' ? '' : path), /"_file"/);
	});
});
