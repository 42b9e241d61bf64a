import type { IBinaryKeyData, INodeParameters } from 'n8n-workflow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { startEmbeddedSftp } from '../../servers/support/embeddedSftp.ts';
import type { Fixture } from '../../servers/support/fixture.ts';
import { BatchUnderTest, batchCredential, type BatchRun } from '../harness/batch.ts';
import { executeNode } from '../harness/execute.ts';

const sync = { resource: 'audience', operation: 'syncFromFile', audience: { __rl: true, mode: 'name', value: 'vip' }, header: 'yes', idColumn: 'id' };
const stored = { ...sync, fileFrom: 'sftp', storedFile: 'path', path: '={{ $json._file.path }}' };

let server: Fixture;
let batch: BatchUnderTest;
beforeAll(async () => {
	server = await startEmbeddedSftp();
});
afterAll(async () => await server.stop());
beforeEach(async () => {
	batch = await BatchUnderTest.start({ enforceRateLimits: false });
});
afterEach(async () => await batch.stop());

const people = (count: number, from = 0) => Array.from({ length: count }, (_unused, index) => `reader-${from + index}`);
const fileOf = (ids: readonly string[], header = 'id') => `${header}\n${ids.map((id) => `${id}\n`).join('')}`;
const binaryOf = (content: string | Uint8Array, fileName = 'vip.csv'): IBinaryKeyData => ({
	data: { data: Buffer.from(content).toString('base64'), mimeType: 'text/csv', fileName },
});
const members = (name = 'vip') => [...(batch.sandbox.state.audiences.get(name)?.members.keys() ?? [])].toSorted();
const changes = () => batch.sandbox.state.requests.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/create'));
const idsIn = (body: unknown) => (body as { ids: Array<{ id: string; action?: string }> }).ids;

async function newAudience(...ids: string[]): Promise<void> {
	await batch.run({ resource: 'audience', operation: 'create', name: 'vip' });
	if (ids.length > 0) await batch.run({ ...sync, mode: 'add' } as INodeParameters, [{}], { binary: [binaryOf(fileOf(ids))] });
	batch.sandbox.state.requests.length = 0;
}

const ofBinary = async (content: string | Uint8Array, parameters: INodeParameters = {}, run: BatchRun = {}) =>
	await batch.run({ ...sync, ...parameters }, [{}], { binary: [binaryOf(content)], ...run });

/** As the Batch File Trigger puts the file out. */
const ofStored = async (path: string, parameters: INodeParameters = {}, run: Partial<Parameters<typeof executeNode>[0]> = {}) =>
	await executeNode({
		parameters: { ...stored, ...parameters },
		items: [{ _file: { name: path.split('/').at(-1), path } }],
		credentials: { batchApi: batchCredential(batch.sandbox), batchStorageSftpApi: server.credential() },
		...run,
	});

describe('Audience → Sync From File: replace', () => {
	it('makes the IDs of a binary all the members, and reports', async () => {
		await newAudience('reader-1', 'gone');
		const { items, error } = await ofBinary(fileOf(['reader-1', 'reader-2', 'reader-2']));
		expect(error).toBeUndefined();
		expect(members()).toEqual(['reader-1', 'reader-2']);
		expect(items).toHaveLength(1);
		expect(items[0].json).toMatchObject({
			status: 'accepted',
			audience: 'vip',
			mode: 'replace',
			files: [{ name: 'vip.csv' }],
			lines: 3,
			ids: 3,
			unique: 2,
			duplicates: 1,
			withoutId: 0,
			refused: 0,
			firstId: 'reader-1',
			added: 2,
			removed: 0,
			calls: 1,
			audiences: [{ audience: 'vip', state: 'applied', sent: 2, calls: 1, membersBefore: 2, members: 2 }],
			warnings: [],
		});
	});

	it('reads a stored file, replaces with the first ten thousand and adds the rest once that is applied', async () => {
		await newAudience();
		Object.assign(batch.sandbox.state.indexing, { late: true, delays: [1_200, 900, 0] });
		await server.shelf.write('vip.csv', fileOf(people(20_001)));
		const { items, error } = await ofStored('vip.csv');
		expect(error).toBeUndefined();
		const order = batch.sandbox.state.requests.map(({ path }) => path.split('/').at(-1)).join(' ');
		expect(order).toMatch(/^view replace( view)+ update update( view)+$/);
		expect(changes().map(({ body }) => idsIn(body).length)).toEqual([10_000, 10_000, 1]);
		expect(members()).toEqual(people(20_001).toSorted());
		expect(items[0].json).toMatchObject({ status: 'accepted', calls: 3, files: [{ path: 'vip.csv', size: expect.any(Number) }] });
	});
});
