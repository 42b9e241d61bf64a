import { setTimeout as pause } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import type { Cluster } from '../support/cluster.ts';
import { described, EventStream, isUnspoken } from '../support/events.ts';
import { tell } from '../../servers/support/tell.ts';

/** Events go on coming in, with Send Once and without, while PostgreSQL is away. */
export function describeDatabaseAway(cluster: () => Cluster): void {
	describe('PostgreSQL away for 20 seconds', () => {
		it('brings no event twice, and none is gone that was answered 200 and is in no execution that ended badly', async () => {
			const { database } = cluster();
			const streams = {
				'with Send Once': await EventStream.publish(cluster(), 'Away', { sendOnce: true }),
				'without Send Once': await EventStream.publish(cluster(), 'Away, control', {}),
			};
			const all = Object.entries(streams);
			const senders = all.map(([name, stream]) => stream.start(`away ${name}`, 3));
			await pause(5_000);
			database.shut();
			await pause(20_000);
			await database.open();
			await pause(12_000);
			await Promise.all(senders.map(async ({ stop }) => await stop()));
			const revived = await cluster().revive();
			await Promise.all(all.map(async ([, stream]) => await stream.settle(25)));
			tell(`started again, since they had ended: ${revived.join(', ') || 'none'}`);
			const seen = await Promise.all(
				all.map(async ([name, stream]) => {
					const fates = await stream.fates();
					tell(`${name}: ${described(stream, fates)}`);
					return { name, repeated: stream.repeated(), unspoken: fates.filter(isUnspoken) };
				}),
			);
			expect(seen).toEqual(all.map(([name]) => ({ name, repeated: [], unspoken: [] })));
		});
	});
}
