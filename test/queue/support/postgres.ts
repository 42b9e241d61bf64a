import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { freePort } from '../../../scripts/support/free-port.mjs';
import { databaseOfTests } from '../../e2e/database.ts';
import { giveTo, isRoot, removeFolder, startProgram, temporaryFolder } from '../../servers/support/temporary.ts';

/** A new database on the PostgreSQL of the environment or of this machine, or on one that is started for it. */
export async function startPostgres() {
	const there = databaseOfTests();
	if (there.isThere) return await withDatabase(there, async () => undefined);
	const { stop, ...server } = await startOwn();
	return await withDatabase(databaseOfTests(server), stop);
}

async function withDatabase({ create, remove, connection, query }: ReturnType<typeof databaseOfTests>, stopServer: () => Promise<void>) {
	await create();
	const stop = async (): Promise<void> => {
		await remove();
		await stopServer();
	};
	return { connection, query, stop };
}

async function startOwn() {
	const programs = folderOfPrograms();
	const user = 'postgres';
	const folder = temporaryFolder();
	const data = join(folder, 'data');
	// It refuses to run as root.
	const asItself = isRoot ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];
	giveTo('postgres', folder);
	const run = (...words: string[]): [string, string[]] => {
		const [first, ...rest] = [...asItself, ...words];
		return [first!, rest];
	};
	execFileSync(...run(join(programs, 'initdb'), '--pgdata', data, '--username', user, '--auth', 'trust', '--no-sync'), { cwd: folder, stdio: 'pipe' });
	const port = await freePort();
	const program = await startProgram(...run(join(programs, 'postgres'), '-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'), port);
	const stop = async (): Promise<void> => {
		await program.stop();
		removeFolder(folder);
	};
	return { host: '127.0.0.1', port, user, password: '', stop };
}

/** Debian puts them into a folder of their version, which is on no path. */
function folderOfPrograms(): string {
	const root = '/usr/lib/postgresql';
	const versions = existsSync(root) ? readdirSync(root).sort((one, other) => Number(other) - Number(one)) : [];
	const found = versions.map((version) => join(root, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb')));
	if (found === undefined) throw new Error('No PostgreSQL answers, and none is installed. On Debian: apt-get install postgresql');
	return found;
}
