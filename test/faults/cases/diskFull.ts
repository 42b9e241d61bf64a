import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import type { CredentialsOfNode } from '../../e2e/accounts.ts';
import { itemsOf, PublishedWorkflow } from '../../e2e/workflows.ts';
import { accident } from '../../nodes/harness/accountsForEveryItem.ts';
import { startEmbeddedWeb } from '../../servers/support/embeddedWeb.ts';
import { subjects } from '../support/operations.ts';
import { prepare, seeded } from '../support/sandboxes.ts';
import { SmallDisk } from '../support/smallDisk.ts';
import type { Stage } from '../support/stage.ts';

/** What puts a file somewhere: a binary of n8n's. */
const downloads: Array<[string, INodeParameters]> = [
	['export download project', {}],
	['export download app', {}],
	['export createAndWait project', {}],
	['privacyRequest get', { options: { binaryField: 'data' } }],
];

/** No room is left on the disk for binaries and temporary files (mounted for it; not where that is not allowed). */
export function describeDiskFull(stage: () => Stage): void {
	describe.runIf(SmallDisk.isPossible)('the disk is full', () => {
		/** With a full disk, then with room again. */
		const bothWays = async (parameters: INodeParameters, credentials: CredentialsOfNode, rows: IDataObject[]) => {
			const batch = { type: 'n8n-nodes-batch.batch', parameters, credentials, settings: { onError: 'continueRegularOutput' } };
			const workflow = await (await PublishedWorkflow.publish(stage().n8n.api, 'Full', { Batch: batch }, 'Batch')).ready();
			const disk = stage().disk!;
			disk.fill();
			const full = await workflow.run(rows).finally(() => disk.empty());
			return { full: itemsOf(full, 'Batch'), withRoom: async () => itemsOf(await workflow.run(rows), 'Batch') };
		};
		const isTold = ({ json: { error } }: { json: IDataObject }): void => {
			expect(String(error)).toMatch(/ENOSPC|no space|disk|room/i);
			expect(String(error)).not.toMatch(accident);
		};

		it.each(downloads)('%s: the row says so, and the next run has the file', async (name, more) => {
			const subject = subjects.find((one) => one.name === name)!;
			const sandbox = await stage().sandbox({ enforceRateLimits: false });
			prepare(sandbox);
			const [id] = await seeded(subject, sandbox, ['full']);
			const { full, withRoom } = await bothWays({ ...subject.parameters, ...more }, await stage().credential(sandbox), [{ id }]);
			expect(full).toHaveLength(1);
			full.forEach(isTold);
			const [item] = await withRoom();
			expect(item?.json.error).toBeUndefined();
			expect(Object.keys(item?.binary ?? {})).toEqual(['data']);
		});

		it('Audience → Sync From File, which keeps the ids in a temporary file: nobody is removed, and the row says so', async () => {
			const web = await startEmbeddedWeb();
			try {
				await web.shelf.write('lists/readers.csv', `custom_id\n${Array.from({ length: 5_000 }, (_, row) => `member-${row}\n`).join('')}`, new Date(Date.now() - 3_600_000));
				const sandbox = await stage().sandbox();
				const subject = subjects.find(({ name }) => name === 'audience syncFromFile project')!;
				const [id] = await seeded(subject, sandbox, ['full']);
				sandbox.state.audiences.get(id!)!.members.set('somebody', {});
				const storage = await stage().credentialOf('batchStorageHttpApi', { ...web.credential(), allowPrivateAddresses: true });
				const parameters = { ...subject.parameters, fileFrom: web.kind, path: 'lists/readers.csv' };
				const { full, withRoom } = await bothWays(parameters, { ...storage, ...(await stage().credential(sandbox)) }, [{ id }]);
				expect(full).toHaveLength(1);
				full.forEach(isTold);
				expect([...sandbox.state.audiences.get(id!)!.members.keys()]).toEqual(['somebody']);
				expect((await withRoom()).map(({ json }) => json.status)).toEqual(['accepted']);
				expect(sandbox.state.audiences.get(id!)!.members.size).toBe(5_000);
			} finally {
				await web.stop();
			}
		});
	});
}
