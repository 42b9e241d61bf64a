import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * As much of GitLab as n8n's GitLab Trigger asks for when it is activated: it takes a webhook, and keeps its secret.
 *
 * @returns {Promise<{ url: string, secret: () => Promise<string>, stop: () => void }>} `secret` waits for the webhook
 */
export async function startGitlab() {
	let keep;
	const secret = new Promise((resolve) => (keep = resolve));
	const server = createServer(async (request, response) => {
		const body = Buffer.concat(await request.toArray()).toString();
		if (request.method === 'POST') keep(JSON.parse(body).token);
		response.setHeader('content-type', 'application/json');
		response.end('{"id":1}');
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const stop = () => {
		server.closeAllConnections();
		server.close();
	};
	return { url: `http://127.0.0.1:${server.address().port}`, secret: async () => await secret, stop };
}
