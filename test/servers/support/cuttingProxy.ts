import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import type { Fixture } from './fixture.ts';

export interface CuttingProxy {
	readonly port: number;
	/** Connections that are open now, data connections of FTP among them. */
	openConnections(): number;
	/** Connections that were made so far. */
	connections(): number;
	/** Cuts, or falls silent, once that many more bytes came from the server. 0 cuts new connections at once. */
	after(bytes: number, what: 'cut' | 'hang'): void;
	/** Does some work once that many more bytes came from the server, and passes nothing on meanwhile. */
	pauseAfter(bytes: number, work: () => Promise<void>): void;
	/** Whether the bytes have come after which it cuts or falls silent. */
	isBroken(): boolean;
	/** Passes everything on again; what fell silent stays so. */
	heal(): void;
	stop(): Promise<void>;
}

/** A TCP proxy in front of a server that can break. For FTP it also stands in front of the data connections. */
export async function startCuttingProxy(target: Pick<Fixture, 'port' | 'network'>): Promise<CuttingProxy> {
	const { serverHost = '127.0.0.1', proxyHost = '127.0.0.1', dataPorts = [] } = target.network ?? {};
	const sockets = new Set<Socket>();
	const servers: Server[] = [];
	let left = Infinity;
	let breakage: 'cut' | 'hang' = 'cut';
	let work: (() => Promise<void>) | undefined;
	let made = 0;
	let isBroken = false;

	/** Gives the port that it listens on. */
	const listen = async (to: number, own = 0): Promise<number> => {
		const server = createServer((client) => {
			made++;
			if (left <= 0 && breakage === 'cut') {
				isBroken = true;
				client.destroy();
				return;
			}
			const upstream = connect(to, serverHost);
			for (const socket of [client, upstream]) {
				sockets.add(socket);
				socket.setNoDelay(true);
				socket.on('close', () => sockets.delete(socket));
				socket.on('error', () => undefined);
			}
			client.on('data', (chunk) => upstream.write(chunk));
			client.on('close', () => upstream.destroy());
			client.on('end', () => upstream.end());
			upstream.on('close', () => {
				if (!(left <= 0 && breakage === 'hang')) client.destroySoon();
			});
			upstream.on('data', (chunk: Buffer) => {
				const passed = chunk.subarray(0, Math.max(0, Math.min(chunk.length, left)));
				left -= chunk.length;
				if (left <= 0 && work !== undefined) {
					const meanwhile = work();
					work = undefined;
					left = Infinity;
					upstream.pause();
					void meanwhile.finally(() => {
						client.write(chunk);
						upstream.resume();
					});
					return;
				}
				void forward(client, passed).then(() => {
					if (left > 0) return;
					isBroken = true;
					if (breakage === 'cut') {
						client.destroy();
						upstream.destroy();
					} else {
						upstream.pause();
					}
				});
			});
		});
		servers.push(server);
		await new Promise<void>((resolve, reject) => server.once('error', reject).listen(own, proxyHost, resolve));
		return (server.address() as AddressInfo).port;
	};

	/** A passive port that the server announces in clear is replaced by one of ours. */
	const forward = async (client: Socket, chunk: Buffer): Promise<void> => {
		const passive = dataPorts.length > 0 ? null : /\(\|\|\|(\d+)\|\)/.exec(chunk.toString('latin1'));
		if (passive === null || !chunk.toString('latin1').startsWith('229')) {
			client.write(chunk);
			return;
		}
		const port = await listen(Number(passive[1]));
		client.write(chunk.toString('latin1').replace(passive[0], `(|||${port}|)`));
	};

	const port = await listen(target.port);
	for (const dataPort of dataPorts) await listen(dataPort, dataPort);
	return {
		port,
		openConnections: () => [...sockets].filter((socket) => !socket.destroyed).length,
		connections: () => made,
		after(bytes, what) {
			left = bytes;
			breakage = what;
			isBroken = false;
		},
		pauseAfter(bytes, theWork) {
			left = bytes;
			work = theWork;
		},
		isBroken: () => isBroken,
		heal() {
			left = Infinity;
			work = undefined;
		},
		async stop() {
			for (const socket of sockets) socket.destroy();
			await Promise.all(servers.map(async (server) => await new Promise((resolve) => server.close(resolve))));
		},
	};
}
