import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { projectFolder } from '../../../scripts/bootstrap.mjs';
import { N8nClient } from '../../../scripts/n8n-client.mjs';
import { installPackages } from '../../../scripts/n8n-server.mjs';
import { batchCredential } from '../../nodes/harness/batch.ts';
import { testSecret } from '../../fixtures/purchasely/signatures.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import type { CredentialsOfNode } from '../../e2e/accounts.ts';
import { Door } from '../../servers/support/door.ts';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';
import { Seat, type Command } from './seat.ts';

const owner = { email: 'owner@example.com', password: 'Batch-sandbox-1' };

/** n8n in queue mode: a main process, two workers and two webhook processes, whose databases can be made to go away. */
export interface Cluster {
	readonly main: Seat;
	readonly workers: readonly [Seat, Seat];
	readonly webhooks: readonly [Seat, Seat];
	readonly api: N8nClient;
	readonly sandbox: Sandbox;
	readonly credentials: CredentialsOfNode;
	/** In front of PostgreSQL, and of Redis. */
	readonly database: Door;
	readonly redis: Door;
	/** Redis forgets everything, as one that writes nothing to its disk does when it is started again. */
	forgetRedis(): Promise<void>;
	/** Starts the processes that have ended by themselves. @returns which */
	revive(): Promise<string[]>;
	/** What PostgreSQL answers: lines of values, divided by `|`. */
	query(text: string): Promise<string[]>;
	stop(): Promise<void>;
}

export async function startCluster(): Promise<Cluster> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-queue-'));
	const ends: Array<() => Promise<void>> = [async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })];
	const stop = async (): Promise<void> => {
		for (const end of ends.splice(0).reverse()) await end();
	};
	const parts = await startParts(folder, ends).catch(async (error: Error) => {
		await stop();
		return await Promise.reject(error);
	});
	return { ...parts, stop };
}

/** @param ends what ends the parts, in the order in which they were started */
async function startParts(folder: string, ends: Array<() => Promise<void>>): Promise<Omit<Cluster, 'stop'>> {
	// A hundred thousand profiles are looked at one by one.
	const sandbox = await startSandbox({ retention: { requests: 20_000, bodies: 10 } });
	ends.push(async () => await sandbox.close());
	const postgres = await startPostgres();
	ends.push(postgres.stop);
	const store = await startRedis();
	ends.push(store.stop);
	const [database, redis] = [await new Door(postgres.connection).open(), await new Door(store).open()];
	ends.push(async () => [database, redis].forEach((door) => door.shut()));

	const name = `batch_${randomBytes(4).toString('hex')}`;
	const environment = {
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64'),
		EXECUTIONS_MODE: 'queue',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(database.port),
		DB_POSTGRESDB_DATABASE: postgres.connection.database,
		DB_POSTGRESDB_USER: postgres.connection.user,
		DB_POSTGRESDB_PASSWORD: postgres.connection.password,
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		QUEUE_BULL_REDIS_DB: String(store.database),
		// Channels are those of all databases of a Redis.
		QUEUE_BULL_PREFIX: name,
		N8N_REDIS_KEY_PREFIX: name,
		// As docs/busy-sites.md asks for.
		DB_POSTGRESDB_POOL_SIZE: '10',
		N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
	};
	await installPackages(join(folder, 'first'), [projectFolder]);
	const seat = (command: Command, place: string): Seat => {
		const own = join(folder, place);
		mkdirSync(join(own, '.n8n'), { recursive: true });
		cpSync(join(folder, 'first', '.n8n', 'nodes'), join(own, '.n8n', 'nodes'), { recursive: true });
		const made = new Seat(command, own, environment);
		ends.push(async () => await made.stop());
		return made;
	};
	const main = seat('start', 'main');
	const workers = [seat('worker', 'worker 1'), seat('worker', 'worker 2')] as const;
	const webhooks = [seat('webhook', 'webhook 1'), seat('webhook', 'webhook 2')] as const;
	// The first makes the tables.
	await main.start();
	await Promise.all([...workers, ...webhooks].map(async (each) => await each.start()));

	const api = new N8nClient(main.url);
	await api.logIn(owner);
	const credentials = await createCredentials(api, sandbox);
	const revive = async () => {
		const ended = [main, ...workers, ...webhooks].filter((each) => !each.isRunning());
		await Promise.all(ended.map(async (each) => await each.start()));
		return ended.map(({ command }) => command);
	};
	return { main, workers, webhooks, api, sandbox, credentials, database, redis, forgetRedis: store.forget, revive, query: postgres.query };
}

async function createCredentials(api: N8nClient, sandbox: Sandbox): Promise<CredentialsOfNode> {
	const create = async (type: string, data: Record<string, unknown>) => {
		const { id } = await api.createCredential({ name: type, type, data });
		return { id, name: type };
	};
	return {
		batchApi: await create('batchApi', { ...batchCredential(sandbox), advanced: true }),
		purchaselyWebhookApi: await create('purchaselyWebhookApi', { clientSharedSecret: testSecret }),
	};
}
