import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A proxy in front of a sandbox that holds every request for a while and counts how many are on their way at once. */
export async function startGateway(target: string, holdMilliseconds: number) {
	const seen = { atOnce: 0, atMost: 0 };
	const server = createServer((incoming, outgoing) => {
		seen.atOnce += 1;
		seen.atMost = Math.max(seen.atMost, seen.atOnce);
		outgoing.on('close', () => (seen.atOnce -= 1));
		void wait(holdMilliseconds).then(() => {
			const { method, headers } = incoming;
			const onward = request(new URL(incoming.url ?? '/', target), { method, headers }, (answer) => {
				outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(outgoing);
			});
			onward.on('error', () => outgoing.destroy());
			incoming.pipe(onward);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		/** The most requests that were on their way at once. */
		atMost: () => seen.atMost,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
