import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web server without an index: it knows its files by name. */
export class WebFiles {
	readonly asked: string[] = [];
	readonly files = new Map<string, { content: string | Buffer; modifiedAt?: Date; tag?: string }>();
	private server!: Server;

	async start(): Promise<string> {
		this.server = createServer((request, response) => {
			const path = decodeURIComponent(new URL(request.url ?? '', 'http://localhost').pathname.slice(1));
			this.asked.push(path);
			const file = this.files.get(path);
			if (file === undefined) return response.writeHead(404).end();
			response.setHeader('content-length', Buffer.byteLength(file.content));
			if (file.modifiedAt !== undefined) response.setHeader('last-modified', file.modifiedAt.toUTCString());
			if (file.tag !== undefined) response.setHeader('etag', file.tag);
			return response.end(request.method === 'HEAD' ? undefined : file.content);
		});
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
