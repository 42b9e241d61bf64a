import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { freePort } from '../../../scripts/support/free-port.mjs';
import { removeFolder, startProgram, temporaryFolder } from '../../servers/support/temporary.ts';

interface Server {
	readonly host: string;
	readonly port: number;
}

const program = '/usr/bin/redis-server';

/** An empty database of the Redis of the environment or of this machine, or of one that is started for it. */
export async function startRedis() {
	const { REDIS_HOST: host = '127.0.0.1', REDIS_PORT = '6379' } = process.env;
	const there = { host, port: Number(REDIS_PORT) };
	if (await answers(there)) return withDatabase(there, await emptyDatabase(there), async () => undefined);
	if (!existsSync(program)) throw new Error('No Redis answers, and none is installed. On Debian: apt-get install redis-server');
	const folder = temporaryFolder();
	const port = await freePort();
	const started = await startProgram(program, ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''], port);
	return withDatabase({ host: '127.0.0.1', port }, 0, async () => {
		await started.stop();
		removeFolder(folder);
	});
}

function withDatabase(server: Server, database: number, stopServer: () => Promise<void>) {
	const forget = async (): Promise<void> => void (await ask(server, `SELECT ${database}`, 'FLUSHDB'));
	const stop = async (): Promise<void> => {
		await forget();
		await stopServer();
	};
	return { ...server, database, forget, stop };
}

async function answers(server: Server): Promise<boolean> {
	return await ask(server, 'PING').then((lines) => lines.includes('+PONG'), () => false);
}

/** Somebody else's is not to be touched. */
async function emptyDatabase(server: Server): Promise<number> {
	for (let database = 15; database > 0; database--) {
		const [selected, size] = await ask(server, `SELECT ${database}`, 'DBSIZE');
		if (selected === '+OK' && size === ':0') return database;
	}
	throw new Error('The Redis that answers has no empty database');
}

/** The answers to commands that are answered in a line each. */
async function ask({ host, port }: Server, ...commands: string[]): Promise<string[]> {
	const socket = connect(port, host);
	socket.write([...commands, 'QUIT', ''].join('\r\n'));
	return (await text(socket)).split('\r\n');
}
