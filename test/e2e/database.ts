import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A database of its own on the PostgreSQL that the environment names (PGHOST, PGPORT, PGUSER, PGPASSWORD), or on the one of this
 * machine. Where there is none, the tests that need it are left out.
 */
export function databaseOfTests() {
	const { PGHOST = '127.0.0.1', PGPORT = '5432', PGUSER = 'postgres', PGPASSWORD = '' } = process.env;
	const name = `batch_examples_${randomBytes(4).toString('hex')}`;
	const environment = { ...process.env, PGHOST, PGPORT, PGUSER, PGPASSWORD, PGCONNECT_TIMEOUT: '3' };
	const inside = async (database: string, query: string) => {
		const { stdout } = await run('psql', ['--no-psqlrc', '--no-password', '--tuples-only', '--no-align', '--dbname', database, '--command', query], { env: environment });
		return stdout.split('\n').filter((line) => line !== '');
	};
	const isThere = (() => {
		try {
			execFileSync('psql', ['--no-psqlrc', '--no-password', '--dbname', 'postgres', '--command', 'SELECT 1'], { env: environment, stdio: 'ignore' });
			return true;
		} catch {
			return false;
		}
	})();
	return {
		isThere,
		connection: { host: PGHOST, port: Number(PGPORT), user: PGUSER, password: PGPASSWORD, database: name },
		create: async () => await inside('postgres', `CREATE DATABASE ${name}`),
		remove: async () => await inside('postgres', `DROP DATABASE ${name} WITH (FORCE)`),
		/** Lines of values, divided by `|`. */
		query: async (query: string) => await inside(name, query),
	};
}
