import { setTimeout as pause } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { until } from '../../servers/support/until.ts';
import { tell } from '../../servers/support/tell.ts';
import { Bulk } from '../support/bulk.ts';
import type { Cluster } from '../support/cluster.ts';
import type { Seat } from '../support/seat.ts';

const count = 100_000;
/** n8n takes a job for stalled whose worker has not said for a minute that it is at work. */
const stallLimit = 60_000;

/** Looks again and again whether a process answers, until it is told to stop. */
function watchHealth({ url }: Seat): { longest(): Promise<number> } {
	let isOver = false;
	const watching = (async () => {
		let longest = 0;
		while (!isOver) {
			const askedAt = performance.now();
			const isWell = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(stallLimit) }).then(({ ok }) => ok, () => false);
			longest = Math.max(longest, isWell ? performance.now() - askedAt : Infinity);
			await pause(100);
		}
		return longest;
	})();
	return {
		longest: async () => {
			isOver = true;
			return await watching;
		},
	};
}

export function describeBulk(cluster: () => Cluster): void {
	describe(`${count.toLocaleString('en')} profiles in one execution`, () => {
		it('arrive, in a job that does not stall, while main and workers go on answering', async () => {
			const { main, workers, webhooks, sandbox } = cluster();
			const bulk = await Bulk.publish(cluster(), 'Bulk', {
				code: `return Array.from({ length: ${count} }, (_, row) => ({ json: { id: 'bulk-' + row, plan: row % 2 ? 'gold' : 'silver', points: row, city: 'Paris' } }));`,
				batch: { resource: 'profile', operation: 'upsert', customId: '={{ $json.id }}', attributesFrom: 'incoming', fieldsToLeaveOut: 'id' },
				isCounted: true,
			});
			const callsBefore = sandbox.state.totals.calls;
			const watched = [main, ...workers].map((seat) => watchHealth(seat));
			const startedAt = Date.now();
			const counted = await bulk.run(webhooks[0]);
			const seconds = (Date.now() - startedAt) / 1_000;
			const [ofMain, ...ofWorkers] = await Promise.all(watched.map(async ({ longest }) => await longest()));
			tell(`${seconds.toFixed(1)} s, ${sandbox.state.totals.calls - callsBefore} calls; longest time until main answered ${ofMain!.toFixed(0)} ms, until a worker did ${Math.max(...ofWorkers).toFixed(0)} ms`);
			expect(counted).toEqual([{ accepted: count }]);
			const arrived = [...sandbox.state.profiles.keys()].filter((id) => id.startsWith('bulk-'));
			expect(arrived).toHaveLength(count);
			await until('n8n has saved it', async () => (await bulk.executions()).every(({ status }) => status !== 'running'));
			expect(await bulk.executions()).toMatchObject([{ status: 'success' }]);
			for (const seat of [main, ...workers]) expect(seat.log().split('\n').filter((line) => /stalled more than/.test(line))).toEqual([]);
			expect(ofMain).toBeLessThan(5_000);
			// Half of what n8n allows: a machine that is half as quick must do, too.
			expect(Math.max(...ofWorkers)).toBeLessThan(stallLimit / 2);
		});
	});
}
