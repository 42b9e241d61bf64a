import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { itemsOf, PublishedWorkflow } from '../../e2e/workflows.ts';
import { callProject } from '../../sandbox/calls.ts';
import { startCuttingProxy, type CuttingProxy } from '../../servers/support/cuttingProxy.ts';
import { startEmbeddedSftp } from '../../servers/support/embeddedSftp.ts';
import { startEmbeddedWeb } from '../../servers/support/embeddedWeb.ts';
import type { Fixture } from '../../servers/support/fixture.ts';
import { tell } from '../../servers/support/tell.ts';
import type { Stage } from '../support/stage.ts';

const rows = 3_000;
const ids = Array.from({ length: rows }, (_, row) => `member-${row}`);
const file = `custom_id,plan\n${ids.map((id) => `${id},gold\n`).join('')}`;
/** Where the connection breaks, in bytes from the server: in the log-in, in the file, or behind it. */
const places = fc.sample(fc.integer({ min: 0, max: file.length + 4_000 }), { numRuns: 5 });

const types: Record<string, string> = { sftp: 'batchStorageSftpApi', http: 'batchStorageHttpApi' };

/** The connection to a storage breaks while a file is read. */
export function describeStorages(stage: () => Stage): void {
	describe.each([
		['SFTP', startEmbeddedSftp],
		['the web', startEmbeddedWeb],
	])('a file on %s', (_name, start) => {
		let fixture: Fixture;
		let proxy: CuttingProxy;
		beforeAll(async () => {
			fixture = await start();
			proxy = await startCuttingProxy(fixture);
			await fixture.shelf.write('lists/readers.csv', file, new Date(Date.now() - 3_600_000));
		});
		afterAll(async () => {
			await proxy?.stop();
			await fixture?.stop();
		});

		const publish = async (name: string, parameters: IDataObject, credentials: object) => {
			const type = types[fixture.kind]!;
			const storage = await stage().credentialOf(type, { ...fixture.credential(proxy.port), allowPrivateAddresses: true });
			const batch = { type: 'n8n-nodes-batch.batch', parameters: { fileFrom: fixture.kind, path: 'lists/readers.csv', ...parameters } as never, credentials: { ...storage, ...credentials }, settings: { onError: 'continueRegularOutput' } };
			return await (await PublishedWorkflow.publish(stage().n8n.api, name, { Batch: batch }, 'Batch')).ready();
		};

		it('is parsed whole, or in red, wherever the connection breaks', async () => {
			const workflow = await publish('Parse', { resource: 'exportFile', operation: 'parse', output: 'batches', batchSize: 500 }, {});
			const whole = await workflow.run([{}]);
			const rowsOf = (items: Array<{ json: IDataObject }>) => items.flatMap(({ json }) => (json.rows as IDataObject[] | undefined) ?? []).length;
			expect(rowsOf(itemsOf(whole, 'Batch'))).toBe(rows);
			for (const bytes of places) {
				proxy.after(bytes, 'cut');
				const items = itemsOf(await workflow.run([{}]), 'Batch');
				proxy.heal();
				const isRed = items.some(({ json }) => json.error !== undefined);
				expect(isRed || rowsOf(items) === rows, `cut after ${bytes} bytes: ${rowsOf(items)} rows, ${isRed ? 'red' : 'not red'}`).toBe(true);
			}
			tell(`cut after ${places.join(', ')} bytes`);
		});

		it('becomes an audience whole, or is told of in red, wherever the connection breaks', async () => {
			const sandbox = await stage().sandbox();
			await callProject(sandbox, 'audiences/create', { name: 'readers', type: 'custom_ids' });
			const audience = { __rl: true, mode: 'name', value: 'readers' };
			const parameters = { resource: 'audience', operation: 'syncFromFile', api: 'project', audience, header: 'yes', idColumn: 'custom_id', options: { fewestMembers: '0' } };
			const workflow = await publish('Sync', parameters, await stage().credential(sandbox));
			const members = (): string[] => [...(sandbox.state.audiences.get('readers')?.members.keys() ?? [])];
			const whole = itemsOf(await workflow.run([{}]), 'Batch');
			expect(whole.map(({ json }) => json.status), JSON.stringify(whole)).toEqual(['accepted']);
			expect(members().toSorted()).toEqual(ids.toSorted());
			for (const bytes of places) {
				proxy.after(bytes, 'cut');
				const items = itemsOf(await workflow.run([{}]), 'Batch');
				proxy.heal();
				const isRed = items.every(({ json }) => json.error !== undefined);
				expect(items, `cut after ${bytes} bytes`).toHaveLength(1);
				if (!isRed) expect(members().toSorted(), `cut after ${bytes} bytes, and not red`).toEqual(ids.toSorted());
			}
		});
	});
}
