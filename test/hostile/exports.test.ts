import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchCredential } from '../nodes/harness/batch.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { pour, startServer } from './support/server.ts';
import { withstands, type Subject } from './support/subject.ts';

/** Where the link to the file of an export leads: what the file may cost, and that no key goes there. */

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
	Object.assign(sandbox.state.exporting, { stepMilliseconds: 1, sampleLines: 3 });
});
afterAll(async () => await sandbox.close());

const exportRows = { resource: 'export', operation: 'createAndWait', waitEvery: 1, download: 'rows' };

async function run(subject: Subject, apiAddress: string): Promise<string> {
	const batchApi = { ...batchCredential(sandbox), advanced: true, apiAddress };
	return await subject.run({ type: 'batch', parameters: exportRows, credentials: { batchApi } }, [{}]);
}

/** Batch as it is, but for the link that an export's file is given under. */
async function startBatch(linkTo: string) {
	return await startServer((request, response) => void answerAsBatch(request, response, linkTo).catch(() => response.destroy()));
}

async function answerAsBatch({ url = '', method, headers, body }: IncomingMessage & { body: Buffer }, response: ServerResponse, linkTo: string): Promise<void> {
	if (url.includes('/exports/download')) return void response.writeHead(302, { location: linkTo }).end();
	const passed = Object.fromEntries(Object.entries(headers).filter(([name]) => /^(authorization|x-|content-type|accept$)/.test(name)));
	const answer = await fetch(sandbox.url + url, { method, headers: passed as Record<string, string>, ...(method === 'GET' ? {} : { body: new Uint8Array(body) }) });
	response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(await answer.text());
}

const row = `${JSON.stringify({ identifiers: { custom_id: 'reader' } })}\n`;
const bomb = gzipSync(Buffer.alloc(256 * 2 ** 20, row));
const deepRow = `${'['.repeat(500_000)}${']'.repeat(500_000)}\n`;

describe('the file of an export', () => {
	it.each<[string, (response: ServerResponse) => void, RegExp]>([
		['that is a gzip bomb', (response) => void response.writeHead(200).end(bomb), /"row":10000,"next"/],
		['that is a gzip bomb of one line', (response) => void response.writeHead(200).end(gzipSync(Buffer.alloc(8 * 2 ** 20, 'x'))), /cut off|no JSON/],
		['that comes compressed by the server, and is a bomb', (response) => {
			response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
		}, /"row":10000,"next"/],
		['that never ends', (response) => {
			response.writeHead(200);
			void pour(response, Buffer.alloc(2 ** 20, row), Infinity);
		}, /"row":10000,"next"/],
		['whose rows are nested 500,000 levels deep', (response) => {
			response.writeHead(200);
			void pour(response, deepRow, 200);
		}, /no JSON/],
		['that is a list nested without end', (response) => {
			response.writeHead(200);
			void pour(response, '['.repeat(2 ** 20), 16);
		}, /cut off|no JSON/],
		['that is refused with a page of 30 MB', (response) => void response.writeHead(403, { 'content-type': 'text/html' }).end('<x>'.repeat(1e7)), /HTTP 403/],
		['that leads on elsewhere', (response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end(), /leads on to another address/],
	])('%s', async (_, answer, words) => {
		const seen: string[] = [];
		const files = await startServer((request, response) => {
			seen.push(`${request.method} ${request.rawHeaders.join(' ')}`);
			answer(response);
		});
		const batch = await startBatch(`${files.url}/file`);
		try {
			await withstands(
				40,
				async (subject) => expect(await run(subject, batch.url)).toMatch(words),
				async (subject) => expect(await run(subject, sandbox.url)).toMatch(/"row":3/),
			);
			const { keys } = sandbox;
			for (const call of seen) {
				expect(call).toMatch(/^GET /);
				for (const key of [keys.restApiKey, keys.projectKey, ...Object.values(keys.appKeys)]) expect(call).not.toContain(key);
			}
			expect(seen).not.toEqual([]);
		} finally {
			await Promise.all([files.stop(), batch.stop()]);
		}
	});
});
