import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Answer {
	/** 200 unless given. */
	status?: number;
	/** JSON unless given. */
	type?: string;
	body: string;
}

/** A server that answers in Batch's place with what it is told to, newest request last; the last answer stands for all that follow. */
export async function startAnswering(...answers: Array<string | Answer>) {
	const requests: Array<{ method: string; path: string; query: URLSearchParams }> = [];
	const server = createServer((incoming, outgoing) => {
		const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://batch');
		requests.push({ method: incoming.method ?? '', path: pathname, query: searchParams });
		const next = answers[Math.min(requests.length, answers.length) - 1] ?? '';
		const { status = 200, type = 'application/json', body } = typeof next === 'string' ? { body: next } : next;
		incoming.resume().on('end', () => outgoing.writeHead(status, { 'content-type': type }).end(body));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		requests,
		credential: { apiAddress: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
