import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { batchCredential } from '../nodes/harness/batch.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { startServer } from './support/server.ts';
import { withstands, type Subject } from './support/subject.ts';

/** Servers that send one byte a second: each has a bound of its own, and all of them are waited for at once. */

function drip(response: ServerResponse): void {
	response.writeHead(200, { 'content-type': 'application/json' });
	const timer = setInterval(() => response.write(' '), 1_000);
	response.on('close', () => clearInterval(timer));
}

const storages = {
	web: { type: 'batchFileTrigger', method: 'testBatchStorageHttp', credential: 'batchStorageHttpApi' },
	bucket: { type: 'batchFileTrigger', method: 'testBatchStorageS3', credential: 'batchStorageS3Api' },
};

describe('one byte a second', () => {
	// Two minutes are the bound of a call to Batch, and one attack of three may count.
	it('from Batch and from storages, to runs, polls and the tests of credentials', { timeout: 450_000 }, async () => {
		const sandbox = await startSandbox();
		const server = await startServer((_request, response) => drip(response));
		const slow = { ...batchCredential(sandbox), advanced: true, apiAddress: server.url };
		const web = { address: `${server.url}/files/`, authentication: 'none', allowPrivateAddresses: true, timeout: 5 };
		const bucket = { endpoint: server.url, region: 'eu-west-1', bucket: 'exports', accessKeyId: 'key', secretAccessKey: 'secret', timeout: 5 };
		const track = { resource: 'event', operation: 'track', customId: '={{ $json.id }}', eventName: 'seen' };
		const run = async (subject: Subject, batchApi: typeof slow) =>
			await subject.run({ type: 'batch', parameters: track, credentials: { batchApi } }, [{ id: 'reader-1' }]);
		const poll = async (subject: Subject) =>
			await subject.poll({ type: 'batchFileTrigger', parameters: { source: 'http', startFrom: 'all', filePattern: '' }, credentials: { batchStorageHttpApi: web } });
		try {
			await withstands(
				150,
				async (subject) => {
					const tests = [subject.test(slow), subject.test(web, storages.web), subject.test(bucket, storages.bucket)];
					const [ran, polled, ofBatch, ofWeb, ofBucket] = await Promise.all([run(subject, slow), poll(subject), ...tests]);
					expect(ran).toMatch(/longer than 120 s/);
					expect(polled).toMatch(/Listing the files took longer than a/);
					expect(ofBatch).toMatch(/^Error: .*longer than 15 s/);
					for (const words of [ofWeb, ofBucket]) expect(words).toMatch(/^Error: .*longer than 60 s/);
				},
				async (subject) => expect(await run(subject, { ...slow, apiAddress: sandbox.url })).toContain('accepted'),
			);
		} finally {
			await Promise.all([server.stop(), sandbox.close()]);
		}
	});
});
