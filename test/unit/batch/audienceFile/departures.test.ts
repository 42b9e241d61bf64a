import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { Departures } from '../../../../nodes/shared/batch/audiences/file/departures.ts';

/** More than the sockets of both sides hold. */
const large = Buffer.alloc(32 * 1024 * 1024);

let departures: Departures;
let server: Server;
let readsFirst: boolean;
const sockets = new Set<Socket>();
const agent = new Agent({ keepAlive: true });

beforeEach(async () => {
	departures = await Departures.open();
	readsFirst = true;
	server = createServer((socket) => {
		sockets.add(socket);
		let missing = 0;
		socket.on('error', () => undefined);
		socket.on('data', (bytes: Buffer) => {
			const head = /content-length: (\d+)\r\n[^]*?\r\n\r\n/i.exec(bytes.toString('latin1'));
			missing += head === null ? -bytes.length : Number(head[1]) - (bytes.length - head.index - head[0].length);
			if (!readsFirst) socket.pause();
			if (!readsFirst || missing <= 0) socket.write('HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\nok');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
	departures.close();
	agent.destroy();
	for (const socket of sockets) socket.destroy();
	await new Promise((resolve) => server.close(resolve));
});

async function send(body: Buffer): Promise<number | undefined> {
	const { port } = server.address() as AddressInfo;
	const call = request({ host: '127.0.0.1', port, agent, method: 'PUT', headers: { 'content-length': body.length } });
	call.on('error', () => undefined);
	call.end(body);
	const [answer] = (await once(call, 'response')) as [import('node:http').IncomingMessage];
	answer.resume();
	await once(answer, 'end');
	return answer.statusCode;
}

it('a call whose server read it has left', async () => {
	// The second goes over the connection of the first.
	for (let call = 0; call < 2; call++) expect(await departures.of(async () => await send(large))).toEqual({ value: 202, areGone: true });
});

it('a call that was answered before it was read has not', async () => {
	readsFirst = false;
	expect(await departures.of(async () => await send(large))).toEqual({ value: 202, areGone: false });
});

it('nor have two calls, one of which was', async () => {
	const both = async () => {
		await send(large);
		readsFirst = false;
		return await send(large);
	};
	expect((await departures.of(both)).areGone).toBe(false);
});

it('what sends nothing, or nothing that Node tells of, is not known to have left', async () => {
	expect((await departures.of(async () => await Promise.resolve())).areGone).toBe(false);
	const { port } = server.address() as AddressInfo;
	const byFetch = async () => await (await fetch(`http://127.0.0.1:${port}`)).text();
	expect(await departures.of(byFetch)).toEqual({ value: 'ok', areGone: false });
});

it('calls of others are not counted, whenever they are made', async () => {
	const other = await Departures.open();
	try {
		const [ours, theirs] = await Promise.all([departures.of(async () => await Promise.resolve()), other.of(async () => await send(large)), send(large)]);
		expect([ours.areGone, theirs.areGone]).toEqual([false, true]);
	} finally {
		other.close();
	}
});
