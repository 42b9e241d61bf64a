import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchCredential } from '../nodes/harness/batch.ts';
import { callProject } from '../sandbox/calls.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { pour, startServer } from './support/server.ts';
import { withstands } from './support/subject.ts';

/** Files that are to become an audience: what reading them may cost, and that the audience stays as it was. */

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ enforceRateLimits: false });
	sandbox.state.indexing.afterViews = 0;
	await callProject(sandbox, 'audiences/create', { name: 'vip', type: 'custom_ids' });
});
afterAll(async () => await sandbox.close());

const sync = {
	resource: 'audience',
	operation: 'syncFromFile',
	api: 'project',
	audience: { __rl: true, mode: 'name', value: 'vip' },
	fileFrom: 's3',
	path: 'vip.csv',
	header: 'yes',
	idColumn: 'id',
	options: {},
};

const head = gzipSync('id\nreader-1\n');
const large = (content: string) => [gzipSync(Buffer.alloc(64 * 2 ** 20, content)), 8] as const;

describe('a file for an audience', () => {
	it.each<[string, (response: ServerResponse) => unknown, RegExp]>([
		['of one line of 512 MB', (response) => pour(response, 'x'.repeat(2 ** 20), 512), /holds no complete row/],
		['of one line of 512 MB, in gzip', (response) => (response.write(head), pour(response, ...large('x'))), /last line is not complete/],
		['of a quote that never closes, in gzip', (response) => (response.write(head), response.write(gzipSync('"')), pour(response, ...large('x'))), /last line is not complete|quote/],
		['of 256 million columns, in gzip', (response) => pour(response, ...large(';')), /holds no complete row/],
		['of one ID nine million times, in gzip', (response) => pour(response, gzipSync(`id\n${'reader\n'.repeat(9e6)}`), 1), /"duplicates":8999999/],
	])('%s', async (_, send, words) => {
		let isHonest = false;
		const server = await startServer((_request, response) => {
			response.writeHead(200, { etag: '"e"' });
			return void (isHonest ? response.end('id\nreader-7\n') : send(response));
		});
		const node = {
			type: 'batch',
			parameters: sync,
			credentials: {
				batchApi: batchCredential(sandbox),
				batchStorageS3Api: { endpoint: server.url, region: 'eu-west-1', bucket: 'lists', accessKeyId: 'key', secretAccessKey: 'secret', timeout: 20 },
			},
		};
		try {
			await withstands(
				90,
				async (subject) => {
					isHonest = false;
					expect(await subject.run(node, [{}])).toMatch(words);
				},
				async (subject) => {
					isHonest = true;
					expect(await subject.run(node, [{}])).toMatch(/"status":"accepted"/);
				},
			);
		} finally {
			await server.stop();
		}
	});
});
