import { afterEach, describe, expect, it, vi } from 'vitest';

import { SftpStorage } from '../../../nodes/shared/storage/transport/sftp.ts';
import { startEmbeddedSftp, type Habits } from '../../servers/support/embeddedSftp.ts';

let stop: () => Promise<void> = async () => undefined;

afterEach(async () => {
	vi.restoreAllMocks();
	await stop();
});

async function serving(habits: Habits, names: readonly string[] = [], timeout = 5_000): Promise<SftpStorage> {
	const server = await startEmbeddedSftp(habits);
	for (const name of names) await server.shelf.write(name, 'id\na\n');
	const { port, password, hostKeyFingerprint } = server.credential();
	const settings = { host: '127.0.0.1', port: Number(port), user: 'batch', password: String(password), privateKey: '', passphrase: '', fingerprints: [String(hostKeyFingerprint)], timeout };
	const storage = new SftpStorage(settings);
	stop = async () => {
		await storage.close();
		await server.stop();
	};
	return storage;
}

async function listed(storage: SftpStorage): Promise<string[]> {
	const paths: string[] = [];
	for await (const { path } of storage.list('')) paths.push(path);
	return paths;
}

const names = Array.from({ length: 300 }, (_, index) => `export_${String(index).padStart(3, '0')}.csv`);

describe('a listing of bare names', () => {
	it('asks about several at once, about so many at most, and keeps the order of the server', async () => {
		let most = 0;
		const storage = await serving({ listed: () => ({}), patience: 5, onAsked: (atOnce) => (most = Math.max(most, atOnce)) }, names);
		const found = await listed(storage);
		expect([...found].sort()).toEqual(names);
		expect(most).toBeGreaterThan(8);
		expect(most).toBeLessThanOrEqual(32);
	});

	it('takes no timer for each request', async () => {
		const storage = await serving({ listed: () => ({}) }, names);
		await storage.stat('nothing.csv');
		const timers = vi.spyOn(AbortSignal, 'timeout');
		expect(await listed(storage)).toHaveLength(names.length);
		expect(timers.mock.calls.length).toBeLessThan(5);
	});

	it('tells a server that falls silent in the middle', async () => {
		const storage = await serving({ listed: () => ({}), patience: 60_000 }, names.slice(0, 3), 300);
		await expect(listed(storage)).rejects.toMatchObject({ kind: 'timeout' });
	});

	it('waits as long as some answer comes', async () => {
		const storage = await serving({ listed: () => ({}), patience: 400 }, names.slice(0, 100), 1_000);
		expect(await listed(storage)).toHaveLength(100);
	});
});

describe('a listing without end', () => {
	it('is none where the server repeats itself', async () => {
		const storage = await serving({ endless: () => names });
		await expect(listed(storage)).rejects.toThrow('sends the same page of its listing again and again');
	});

	it('with nothing in it, or with always the same single name, ends, too', async () => {
		const storage = await serving({ endless: (answer) => (answer < 50 ? [] : ['a.csv']) });
		await expect(listed(storage)).rejects.toThrow('sends the same page of its listing again and again');
	});
});
