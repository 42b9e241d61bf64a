import { describe, expect, it } from 'vitest';

import { until } from '../../servers/support/until.ts';
import { tell } from '../../servers/support/tell.ts';
import { Bulk } from '../support/bulk.ts';
import type { Cluster } from '../support/cluster.ts';

const count = 3_000;
/** 200 profiles a call. Three calls are on their way at most, and one is claimed (docs/send-once.md). */
const inDoubtAtMost = 4 * 200;

export function describeKilledWorker(cluster: () => Cluster): void {
	describe('a worker killed in the middle of events with Send Once', () => {
		it('leaves what the next run sends, or names in red: each event is at Batch once or said to be in doubt', async () => {
			const { sandbox, webhooks } = cluster();
			const bulk = await Bulk.publish(cluster(), 'Killed', {
				code: `return Array.from({ length: ${count} }, (_, row) => ({ json: { id: 'killed-' + row, key: 'order ' + row } }));`,
				batch: { resource: 'event', operation: 'track', customId: '={{ $json.id }}', eventName: 'order_paid', sendOnce: true, onceKey: '={{ $json.key }}' },
			});
			const arrivals = (row: number): number => sandbox.state.profiles.get(`killed-${row}`)?.events.length ?? 0;
			const arrived = (): number => Array.from({ length: count }, (_, row) => arrivals(row)).filter((times) => times > 0).length;

			// n8n gives up on what a killed worker had, and whoever called for it hears nothing any more.
			void bulk.run(webhooks[0]).catch(() => undefined);
			const killed = await bulk.workerOfNewest();
			await until('the first events are at Batch', () => arrived() >= 800);
			await killed.kill();
			const before = arrived();
			expect(before).toBeLessThan(count);

			const rows = await bulk.run(webhooks[1]);
			await killed.start();
			const verdicts = rows.map(({ customId, status, error }, row) => ({ customId, status, isNamed: error !== undefined, times: arrivals(row) }));
			const inDoubt = verdicts.filter(({ status }) => status === 'unknown');
			tell(`killed with ${before} of ${count} at Batch; after the next run ${arrived()}, ${inDoubt.length} in doubt`);
			expect(rows).toHaveLength(count);
			const isRight = ({ status, isNamed, times }: (typeof verdicts)[number]): boolean =>
				status === 'unknown' ? isNamed && times <= 1 : (status === 'accepted' || status === 'skipped') && times === 1;
			expect(verdicts.filter((verdict) => !isRight(verdict))).toEqual([]);
			expect(verdicts.map(({ customId }) => customId)).toEqual(rows.map((_row, row) => `killed-${row}`));
			expect(inDoubt.length).toBeLessThanOrEqual(inDoubtAtMost);
		});
	});
}
