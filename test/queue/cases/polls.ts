import { afterAll, beforeAll, describe, it } from 'vitest';

import { header, hour, rows, users, Watched } from '../../servers/support/n8nPolls.ts';
import { startCuttingProxy, type CuttingProxy } from '../../servers/support/cuttingProxy.ts';
import type { Fixture } from '../../servers/support/fixture.ts';
import { startS3 } from '../../servers/support/s3.ts';
import { until } from '../../servers/support/until.ts';
import type { Cluster } from '../support/cluster.ts';

/** The main process polls; what it finds goes to the workers. */
export function describePolls(cluster: () => Cluster): void {
	describe('the Batch File Trigger', () => {
		let s3: Fixture;
		let proxy: CuttingProxy;
		beforeAll(async () => {
			s3 = await startS3();
			proxy = await startCuttingProxy(s3);
		});
		afterAll(async () => {
			await proxy?.stop();
			await s3?.stop();
		});

		it('gives every row once, while the main process is killed in the middle of a file and starts again', async () => {
			const { main } = cluster();
			const watched = new Watched('Polls in queue mode', s3, proxy);
			await watched.write('history.csv', header + rows('history', 5), 48 * hour);
			await watched.activate(cluster());
			await watched.write('a.csv', header + rows('a', 2_500));
			await until('the file has been begun', async () => (await watched.arrived(cluster())).length >= 1_000);
			await main.kill();
			await watched.write('b.csv', header + rows('b', 4));
			await main.start();
			await watched.expectArrived(cluster(), [...users('a', 2_500), ...users('b', 4)]);
		});
	});
}
