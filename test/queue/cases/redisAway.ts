import { setTimeout as pause } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { tell } from '../../servers/support/tell.ts';
import type { Cluster } from '../support/cluster.ts';
import { described, EventStream, isUnspoken } from '../support/events.ts';

/** Events go on coming in while Redis is started again. */
export function describeRedisAway(cluster: () => Cluster): void {
	describe('Redis started again', () => {
		it.each([
			['with all it knew', false],
			['and having forgotten everything', true],
		])('%s: no event comes twice, none is gone without a trace, and the next ones go through', async (_name, forgets) => {
			const { redis, forgetRedis, webhooks } = cluster();
			const stream = await EventStream.publish(cluster(), `Redis ${String(forgets)}`, { sendOnce: true });
			const sender = stream.start(`redis ${String(forgets)}`, 8);
			await pause(4_000);
			redis.shut();
			await pause(3_000);
			if (forgets) await forgetRedis();
			await redis.open();
			await pause(4_000);
			await sender.stop();
			await cluster().revive();
			expect(await stream.send(`afterwards ${String(forgets)}`, webhooks[0])).toBe(200);
			await stream.settle(15);
			const fates = await stream.fates();
			tell(described(stream, fates));
			expect(stream.repeated()).toEqual([]);
			expect(fates.filter(isUnspoken)).toEqual([]);
			expect(stream.arrivalsOf(`afterwards ${String(forgets)}`)).toBe(1);
		});
	});
}
