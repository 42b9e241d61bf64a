import { describe, expect, it } from 'vitest';

import { tell } from '../../servers/support/tell.ts';
import type { Cluster } from '../support/cluster.ts';
import { EventStream, poool, purchasely } from '../support/events.ts';

/** Events come in through two webhook processes, and two workers send them. */
export function describeWebhooks(cluster: () => Cluster): void {
	describe.each([
		['Purchasely', purchasely, 240],
		['a page with Poool', poool, 120],
	] as const)('events of %s', (name, source, count) => {
		it('are at Batch once each, from both webhook processes through both workers', async () => {
			const { webhooks, workers } = cluster();
			const stream = await EventStream.publish(cluster(), name, { sendOnce: true }, source);
			const readers = Array.from({ length: count }, (_, reader) => `${name}-${reader}`);
			const left = [...readers.entries()];
			const statuses: unknown[] = [];
			const startedAt = Date.now();
			const sendOn = async (): Promise<void> => {
				for (let next = left.shift(); next !== undefined; next = left.shift()) statuses.push(await stream.send(next[1], webhooks[next[0] % 2]!));
			};
			await Promise.all(Array.from({ length: 16 }, sendOn));
			expect(statuses).toEqual(readers.map(() => 200));
			await stream.settle(20);
			tell(`${count} events of ${name} in ${((Date.now() - startedAt) / 1_000).toFixed(1)} s, 2 s of waiting for second copies among them`);
			expect({ missing: stream.missing(), repeated: stream.repeated() }).toEqual({ missing: [], repeated: [] });
			for (const worker of workers) expect(worker.log()).toContain('Worker started execution');
		});

		it('are at Batch once where both webhook processes get each of them at the same moment', async () => {
			const { webhooks } = cluster();
			const stream = await EventStream.publish(cluster(), `${name}, in pairs`, { sendOnce: true }, source);
			const readers = Array.from({ length: 60 }, (_, reader) => `pair of ${name}-${reader}`);
			for (let next = 0; next < readers.length; next += 6) {
				const together = readers.slice(next, next + 6);
				await Promise.all(together.flatMap((reader) => webhooks.map(async (process) => await stream.send(reader, process))));
			}
			expect(stream.acknowledged).toHaveLength(2 * readers.length);
			// One that finds the other on its way waits until that is over.
			await stream.settle(45);
			expect({ missing: stream.missing(), repeated: stream.repeated() }).toEqual({ missing: [], repeated: [] });
		});
	});
}
