import { setTimeout as pause } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { tell } from '../../servers/support/tell.ts';
import type { Cluster } from '../support/cluster.ts';
import { described, EventStream, isUnspoken, webhookNode } from '../support/events.ts';

const control = 'n8n’s own Webhook node';

/** Events go on coming in, with Send Once and without, while PostgreSQL is away. */
export function describeDatabaseAway(cluster: () => Cluster): void {
	describe('PostgreSQL away for 20 seconds', () => {
		it('brings no event twice, and what was answered 200 is at Batch, or in an execution that has not ended well', async () => {
			const { database } = cluster();
			const streams = {
				'with Send Once': await EventStream.publish(cluster(), 'Away', { sendOnce: true }),
				'without Send Once': await EventStream.publish(cluster(), 'Away, without', {}),
				[control]: await EventStream.publish(cluster(), 'Away, control', {}, webhookNode),
			};
			const all = Object.entries(streams);
			const senders = all.map(([name, stream]) => stream.start(`away ${name}`, 5));
			await pause(5_000);
			const cutAt = Date.now();
			database.shut();
			await pause(20_000);
			await database.open();
			await pause(12_000);
			await Promise.all(senders.map(async ({ stop }) => await stop()));
			const revived = await cluster().revive();
			await Promise.all(all.map(async ([, stream]) => await stream.settle(25)));
			tell(`started again, since they had ended: ${revived.join(', ') || 'none'}`);
			for (const [name, stream] of all) {
				const fates = await stream.fates();
				tell(`${name}: ${described(stream, fates)}`);
				expect(stream.repeated(), name).toEqual([]);
				// Where one is gone, this tells whether that was at the moment of the cut.
				const gone = fates.filter(isUnspoken).map(({ reader }) => stream.times.get(reader)!);
				for (const { sentAt, answeredAt } of gone) tell(`gone: sent ${sentAt - cutAt} ms after the cut, answered ${answeredAt - cutAt} ms after it`);
				if (stream !== streams[control]) expect(gone, name).toEqual([]);
				// What is at Batch is found, or finding nothing would mean nothing.
				expect((await stream.fateOf(stream.acknowledged[0]!)).executions, name).toEqual(['success']);
			}
		});
	});
}
