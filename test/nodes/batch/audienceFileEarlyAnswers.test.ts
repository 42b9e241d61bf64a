import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { binaryOf, people, syncOfProject } from '../harness/audienceFile.ts';
import { executeNode } from '../harness/execute.ts';

/** What arrived of the changes, whole or cut: one text a connection. */
let arrived: string[];
let connection: 'close' | 'keep-alive';
let server: Server;
const sockets = new Set<Socket>();
beforeEach(async () => {
	arrived = [];
	server = createServer(serve);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
	for (const socket of sockets) socket.destroy();
	await new Promise((resolve) => server.close(resolve));
});

/** Takes a change as soon as it begins, and reads all of it seconds later, when the next calls have been made. */
function serve(socket: Socket): void {
	sockets.add(socket);
	socket.on('error', () => undefined);
	socket.once('data', (beginning) => {
		const isLook = beginning.toString('latin1').startsWith('GET');
		const answer = JSON.stringify(isLook ? { name: 'vip', nb_ids: 1, indexing_state: 'APPLIED' } : { indexing_token: 'token' });
		const head = [`HTTP/1.1 ${isLook ? '200 OK' : '202 Accepted'}`, 'content-type: application/json', `content-length: ${answer.length}`, `connection: ${isLook ? 'close' : connection}`];
		socket.write(`${head.join('\r\n')}\r\n\r\n${answer}`);
		if (isLook) {
			socket.end();
			return;
		}
		socket.pause();
		const place = arrived.push(beginning.toString('latin1')) - 1;
		socket.on('data', (bytes) => void (arrived[place] += bytes.toString('latin1')));
		setTimeout(() => socket.resume(), 3_000);
	});
}

describe('Audience → Sync From File, at a server that answers before it has read what is sent', () => {
	it.each(['close', 'keep-alive'] as const)('never sends members of one call in another (%s)', async (kind) => {
		connection = kind;
		const long = 'x'.repeat(290);
		const ids = people(40_000);
		const file = `id,first,second\n${ids.map((id) => `${id},${long},${long}\n`).join('')}`;
		const { port } = server.address() as AddressInfo;
		const attribute = ['first', 'second'].map((name) => ({ column: name, name, type: 'text' }));
		const { error } = await executeNode({
			parameters: { ...syncOfProject, mode: 'add', attributeColumns: { attribute } },
			items: [{}],
			binary: [binaryOf(file)],
			credentials: {
				batchApi: { apiAddress: `http://127.0.0.1:${port}`, restApiKey: 'key', projectKey: `project_early_${kind}`, projectVersion: '2.11' },
			},
		});
		expect(error).toBeUndefined();
		await new Promise((resolve) => setTimeout(resolve, 4_000));
		expect(arrived.length).toBeGreaterThan(1);
		const sent = arrived.map((text) => [...text.matchAll(/"id":"(reader-\d+)"/g)].map(([, id]) => id));
		// What was cut was cut; no member stands in two calls.
		expect(new Set(sent.flat()).size).toBe(sent.flat().length);
	});
});
