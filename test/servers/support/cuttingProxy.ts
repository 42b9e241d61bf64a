import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface CuttingProxy {
	readonly port: number;
	/** Connections that are open now, data connections of FTP among them. */
	openConnections(): number;
	/** Connections that were made so far. */
	connections(): number;
	/** Cuts, or falls silent, once that many more bytes came from the server. 0 cuts new connections at once. */
	after(bytes: number, what: 'cut' | 'hang'): void;
	/** Passes everything on again; what fell silent stays so. */
	heal(): void;
	stop(): Promise<void>;
}

/** A TCP proxy in front of a server that can break. For FTP it also stands in front of the data connections. */
export async function startCuttingProxy(target: number): Promise<CuttingProxy> {
	const sockets = new Set<Socket>();
	const servers: Server[] = [];
	let left = Infinity;
	let breakage: 'cut' | 'hang' = 'cut';
	let made = 0;

	const listen = async (to: number): Promise<number> => {
		const server = createServer((client) => {
			made++;
			if (left <= 0 && breakage === 'cut') {
				client.destroy();
				return;
			}
			const upstream = connect(to, '127.0.0.1');
			for (const socket of [client, upstream]) {
				sockets.add(socket);
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
				void forward(client, passed).then(() => {
					if (left > 0) return;
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
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return (server.address() as AddressInfo).port;
	};

	/** A passive port that the server announces is replaced by one of ours. */
	const forward = async (client: Socket, chunk: Buffer): Promise<void> => {
		const passive = /\(\|\|\|(\d+)\|\)/.exec(chunk.toString('latin1'));
		if (passive === null || !chunk.toString('latin1').startsWith('229')) {
			client.write(chunk);
			return;
		}
		const port = await listen(Number(passive[1]));
		client.write(chunk.toString('latin1').replace(passive[0], `(|||${port}|)`));
	};

	const port = await listen(target);
	return {
		port,
		openConnections: () => [...sockets].filter((socket) => !socket.destroyed).length,
		connections: () => made,
		after(bytes, what) {
			left = bytes;
			breakage = what;
		},
		heal() {
			left = Infinity;
		},
		async stop() {
			for (const socket of sockets) socket.destroy();
			await Promise.all(servers.map(async (server) => await new Promise((resolve) => server.close(resolve))));
		},
	};
}
