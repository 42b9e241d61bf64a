import { afterAll, beforeAll, describe } from 'vitest';

import { describeBulk } from './cases/bulk.ts';
import { describeDatabaseAway } from './cases/databaseAway.ts';
import { describeKilledWorker } from './cases/killedWorker.ts';
import { describePolls } from './cases/polls.ts';
import { describeRedisAway } from './cases/redisAway.ts';
import { describeTwoWorkers } from './cases/twoWorkers.ts';
import { describeWebhooks } from './cases/webhooks.ts';
import { startCluster, type Cluster } from './support/cluster.ts';

/** One n8n for all of them, which takes half a minute to start. */
describe('n8n in queue mode', () => {
	let cluster: Cluster;
	beforeAll(async () => {
		cluster = await startCluster();
	});
	afterAll(async () => await cluster?.stop());

	const current = (): Cluster => cluster;
	describeWebhooks(current);
	describeBulk(current);
	describeTwoWorkers(current);
	describeKilledWorker(current);
	describePolls(current);
	describeRedisAway(current);
	describeDatabaseAway(current);
});
