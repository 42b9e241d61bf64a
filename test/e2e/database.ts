import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The PostgreSQL that the environment names (PGHOST, PGPORT, PGUSER, PGPASSWORD), or the one of this machine. */
export function serverOfEnvironment() {
	const { PGHOST: host = '127.0.0.1', PGPORT = '5432', PGUSER: user = 'postgres', PGPASSWORD: password = '' } = process.env;
	return { host, port: Number(PGPORT), user, password };
}

/** A database of its own on a server. Where there is none, the tests that need it are left out. */
export function databaseOfTests({ host, port, user, password } = serverOfEnvironment()) {
	const name = `batch_tests_${randomBytes(4).toString('hex')}`;
	const environment = { ...process.env, PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGCONNECT_TIMEOUT: '3' };
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
		connection: { host, port, user, password, database: name },
		create: async () => await inside('postgres', `CREATE DATABASE ${name}`),
		remove: async () => await inside('postgres', `DROP DATABASE ${name} WITH (FORCE)`),
		/** Lines of values, divided by `|`. */
		query: async (query: string) => await inside(name, query),
	};
}
