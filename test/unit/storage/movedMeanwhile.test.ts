import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { S3Storage } from '../../../nodes/shared/storage/transport/s3.ts';
import type { HttpRequest } from '../../../nodes/shared/storage/web/httpSend.ts';
import { failure } from '../../servers/support/conformance.ts';
import { storageOf, type Fixture } from '../../servers/support/fixture.ts';
import { startGcs } from '../../servers/support/gcs.ts';
import { answering, type Said } from './support/answers.ts';

/** Moving in a bucket is a copy, and then a deletion: in between, somebody may put another file in its place. */
describe('a file that is replaced while it is moved', () => {
	describe('in S3', () => {
		const settings = { endpoint: 'https://s3.example.test', region: 'x', bucket: 'b', accessKeyId: 'a', secretAccessKey: 's', sessionToken: '', usesPathStyle: true };

		function bucket(onCopy: (objects: Map<string, string>) => void, knowsConditions = true) {
			const objects = new Map([['in/a.csv', 'old']]);
			const answer = ({ method, url, headers = {} }: HttpRequest): Said => {
				const key = decodeURIComponent(new URL(url).pathname.slice('/b/'.length));
				const tag = objects.get(key);
				if (method === 'DELETE') objects.delete(key);
				if (method === 'PUT') {
					const source = objects.get(decodeURIComponent(headers['x-amz-copy-source'] ?? '').slice('/b/'.length));
					const wanted = headers['x-amz-copy-source-if-match'];
					if (knowsConditions && wanted !== undefined && wanted !== `"${source}"`) return { status: 412, body: '<Error><Code>PreconditionFailed</Code></Error>' };
					objects.set(key, source ?? '');
					onCopy(objects);
					return { body: '<CopyObjectResult/>' };
				}
				if (method === 'HEAD') return tag === undefined ? { status: 404 } : { headers: { etag: `"${tag}"`, 'content-length': '3' } };
				return { status: 204 };
			};
			return { objects, storage: new S3Storage(settings, answering(answer).send, { timeout: 5_000 }) };
		}

		it.each([true, false])('before the copy: it stays (the server knows conditions: %s)', async (knowsConditions) => {
			const { objects, storage } = bucket(() => undefined, knowsConditions);
			objects.set('in/a.csv', 'new');
			expect((await failure(storage.move('in/a.csv', 'done/a.csv', 'old'))).kind).toBe('changed');
			expect(objects.get('in/a.csv')).toBe('new');
		});

		it('behind the copy: the one that was read is moved, and the new one stays', async () => {
			const { objects, storage } = bucket((all) => all.set('in/a.csv', 'new'));
			expect((await failure(storage.move('in/a.csv', 'done/a.csv', 'old'))).kind).toBe('changed');
			expect([...objects]).toEqual([['in/a.csv', 'new'], ['done/a.csv', 'old']]);
		});

		it('by nobody: it is moved', async () => {
			const { objects, storage } = bucket(() => undefined);
			await storage.move('in/a.csv', 'done/a.csv', 'old');
			expect([...objects]).toEqual([['done/a.csv', 'old']]);
		});
	});

	describe('in Google Cloud Storage', () => {
		let fixture: Fixture;
		beforeAll(async () => void (fixture = await startGcs()));
		afterAll(async () => await fixture.stop());

		it('stays, and is not deleted either', async () => {
			const storage = await storageOf(fixture);
			await fixture.shelf.write('in/a.csv', 'old');
			const old = (await storage.stat('in/a.csv'))?.version;
			await fixture.shelf.write('in/a.csv', 'new');
			expect((await failure(storage.move('in/a.csv', 'done/a.csv', old))).kind).toBe('changed');
			expect((await failure(storage.delete('in/a.csv', old))).kind).toBe('changed');
			expect((await fixture.shelf.read('in/a.csv'))?.toString()).toBe('new');
			await storage.move('in/a.csv', 'done/a.csv', (await storage.stat('in/a.csv'))?.version);
			expect((await fixture.shelf.read('done/a.csv'))?.toString()).toBe('new');
			await storage.delete('done/a.csv', (await storage.stat('done/a.csv'))?.version);
			expect(await fixture.shelf.read('done/a.csv')).toBeUndefined();
		});
	});
});
