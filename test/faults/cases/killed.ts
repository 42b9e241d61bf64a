import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import axios from 'axios';
import { describe, expect, it } from 'vitest';

import { itemsOf, PublishedWorkflow } from '../../e2e/workflows.ts';
import { until } from '../../servers/support/until.ts';
import { tell } from '../../servers/support/tell.ts';
import type { Stage } from '../support/stage.ts';

const count = 1_000;
/**
 * Of each kill: three calls of 200 are on their way at most, and one is claimed. One while marks are read leaves a doubt about a
 * hundred more (docs/send-once.md).
 */
const inDoubtAtMost = 2 * (4 * 200 + 100);

/** n8n is killed at moments that nobody chose, and does the same again. */
export function describeKilled(stage: () => Stage): void {
	describe('n8n killed in the middle of 1,000 events with Send Once, and again in the middle of the next run', () => {
		it('has each of them at Batch once, or names it in red', async () => {
			const sandbox = await stage().sandbox();
			// So that calls are on their way when others are claimed.
			sandbox.faults.add({ kind: 'slow', delayMs: 400, times: 1_000 });
			const parameters = { resource: 'event', operation: 'track', customId: '={{ $json.id }}', eventName: 'order_paid', sendOnce: true, onceKey: '={{ $json.id }}' };
			const batch = { type: 'n8n-nodes-batch.batch', parameters, credentials: await stage().credential(sandbox), settings: { onError: 'continueRegularOutput' } };
			const workflow = await (await PublishedWorkflow.publish(stage().n8n.api, 'Killed', { Batch: batch }, 'Batch')).ready();
			const ids = Array.from({ length: count }, (_, row) => `killed-${row}`);
			const call = async () => await axios.post(workflow.addressAt(stage().n8n.url), { rows: ids.map((id) => ({ id })) }, { proxy: false });

			for (const kill of ['first', 'second']) {
				const calls = sandbox.state.requests.length;
				void call().catch(() => undefined);
				if (kill === 'first') await until('it has begun to send', () => sandbox.state.requests.length > calls);
				const after = randomInt(kill === 'first' ? 800 : 3_000);
				await pause(after);
				await stage().n8n.kill();
				tell(`${kill} kill: after ${after} ms, ${sandbox.state.profiles.size} of ${count} at Batch`);
				await stage().restart();
				await workflow.ready();
			}
			await call();
			const [last] = await stage().n8n.api.executions({ workflowId: workflow.id, status: 'success', includeData: true });
			const items = itemsOf({ status: 'success', nodes: last!.data.resultData.runData }, 'Batch');
			const verdicts = items.map(({ json: { customId, status, error } }) => ({ customId, status, isNamed: error !== undefined, times: sandbox.state.profiles.get(String(customId))?.events.length ?? 0 }));
			const inDoubt = verdicts.filter(({ status }) => status === 'unknown');
			tell(`after the third run ${sandbox.state.profiles.size} at Batch, ${inDoubt.length} in doubt`);
			expect(verdicts.map(({ customId }) => customId)).toEqual(ids);
			const isRight = ({ status, isNamed, times }: (typeof verdicts)[number]): boolean =>
				status === 'unknown' ? isNamed && times <= 1 : (status === 'accepted' || status === 'skipped') && times === 1;
			expect(verdicts.filter((verdict) => !isRight(verdict))).toEqual([]);
			expect(inDoubt.length).toBeLessThanOrEqual(inDoubtAtMost);
		});
	});
}
