import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web server that answers as it is told, on a free port. */
export async function startServer(answer: (request: IncomingMessage & { body: Buffer }, response: ServerResponse) => void) {
	const server = createServer((request, response) => {
		response.on('error', () => undefined);
		response.setMaxListeners(0);
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => answer(Object.assign(request, { body: Buffer.concat(chunks) }), response));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		stop: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** Sends a chunk as often as wanted, as fast as it is taken, then what comes last. */
export async function pour(response: ServerResponse, chunk: Uint8Array | string, times: number, last = ''): Promise<void> {
	for (let time = 0; time < times && !response.destroyed; time++) {
		if (!response.write(chunk)) await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
	}
	response.end(last);
}
