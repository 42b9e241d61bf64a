import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web server that answers as it is told, on a free port. */
export async function startServer(answer: (request: IncomingMessage, response: ServerResponse) => void) {
	const server = createServer((request, response) => {
		request.resume();
		response.on('error', () => undefined);
		response.setMaxListeners(0);
		answer(request, response);
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
