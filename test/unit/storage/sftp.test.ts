// What only SFTP has; conformance.test.ts has what it shares with the other transports.
import { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { read } from '../../servers/support/conformance.ts';
import { startEmbeddedSftp } from '../../servers/support/embeddedSftp.ts';
import { storageOf, type Fixture } from '../../servers/support/fixture.ts';

describe('SFTP', () => {
	let server: Fixture;

	beforeEach(async () => {
		server = await startEmbeddedSftp();
	});

	afterEach(async () => {
		vi.restoreAllMocks();
		await server.stop();
	});

	// The system would hold each small packet back until the one before is confirmed: 40 ms a request. Whether it does is
	// not to be seen in bytes, so what the connection asks of the system is looked at.
	it('has its requests sent at once', async () => {
		const asked = vi.spyOn(Socket.prototype, 'setNoDelay');
		await server.shelf.write('a.csv', 'id\n1\n');
		const storage = await storageOf(server);
		try {
			expect((await read(await storage.open({ path: 'a.csv' }))).toString()).toBe('id\n1\n');
			const sockets = asked.mock.contexts as unknown as Socket[];
			const ours = asked.mock.calls.filter((_arguments, call) => sockets[call]?.remotePort === server.port);
			expect(ours).toEqual([[true]]);
		} finally {
			await storage.close();
		}
	});
});
