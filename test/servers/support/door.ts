import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

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
		this.server.listen(this.port, '127.0.0.1');
		await once(this.server, 'listening');
		this.port = (this.server.address() as AddressInfo).port;
		return this;
	}

	/** As where the server was stopped: all connections are gone, and no new one is taken. */
	shut(): void {
		this.server?.close();
		for (const socket of this.sockets) socket.destroy();
	}
}
