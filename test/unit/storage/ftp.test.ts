// How transfers end, each way by itself; conformance.test.ts has what FTP shares with the other transports.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { FtpStorage } from '../../../nodes/shared/storage/transport/ftp.ts';
import { makeCertificates, type Certificates } from '../../servers/support/certificates.ts';
import { failure, read } from '../../servers/support/conformance.ts';
import { startScriptedFtp, type Ending, type ScriptedFtp } from '../../servers/support/scriptedFtp.ts';
import { removeFolder, temporaryFolder } from '../../servers/support/temporary.ts';

const content = Buffer.from(Array.from({ length: 300_000 }, (_none, index) => (index * 7 + (index >> 8)) % 251));

/** Far below the time-out: what ended is not waited for. */
const promptly = 10_000;

describe.each(['none', 'explicit', 'implicit'] as const)('a transfer with encryption %s', (encryption) => {
	const folder = temporaryFolder();
	let certificates: Certificates | undefined;

	beforeAll(() => {
		if (encryption !== 'none') certificates = makeCertificates(folder);
	});

	afterAll(() => removeFolder(folder));

	interface Circumstances {
		readonly ending?: Ending;
		/** What the server says of the file's size. */
		readonly size?: number;
		readonly timeout?: number;
	}

	const onServer = async (
		{ ending, size = content.length, timeout = 60_000 }: Circumstances,
		work: (storage: FtpStorage, server: ScriptedFtp) => Promise<void>,
	): Promise<void> => {
		const server = await startScriptedFtp(encryption, certificates?.good, content, size);
		server.ending = ending;
		const certificateAuthority = certificates?.authority;
		const storage = new FtpStorage({ host: '127.0.0.1', port: server.port, user: 'batch', password: 'secret', encryption, timeout, certificateAuthority });
		try {
			await work(storage, server);
		} finally {
			await storage.close();
			await server.stop();
		}
	};

	it.concurrent.each<[string, Ending]>([
		['closed, and not a word', { after: 100_000, data: 'close' }],
		['cut, and not a word', { after: 100_000, data: 'cut' }],
		['reset, and not a word', { after: 100_000, data: 'reset' }],
		['closed, and called complete', { after: 100_000, data: 'close', reply: '226 that was it' }],
		['closed, and called something else', { after: 100_000, data: 'close', reply: '551 page type unknown' }],
		['cut, and called cut', { after: 100_000, data: 'cut', reply: '426 connection closed' }],
		['reset, and called cut', { after: 100_000, data: 'reset', reply: '426 connection closed' }],
		['closed before its first byte', { after: 0, data: 'close' }],
		['cut before its first byte', { after: 0, data: 'cut' }],
		['reset before its first byte', { after: 0, data: 'reset' }],
		['closed before its first byte, and called cut', { after: 0, data: 'close', reply: '426 connection closed' }],
		['cut before its first byte, and called unable', { after: 0, data: 'cut', reply: '425 no data connection' }],
	])('that is %s is lost at once, and goes on at the offset', async (_case, ending) => {
		await onServer({ ending }, async (storage, server) => {
			const parts: Uint8Array[] = [];
			const startedAt = Date.now();
			const found = await failure(
				(async () => {
					const { stream } = await storage.open({ path: 'large.bin' });
					for await (const part of stream) parts.push(part);
				})(),
			);
			expect(Date.now() - startedAt).toBeLessThan(promptly);
			expect(found.kind).toBe('lost');
			const received = Buffer.concat(parts);
			expect(received.equals(content.subarray(0, received.length))).toBe(true);
			expect(received.length).toBeLessThanOrEqual(ending.after);

			server.ending = undefined;
			const rest = await read(await storage.open({ path: 'large.bin' }, received.length));
			expect(Buffer.concat([received, rest]).equals(content)).toBe(true);
		});
	});

	it.concurrent.each<[string, Ending]>([
		['closed, and not a word', { after: Infinity, data: 'close' }],
		['cut, and not a word', { after: Infinity, data: 'cut' }],
		['closed, and called cut', { after: Infinity, data: 'close', reply: '426 connection closed' }],
	])('that is %s is whole all the same when its last byte came', async (_case, ending) => {
		await onServer({ ending }, async (storage) => {
			const startedAt = Date.now();
			expect((await read(await storage.open({ path: 'large.bin' }))).equals(content)).toBe(true);
			expect(Date.now() - startedAt).toBeLessThan(promptly);
			expect(await storage.stat('large.bin')).toMatchObject({ size: content.length });
		});
	});

	it.concurrent('of a file that grew meanwhile is whole when the server says so, and only then', async () => {
		const size = content.length - 1;
		await onServer({ size }, async (storage) => {
			expect((await read(await storage.open({ path: 'large.bin' }))).equals(content)).toBe(true);
		});
		await onServer({ size, timeout: 1_000, ending: { after: Infinity, data: 'close' } }, async (storage) => {
			const file = await storage.open({ path: 'large.bin' });
			expect((await failure(read(file))).kind).toBe('timeout');
		});
	});
});
