import { describe, expect, it } from 'vitest';

import { tell } from '../../servers/support/tell.ts';
import { Bulk } from '../support/bulk.ts';
import type { Cluster } from '../support/cluster.ts';

const count = 3_000;
/** Both begin with all that may go at once, and know nothing of each other yet. */
const beginning = 10_000;

export function describeTwoWorkers(cluster: () => Cluster): void {
	describe('two workers that both take the whole rate to be theirs', () => {
		it('get all events to Batch, and few calls are turned away', async () => {
			const { sandbox, webhooks, workers } = cluster();
			const publish = async (name: string) =>
				await Bulk.publish(cluster(), name, {
					code: `return Array.from({ length: ${count} }, (_, row) => ({ json: { id: '${name}-' + row } }));`,
					batch: { resource: 'event', operation: 'track', customId: '={{ $json.id }}', eventName: 'order_paid' },
					isCounted: true,
				});
			const bulks = [await publish('one'), await publish('other')];
			const startedAt = Date.now();
			const counted = await Promise.all(bulks.map(async (bulk, index) => await bulk.run(webhooks[index]!)));
			const seconds = (Date.now() - startedAt) / 1_000;
			const calls = sandbox.state.requests.filter(({ at, path }) => at >= startedAt && path.endsWith('profiles/update'));
			const turnedAway = calls.filter(({ status }) => status === 429);
			const later = turnedAway.filter(({ at }) => at > startedAt + beginning);
			tell(`${2 * count} events in ${seconds.toFixed(1)} s: ${turnedAway.length} of ${calls.length} calls turned away, ${later.length} after the first ten seconds`);
			expect(counted).toEqual(bulks.map(() => [{ accepted: count }]));
			const taken = await Promise.all(bulks.map(async (bulk) => await bulk.workerOfNewest()));
			expect(new Set(taken)).toEqual(new Set(workers));
			// In the long run it is less than one in a hundred: test/unit/batch/severalWorkers.test.ts.
			expect(later.length).toBeLessThanOrEqual(2);
		});
	});
}
