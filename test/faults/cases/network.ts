import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { itemsOf, PublishedWorkflow } from '../../e2e/workflows.ts';
import { subjects } from '../support/operations.ts';
import { secret } from '../support/secrets.ts';
import type { Stage } from '../support/stage.ts';
import { brokenWays, unreachable, withBrokenWays, type BrokenWay } from '../support/ways.ts';

/** What is sent, what may be sent again, and what only reads. */
const chosen = subjects.filter(({ name }) => ['event track project', 'profile upsert', 'campaign getAll app'].includes(name));

const rows = ['row_a', 'row_b'].map((id) => ({ id, plan: 'gold' }));

/** The way to Batch is broken from the first byte on, or slow until the last. */
export function describeNetwork(stage: () => Stage): void {
	describe.concurrent('the way to Batch', () => {
		let ways: BrokenWay[];
		let closeWays: () => Promise<void>;
		beforeAll(async () => {
			[ways, closeWays] = await withBrokenWays();
		});
		afterAll(async () => await closeWays());

		it.each(brokenWays)('leads to %s: every row says so, and no key goes there', async (name) => {
			const { address, reached } = ways.find((way) => way.name === name)!;
			const credentials = await stage().credential(await stage().sandbox(), { apiAddress: address });
			const said = await Promise.all(
				chosen.map(async (subject) => {
					const batch = { type: 'n8n-nodes-batch.batch', parameters: subject.parameters, credentials, settings: { onError: 'continueRegularOutput' } };
					const workflow = await (await PublishedWorkflow.publish(stage().n8n.api, `${subject.name} ${name}`, { Batch: batch }, 'Batch')).ready();
					const run = await workflow.run(rows);
					expect(JSON.stringify(run)).not.toMatch(secret);
					return itemsOf(run, 'Batch').map(({ json }) => [json.status ?? 'refused', String(json.error)]);
				}),
			);
			for (const verdicts of said) {
				expect(verdicts).toHaveLength(2);
				for (const [status, error] of verdicts) expect([status, error]).toEqual(['refused', expect.stringMatching(unreachable)]);
			}
			expect(reached).toEqual([]);
		});

		it('brings the answer piece by piece: it is waited for', async () => {
			const sandbox = await stage().sandbox();
			const credentials = await stage().credential(sandbox);
			for (const subject of chosen) {
				sandbox.faults.add({ kind: 'slow-body', delayMs: 3_000 });
				const batch = { type: 'n8n-nodes-batch.batch', parameters: subject.parameters, credentials, settings: { onError: 'continueRegularOutput' } };
				const workflow = await (await PublishedWorkflow.publish(stage().n8n.api, `${subject.name} slowly`, { Batch: batch }, 'Batch')).ready();
				const items = itemsOf(await workflow.run(rows), 'Batch');
				expect(items.filter(({ json }) => json.error !== undefined)).toEqual([]);
				if (subject.kind !== 'read') expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'accepted']);
			}
			expect(sandbox.faults.list()).toEqual([]);
			expect(sandbox.state.events).toHaveLength(2);
		});
	});
}
