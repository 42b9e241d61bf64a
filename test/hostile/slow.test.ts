import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { batchCredential } from '../nodes/harness/batch.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { startServer } from './support/server.ts';
import { withstands, type Subject } from './support/subject.ts';

/** Servers that send one byte a second: each has a bound of its own, and all of them are waited for at once. */

const json = { 'content-type': 'application/json' };

function drip(response: ServerResponse): void {
	response.writeHead(200, json);
	const timer = setInterval(() => response.write(' '), 1_000);
	response.on('close', () => clearInterval(timer));
}

describe('one byte a second', () => {
	it('from Batch, to a run and to the test of a credential', async () => {
		const sandbox = await startSandbox();
		const server = await startServer((_request, response) => drip(response));
		const slow = { ...batchCredential(sandbox), advanced: true, apiAddress: server.url };
		const track = { resource: 'event', operation: 'track', customId: '={{ $json.id }}', eventName: 'seen' };
		const run = async (subject: Subject, batchApi: typeof slow) =>
			await subject.run({ type: 'batch', parameters: track, credentials: { batchApi } }, [{ id: 'reader-1' }]);
		try {
			await withstands(
				150,
				async (subject) => {
					const [ran, tested] = await Promise.all([run(subject, slow), subject.test(slow)]);
					expect(ran).toMatch(/longer than 120 s/);
					expect(tested).toMatch(/^Error: .*longer than 15 s/);
				},
				async (subject) => expect(await run(subject, { ...slow, apiAddress: sandbox.url })).toContain('accepted'),
			);
		} finally {
			await Promise.all([server.stop(), sandbox.close()]);
		}
	});
});
