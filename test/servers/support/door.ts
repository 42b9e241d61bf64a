import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

import { freePort } from '../../../scripts/support/free-port.mjs';

/** Stands in front of a server, which can be made to go away. */
export class Door {
	private readonly sockets = new Set<Socket>();
	private server: Server | undefined;
	port = 0;

	constructor(private readonly behind: { readonly host: string; readonly port: number }) {}

	async open(): Promise<this> {
		this.server = createServer((client) => {
			const upstream = connect(this.behind.port, this.behind.host);
			for (const [socket, other] of [[client, upstream], [upstream, client]] as const) {
				this.sockets.add(socket);
				socket.on('error', () => undefined);
				socket.on('close', () => {
					this.sockets.delete(socket);
					other.destroy();
				});
				socket.pipe(other);
			}
		});
		// While it is shut nobody else may get its port: what calls it would find another server there, with answers of its own.
		this.port ||= await freePort();
		this.server.listen(this.port, '127.0.0.1');
		await once(this.server, 'listening');
		return this;
	}

	/** As where the server was stopped: all connections are gone, and no new one is taken. */
	shut(): void {
		this.server?.close();
		for (const socket of this.sockets) socket.destroy();
	}
}
