import { mkdirSync } from 'node:fs';
import { createServer as createPlainServer, type Server } from 'node:http';
import { createServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { makeCertificates } from '../../servers/support/certificates.ts';
import { removeFolder, temporaryFolder } from '../../servers/support/temporary.ts';

export const brokenWays = [
	'a server whose name nobody knows',
	'a port where nobody listens',
	'a server with a certificate of its own making',
	'a server with a certificate that is over',
	'a server that speaks no TLS',
] as const;
/** What is said of them. */
export const unreachable = /could not be reached|certificate|TLS|not known|address/i;

/** A way on which nobody comes to Batch. */
export interface BrokenWay {
	readonly name: string;
	readonly address: string;
	/** What got through all the same. */
	readonly reached: readonly string[];
}

type AnyServer = Server | SecureServer;

async function listen(server: AnyServer): Promise<number> {
	await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
}

/** @returns the ways, and what takes them away */
export async function withBrokenWays(): Promise<[BrokenWay[], () => Promise<void>]> {
	const folder = join(temporaryFolder(), 'certificates');
	mkdirSync(folder);
	const { selfSigned, expired } = makeCertificates(folder);
	const servers: AnyServer[] = [];
	const reached: string[] = [];
	const https = async ({ certificate, key }: { certificate: string; key: string }): Promise<string> => {
		const server = createServer({ cert: certificate, key }, (request, response) => {
			reached.push(JSON.stringify([request.url, request.headers]));
			response.end('{}');
		});
		servers.push(server);
		return `https://127.0.0.1:${await listen(server)}`;
	};
	const plain = createPlainServer((_request, response) => void response.end('{}'));
	servers.push(plain);
	const addresses: Record<(typeof brokenWays)[number], string> = {
		'a server whose name nobody knows': 'https://batch.invalid',
		// Of one that is free somebody else may take hold.
		'a port where nobody listens': 'http://127.0.0.1:9',
		'a server with a certificate of its own making': await https(selfSigned),
		'a server with a certificate that is over': await https(expired),
		'a server that speaks no TLS': `https://127.0.0.1:${await listen(plain)}`,
	};
	const close = async (): Promise<void> => {
		for (const server of servers) {
			server.close();
			server.closeAllConnections();
		}
		await Promise.resolve(removeFolder(join(folder, '..')));
	};
	return [Object.entries(addresses).map(([name, address]) => ({ name, address, reached })), close];
}
