import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * A port for a server that is started in a moment: nobody listens on it, and it is none of those that systems give to
 * outgoing connections (Linux from 32768, others from 49152). A server that listens on all addresses cannot have a port
 * that any connection leaves from.
 * @param {string} [host]
 * @returns {Promise<number>}
 */
export async function freePort(host = '127.0.0.1') {
	for (;;) {
		const port = randomInt(21_000, 32_000);
		if (await isFree(port, host)) return port;
	}
}

async function isFree(port, host) {
	const server = createServer();
	try {
		await new Promise((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
	} catch (error) {
		if (error.code === 'EADDRINUSE') return false;
		throw error;
	}
	await new Promise((resolve) => server.close(resolve));
	return true;
}
