import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchCredential } from '../nodes/harness/batch.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { pour, startServer } from './support/server.ts';
import { withstands, type Subject } from './support/subject.ts';

/** Servers that stand at Batch's address: what an answer may cost a run. */

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());

const track = { resource: 'event', operation: 'track', customId: '={{ $json.id }}', eventName: 'seen' };

async function run(subject: Subject, address?: string): Promise<string> {
	const batchApi = { ...batchCredential(sandbox), ...(address !== undefined && { apiAddress: address }) };
	return await subject.run({ type: 'batch', parameters: track, credentials: { batchApi } }, [{ id: 'reader-1' }]);
}

/** 64 MB of zeros in 64 KB, as often as wanted: a gzip stream may have many members. */
const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20));

const json = { 'content-type': 'application/json' };

describe('an answer', () => {
	it.each<[string, number, (response: ServerResponse) => void, RegExp]>([
		['of 4 GB in 4 MB of gzip', 20, (response) => {
			response.writeHead(202, { ...json, 'content-encoding': 'gzip' });
			void pour(response, bomb, 64);
		}, /larger than 16 MB/],
		['without end', 20, (response) => {
			response.writeHead(202, json);
			void pour(response, Buffer.alloc(2 ** 20, 0x20), Infinity);
		}, /larger than 16 MB/],
		['nested 7 million levels deep', 20, (response) => {
			response.writeHead(202, json).end('['.repeat(7e6) + ']'.repeat(7e6));
		}, /levels deep/],
		['of 3 million parts', 20, (response) => {
			response.writeHead(202, json).end(`{${Array.from({ length: 1e6 }, (_, index) => `"k${index}":1`).join()}}`);
		}, /100,000 entries/],
		['that is a page of 10 million tags', 20, (response) => {
			response.writeHead(502, { 'content-type': 'text/html' }).end('<'.repeat(1e7));
		}, /502/],
		['nested 3 million levels deep, in objects', 20, (response) => {
			response.writeHead(202, json).end('{"a":'.repeat(3e6));
		}, /levels deep/],
		['whose error is a text of 15 MB', 20, (response) => {
			response.writeHead(400, json).end(JSON.stringify({ error_code: 'INVALID', error_message: 'x'.repeat(15e6) }));
		}, /^[^x]*x{2000}[^x]*$/],
		['with 30,000 partial errors for one row', 20, (response) => {
			const errors = Array.from({ length: 30_000 }, () => ({ bulk_index: 0, reason: 'x'.repeat(400) }));
			response.writeHead(202, json).end(JSON.stringify({ code: 'SUCCESS_WITH_PARTIAL_ERRORS', errors }));
		}, /x{100}.* and 29990 more, which are not told/],
		['whose error code is a text of 15 MB', 20, (response) => {
			response.writeHead(400, json).end(JSON.stringify({ error_code: 'x'.repeat(15e6), error_message: 'no' }));
		}, /no/],
		['that sends elsewhere', 20, (response) => void response.writeHead(307, { location: 'http://169.254.169.254/' }).end(), /307|redirect/i],
		['that asks to come back next year', 20, (response) => {
			const aYear = new Date(Date.now() + 365 * 86_400_000).toUTCString();
			response.writeHead(429, { ...json, 'retry-after': aYear }).end('{"error_code":"TOO_MANY_REQUESTS","error_message":"later"}');
		}, /300 s at most/],
		['that asks to wait an hour', 20, (response) => {
			response.writeHead(429, { ...json, 'retry-after': '3600' }).end('{"error_code":"TOO_MANY_REQUESTS","error_message":"later"}');
		}, /3600 s.*300 s at most/],
	])('%s', async (_, within, answer, words) => {
		const server = await startServer((_request, response) => answer(response));
		try {
			await withstands(
				within,
				async (subject) => expect(await run(subject, server.url)).toMatch(words),
				async (subject) => expect(await run(subject)).toContain('accepted'),
			);
		} finally {
			await server.stop();
		}
	});
});

describe('a list', () => {
	const list = { resource: 'segment', operation: 'getAll', returnAll: true };
	const every = async (subject: Subject, address?: string) => {
		const batchApi = { ...batchCredential(sandbox), ...(address !== undefined && { apiAddress: address }) };
		return await subject.run({ type: 'batch', parameters: list, credentials: { batchApi } }, [{}]);
	};

	it.each<[string, (page: number) => object]>([
		['of empty pages without end', (page) => ({ segments: [], has_more: true, next_from: `page-${page}` })],
		['whose cursor repeats', () => ({ segments: [{ name: 'vip' }], has_more: true, next_from: 'same' })],
		['that goes on, and does not say where', () => ({ segments: [{ name: 'vip' }], has_more: true })],
		['whose cursors have 5 MB', (page) => ({ segments: [{ name: 'vip' }], has_more: true, next_from: String(page).padEnd(5e6, 'x') })],
	])('%s', async (_, answer) => {
		let pages = 0;
		const server = await startServer((_request, response) => void response.writeHead(200, json).end(JSON.stringify(answer(++pages))));
		try {
			await withstands(
				20,
				async (subject) => expect(await every(subject, server.url)).toMatch(/says that it goes on, but not where/),
				async (subject) => expect(await every(subject)).toMatch(/^\[/),
			);
		} finally {
			await server.stop();
		}
	});
});

describe('the test of a credential', () => {
	it.each<[string, (response: ServerResponse) => void, RegExp]>([
		['whose answer has 4 GB in 4 MB of gzip', (response) => {
			response.writeHead(200, { ...json, 'content-encoding': 'gzip' });
			void pour(response, bomb, 64);
		}, /larger than 16 MB|could not be reached|web page/],
		['whose answer has no end', (response) => {
			response.writeHead(200, json);
			void pour(response, Buffer.alloc(2 ** 20, 0x20), Infinity);
		}, /larger than 16 MB/],
		['whose answer is nested 7 million levels deep', (response) => void response.writeHead(200, json).end('['.repeat(7e6) + ']'.repeat(7e6)), /levels deep/],
	])('%s', async (_, answer, words) => {
		const server = await startServer((_request, response) => answer(response));
		const credential = { ...batchCredential(sandbox), advanced: true };
		try {
			await withstands(
				20,
				async (subject) => expect(await subject.test({ ...credential, apiAddress: server.url })).toMatch(words),
				async (subject) => expect(await subject.test(credential)).toContain('OK: Works'),
			);
		} finally {
			await server.stop();
		}
	});
});
