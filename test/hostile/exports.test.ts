import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchCredential } from '../nodes/harness/batch.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { pour, startServer } from './support/server.ts';
import { withstands, type Subject } from './support/subject.ts';

/** Where the link to the file of an export leads: what the file may cost, and that no key goes there. */

let sandbox: Sandbox;
/** An export of the project, ready to be fetched. */
let id: string;
beforeAll(async () => {
	sandbox = await startSandbox();
	Object.assign(sandbox.state.exporting, { stepMilliseconds: 1, sampleLines: 3 });
	const headers = { authorization: `Bearer ${sandbox.keys.restApiKey}`, 'x-batch-project': sandbox.keys.projectKey, 'content-type': 'application/json' };
	const body = JSON.stringify({ export_type: 'ATTRIBUTES', identifiers: ['custom_id'] });
	const created = await fetch(`${sandbox.url}/2.11/profiles/export`, { method: 'POST', headers, body });
	({ id } = (await created.json()) as { id: string });
});
afterAll(async () => await sandbox.close());

const download = (exportId: string): INodeParameters => ({ resource: 'export', operation: 'download', export: { __rl: true, mode: 'id', value: exportId }, output: 'rows' });

async function run(subject: Subject, apiAddress: string): Promise<string> {
	const batchApi = { ...batchCredential(sandbox), advanced: true, apiAddress };
	return await subject.run({ type: 'batch', parameters: download(id), credentials: { batchApi } }, [{}]);
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
/** 512 MB between a beginning and an end, in gzip, which may have many members. */
async function large(response: ServerResponse, [beginning, middle, end]: readonly [string, string, string]): Promise<void> {
	response.writeHead(200).write(gzipSync(beginning));
	const member = gzipSync(Buffer.alloc(64 * 2 ** 20, middle));
	await pour(response, Buffer.concat([...Array.from({ length: 8 }, () => member), gzipSync(end)]), 1);
}
const deepRow = `${'['.repeat(500_000)}${']'.repeat(500_000)}\n`;

describe('the file of an export', () => {
	it.each<[string, (response: ServerResponse) => void, RegExp]>([
		['that is a gzip bomb', (response) => void response.writeHead(200).end(bomb), /"row":10000,"next"/],
		['that is one line of 512 MB, in gzip', (response) => void large(response, ['', 'x', `\n${row}`]), /is longer than 1048576 bytes.*"custom_id":"reader"/],
		['that is one line of 512 MB', (response) => {
			response.writeHead(200);
			void pour(response, 'x'.repeat(2 ** 20), 512, `\n${row}`);
		}, /is longer than 1048576 bytes.*"custom_id":"reader"/],
		['that is a list of one text of 512 MB, in gzip', (response) => void large(response, ['["', 'x', `",${row}]`]), /is longer than 1048576 bytes.*"custom_id":"reader"/],
		['that is a list of 256 million numbers, in gzip', (response) => void large(response, ['[0', ',0', ']']), /"row":10000,"next"/],
		['that is 512 MB of blanks, in gzip', (response) => void large(response, ['', `${' '.repeat(63)}\n`, row]), /"custom_id":"reader"/],
		['whose gzip has a name without end', (response) => {
			response.writeHead(200).write(Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]));
			void pour(response, 'x'.repeat(2 ** 20), 64);
		}, /cut off/],
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
