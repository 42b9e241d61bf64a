import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pour, startServer } from './support/server.ts';
import { withstands } from './support/subject.ts';

/** Files on a storage that were made to cost: what a poll reads of them. */

const listing = (name: string, size: number) =>
	`<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${
		name === '' ? '' : `<Contents><Key>${name}</Key><LastModified>2026-03-02T00:00:00.000Z</LastModified><ETag>"e"</ETag><Size>${size}</Size></Contents>`
	}</ListBucketResult>`;

/** 512 MB of one member after another: a gzip stream may have many. */
const large = (content: string) => [gzipSync(Buffer.alloc(64 * 2 ** 20, content)), 8] as const;
const head = gzipSync('id;name\n1;Ada\n');

interface Hostile {
	readonly name?: string;
	readonly appPattern?: string;
	readonly send: (response: ServerResponse) => unknown;
	readonly words: RegExp;
}

describe('a file', () => {
	it.each<[string, Hostile]>([
		['of one line of 512 MB', { name: 'a.csv', send: (response) => pour(response, 'x'.repeat(2 ** 20), 512), words: /holds no complete row/ }],
		['of one line of 512 MB, in gzip', { send: (response) => (response.write(head), pour(response, ...large('x'))), words: /"id":"1".*is too long/ }],
		['of a quote that never closes, in gzip', { send: (response) => (response.write(head), response.write(gzipSync('2;"')), pour(response, ...large('x'))), words: /"id":"1"/ }],
		['of 512 MB of quotes, in gzip', { send: (response) => (response.write(head), pour(response, ...large('"'))), words: /"id":"1".*a quote that is not clos/ }],
		['of 256 million columns, in gzip', { send: (response) => pour(response, ...large(';')), words: /holds no complete row/ }],
		['of rows with a million columns, in gzip', { send: (response) => (response.write(head), pour(response, gzipSync(`${';'.repeat(1e6)}\n`.repeat(60)), 8)), words: /has 1000001 fields/ }],
		['of a header and rows with 20,000 columns, in gzip', { send: (response) => pour(response, gzipSync(`${Array.from({ length: 2e4 }, (_, index) => `c${index}`).join(';')}\n${`${'1;'.repeat(19_999)}1\n`.repeat(300)}`), 1), words: /more than 16384 columns/ }],
		['whose gzip has a name without end', { send: (response) => (response.write(Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3])), pour(response, 'x'.repeat(2 ** 20), 64)), words: /null|cut off/ }],
		['called 250 underscores', { name: `${'_'.repeat(250)}.csv`, appPattern: '*_*_*_*_{app}_*_*_*x', send: (response) => response.end('id\nada\n'), words: /"id":"ada"/ }],
	])('%s', async (_, { name = 'a.csv.gz', appPattern, send, words }) => {
		let isHonest = false;
		const server = await startServer((request, response) => {
			const path = (request.url ?? '').split('?')[0];
			if (path === '/exports') return void response.writeHead(200, { 'content-type': 'application/xml' }).end(listing(isHonest ? '' : name, 2 ** 29));
			response.writeHead(200, { etag: '"e"' });
			return void send(response);
		});
		const bucket = {
			type: 'batchFileTrigger',
			parameters: { source: 's3', startFrom: 'all', filePattern: '', options: { unchangedFor: 0, ...(appPattern !== undefined && { appPattern }) } },
			credentials: { batchStorageS3Api: { endpoint: server.url, region: 'eu-west-1', bucket: 'exports', accessKeyId: 'key', secretAccessKey: 'secret', timeout: 20 } },
		};
		const poll = async (honest: boolean, run: () => Promise<string>) => ((isHonest = honest), await run());
		try {
			await withstands(
				60,
				async (subject) => expect(await poll(false, async () => await subject.poll(bucket))).toMatch(words),
				async (subject) => expect(await poll(true, async () => await subject.poll(bucket))).toBe('null'),
			);
		} finally {
			await server.stop();
		}
	});
});
