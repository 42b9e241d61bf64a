// npm run test:queue: n8n in queue mode – a main process, two workers, two webhook processes, PostgreSQL and Redis – under load, while
// workers are killed and the databases go away.
// Takes the PostgreSQL and the Redis of the environment (PGHOST, PGPORT, PGUSER, PGPASSWORD; REDIS_HOST, REDIS_PORT) or of this machine,
// with a database of its own in each; where none answers, it starts one for itself (on Debian: postgresql, redis-server).
// Arguments go to vitest: npm run test:queue -- -t "Redis"
import { runCommand } from './support/command.mjs';
import { buildAndTest } from './support/vitest-command.mjs';

await runCommand(async () => await buildAndTest('queue'));
