import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { OpenFile, Storage, StoredFile } from '../../../nodes/shared/storage/storage.ts';
import { StorageError, type StorageFailure } from '../../../nodes/shared/storage/storageError.ts';
import { startCuttingProxy, type CuttingProxy } from './cuttingProxy.ts';
import { storageOf, type Fixture } from './fixture.ts';

export interface Expectations {
	/** How many files lie in the large folder. */
	readonly many?: number;
	/** Names that the server itself cannot keep apart or show. */
	readonly impossibleNames?: readonly string[];
	/** Names that the server itself cannot move. */
	readonly immovableNames?: readonly string[];
	/** Whether the proxy sees all connections; with TLS it cannot read where FTP's data goes. */
	readonly isProxied?: boolean;
	/** What may be said of a file that cannot be read. */
	readonly forbidden?: readonly StorageFailure[];
	/** What a wrong login is called; some web servers and clouds say it later. */
	readonly wrongLogin?: StorageFailure;
}

export const oddNames = [
	'with space.csv',
	' leading space.csv',
	'über ☂ 日本.csv',
	'hash#tag.csv',
	'100%.csv',
	'%41.csv',
	'a+b.csv',
	'q?mark=1&more.csv',
	'semi;colon,comma.csv',
	"quote'd.csv",
	'(brackets)[1]{2}.csv',
	'star*.csv',
	'tilde~at@dollar$.csv',
	'-dash.csv',
	'.hidden.csv',
	'double  space.csv',
];

/** The behaviour that every transport shows, against one running server. */
export function describeStorage(name: string, start: () => Promise<Fixture>, expectations: Expectations = {}): void {
	const { many = 10_000, impossibleNames = [], immovableNames = [], forbidden = ['permissionDenied'], isProxied = true, wrongLogin = 'authentication' } = expectations;

	describe(name, () => {
		let fixture: Fixture;
		let proxy: CuttingProxy;
		let storage: Storage;
		const opened: Storage[] = [];

		const open = async (...rest: Parameters<typeof storageOf> extends [Fixture, ...infer Rest] ? Rest : never): Promise<Storage> => {
			const one = await storageOf(fixture, ...rest);
			opened.push(one);
			return one;
		};

		beforeAll(async () => {
			fixture = await start();
			proxy = await startCuttingProxy(fixture);
			storage = await storageOf(fixture);
		}, 120_000);

		afterEach(async () => {
			await Promise.all(opened.splice(0).map(async (one) => await one.close()));
		});

		afterAll(async () => {
			await storage?.close();
			await proxy?.stop();
			await fixture?.stop();
		}, 60_000);

		describe('list and stat', () => {
			it('shows size and time of a file', async () => {
				await fixture.shelf.write('plain/a.csv', 'id,event\n', new Date('2026-11-21T04:05:06Z'));
				const [file] = await collect(storage.list('plain'));
				expect(file).toMatchObject({ path: 'plain/a.csv' });
				const exact = await storage.stat('plain/a.csv');
				expect(exact).toMatchObject({ path: 'plain/a.csv', size: 9, modifiedAt: Date.parse('2026-11-21T04:05:06Z') });
				if (fixture.isExact) expect(file).toMatchObject({ size: 9, modifiedAt: exact?.modifiedAt });
				else expect(file).toMatchObject({ isApproximate: true });
				expect(file?.version).toBe(fixture.isExact && fixture.kind !== 'http' ? exact?.version : undefined);
			});

			it('lists a folder given with a slash at its end alike', async () => {
				await fixture.shelf.write('slash/a.csv', 'a');
				expect(await paths(storage.list('slash/'))).toEqual(['slash/a.csv']);
			});

			it('leaves folders out, unless it goes down into them', async () => {
				await fixture.shelf.write('deep/a.csv', 'a');
				await fixture.shelf.write('deep/2026/11/b.csv', 'b');
				expect(await paths(storage.list('deep'))).toEqual(['deep/a.csv']);
				expect(await paths(storage.list('deep', { recursive: true }))).toEqual(['deep/2026/11/b.csv', 'deep/a.csv']);
			});

			it('tells files of the same second apart', async () => {
				const moment = new Date('2026-11-21T04:05:06Z');
				for (const letter of ['a', 'b', 'c']) await fixture.shelf.write(`same/${letter}.csv`, letter, moment);
				const stats = await Promise.all(['a', 'b', 'c'].map(async (letter) => await storage.stat(`same/${letter}.csv`)));
				expect(stats.map((file) => file?.modifiedAt)).toEqual(Array(3).fill(moment.getTime()));
				expect(await paths(storage.list('same'))).toEqual(['same/a.csv', 'same/b.csv', 'same/c.csv']);
			});

			it('shows a time in the future as it is', async () => {
				const future = new Date('2031-01-02T03:04:05Z');
				await fixture.shelf.write('future/a.csv', 'a', future);
				expect((await storage.stat('future/a.csv'))?.modifiedAt).toBe(future.getTime());
				expect(await paths(storage.list('future'))).toEqual(['future/a.csv']);
			});

			it(`lists ${many} files`, async () => {
				for (let index = 0; index < many; index++) await fixture.shelf.write(`many/export_${String(index).padStart(5, '0')}.csv`, 'x');
				// ProFTPD sorts them before it says anything: more than five seconds, once, on a machine with much else to do.
				const patient = await open({ ...fixture.credential(), timeout: 30 });
				const found = await paths(patient.list('many'));
				expect(found).toHaveLength(many);
				expect(new Set(found).size).toBe(many);
				expect(found.at(-1)).toBe(`many/export_${String(many - 1).padStart(5, '0')}.csv`);
			}, 300_000);

			it('may be left half-way', async () => {
				for await (const file of storage.list('many')) {
					expect(file.path).toMatch(/^many\//);
					break;
				}
				expect(await paths(storage.list('plain'))).toEqual(['plain/a.csv']);
			});

			it.each(oddNames.filter((odd) => !impossibleNames.includes(odd)))('reads, moves and deletes "%s"', async (odd) => {
				await fixture.shelf.write(`odd/${odd}`, odd);
				expect(await paths(storage.list('odd'))).toEqual([`odd/${odd}`]);
				expect(await storage.stat(`odd/${odd}`)).toMatchObject({ size: Buffer.byteLength(odd) });
				expect((await read(await storage.open({ path: `odd/${odd}` }))).toString()).toBe(odd);
				const place = immovableNames.includes(odd) ? `odd/${odd}` : `odd/done/${odd}`;
				if (place !== `odd/${odd}`) await storage.move(`odd/${odd}`, place);
				expect((await fixture.shelf.read(place))?.toString()).toBe(odd);
				await storage.delete(place);
				expect(await fixture.shelf.read(place)).toBeUndefined();
				expect(await paths(storage.list('odd'))).toEqual([]);
			});

			it('says undefined of a file that is not there', async () => {
				expect(await storage.stat('plain/none.csv')).toBeUndefined();
				expect(await storage.stat('nowhere/none.csv')).toBeUndefined();
			});

			it('says of a folder that is not there that it is not, or that it is empty', async () => {
				const found = await failure(collect(storage.list('nowhere'))).catch(() => undefined);
				expect(found === undefined || found.kind === 'notFound').toBe(true);
			});

			it('sees a file that was replaced', async () => {
				await fixture.shelf.write('changing/a.csv', 'old', new Date('2026-11-20T00:00:00Z'));
				const before = await storage.stat('changing/a.csv');
				await fixture.shelf.write('changing/a.csv', 'brand new', new Date('2026-11-21T00:00:00Z'));
				const after = await storage.stat('changing/a.csv');
				expect(after).not.toEqual(before);
				expect(after).toMatchObject({ size: 9, modifiedAt: Date.parse('2026-11-21T00:00:00Z') });
			});
		});

		describe('open', () => {
			const content = Buffer.from(Array.from({ length: 3_000_000 }, (_none, index) => (index * 7 + (index >> 8)) % 251));

			beforeAll(async () => {
				await fixture.shelf.write('open/large.bin', content);
				await fixture.shelf.write('open/empty.csv', '');
				await fixture.shelf.write('open/small.csv', '0123456789');
			});

			it('reads a file byte for byte', async () => {
				const file = await storage.open({ path: 'open/large.bin' });
				expect(file.size).toBe(content.length);
				expect((await read(file)).equals(content)).toBe(true);
			});

			it.each([1, 32 * 1024, 1_234_567, content.length - 1])('goes on at offset %i', async (offset) => {
				const file = await storage.open({ path: 'open/large.bin' }, offset);
				expect(file.size).toBe(content.length);
				expect((await read(file)).equals(content.subarray(offset))).toBe(true);
			});

			it('reads an empty file', async () => {
				const file = await storage.open({ path: 'open/empty.csv' });
				expect(await read(file)).toHaveLength(0);
				expect(file.size).toBe(0);
			});

			it.each([10, 11, 1000])('gives nothing from offset %i, at or past the end', async (offset) => {
				const file = await storage.open({ path: 'open/small.csv' }, offset);
				expect(await read(file)).toHaveLength(0);
				expect(file.size).toBe(10);
			});

			it('may be left half-way, and the storage goes on', async () => {
				const file = await storage.open({ path: 'open/large.bin' });
				for await (const chunk of file.stream) {
					expect(chunk.byteLength).toBeGreaterThan(0);
					break;
				}
				await file.close();
				await file.close();
				const closedUnread = await storage.open({ path: 'open/large.bin' });
				await closedUnread.close();
				expect((await read(await storage.open({ path: 'open/small.csv' }))).toString()).toBe('0123456789');
			});

			it('reads two files at once, and answers meanwhile', async () => {
				const first = await storage.open({ path: 'open/large.bin' });
				const second = await storage.open({ path: 'open/small.csv' });
				expect(await storage.stat('open/small.csv')).toMatchObject({ size: 10 });
				expect((await read(second)).toString()).toBe('0123456789');
				expect((await read(first)).equals(content)).toBe(true);
			});

			it('waits for a reader that takes its time', async () => {
				const slow = await open({ ...fixture.credential(), timeout: 1 });
				const file = await slow.open({ path: 'open/large.bin' });
				let length = 0;
				for await (const chunk of file.stream) {
					if (length === 0) await pause(2_500);
					length += chunk.byteLength;
				}
				expect(length).toBe(content.length);
			});

			it('says notFound of a file that vanished after it was listed', async () => {
				await fixture.shelf.write('vanishing/a.csv', 'a');
				const [file] = await collect(storage.list('vanishing'));
				await fixture.shelf.remove('vanishing/a.csv');
				expect((await failure(storage.open(file!))).kind).toBe('notFound');
			});

			it('says what it may not read, and goes on', async ({ skip }) => {
				if (fixture.shelf.forbid === undefined) skip();
				await fixture.shelf.write('forbidden/a.csv', 'a');
				await fixture.shelf.forbid?.('forbidden/a.csv');
				expect(forbidden).toContain((await failure(openAndRead(storage, 'forbidden/a.csv'))).kind);
				expect(await storage.stat('open/small.csv')).toMatchObject({ size: 10 });
			});
		});

		describe('delete and move', () => {
			it('deletes a file, and is content when it is gone already', async () => {
				await fixture.shelf.write('deleting/a.csv', 'a');
				await storage.delete('deleting/a.csv');
				expect(await fixture.shelf.read('deleting/a.csv')).toBeUndefined();
				await storage.delete('deleting/a.csv');
			});

			it('moves into folders that do not exist yet', async () => {
				await fixture.shelf.write('moving/a.csv', 'content');
				await storage.move('moving/a.csv', 'moving/done/2026/a.csv');
				expect((await fixture.shelf.read('moving/done/2026/a.csv'))?.toString()).toBe('content');
				expect(await fixture.shelf.read('moving/a.csv')).toBeUndefined();
			});

			it('moves over a file of the same name', async () => {
				await fixture.shelf.write('over/a.csv', 'new');
				await fixture.shelf.write('over/done/a.csv', 'old');
				await storage.move('over/a.csv', 'over/done/a.csv');
				expect((await fixture.shelf.read('over/done/a.csv'))?.toString()).toBe('new');
				expect(await fixture.shelf.read('over/a.csv')).toBeUndefined();
			});

			it('says notFound of moving what is not there', async () => {
				expect((await failure(storage.move('over/none.csv', 'over/done/none.csv'))).kind).toBe('notFound');
			});
		});

		describe('when things break', () => {
			beforeAll(async () => {
				await fixture.shelf.write('breaking/large.bin', Buffer.alloc(6_000_000, 1));
				for (let index = 0; index < 800; index++) await fixture.shelf.write(`breaking/listed/some_rather_long_name_${index}.csv`, 'x');
			});

			afterEach(() => proxy.heal());

			it('says that the login is wrong, and no secret', async () => {
				const wrong = await open(fixture.wrongCredential());
				const found = await failure(collect(wrong.list('plain')));
				expect(found.kind).toBe(wrongLogin);
				expectNoSecret(fixture, found);
			});

			it('says unreachable where nobody listens', async () => {
				const nobody = await open({ ...fixture.credential(1) });
				const found = await failure(collect(nobody.list('plain')));
				expect(found.kind).toBe('unreachable');
				expectNoSecret(fixture, found);
			});

			it('tries once more when the connection is cut at once', async () => {
				const through = await open(fixture.credential(proxy.port));
				proxy.after(0, 'cut');
				const before = proxy.connections();
				const found = await failure(collect(through.list('plain')));
				expect(['lost', 'unreachable']).toContain(found.kind);
				expect(proxy.connections() - before).toBeGreaterThanOrEqual(2);
				proxy.heal();
				expect(await paths(through.list('plain'))).toEqual(['plain/a.csv']);
			});

			it('gets over a first connection that is cut', async () => {
				const through = await open(fixture.credential(proxy.port));
				proxy.after(0, 'cut');
				const listing = paths(through.list('plain'));
				await pause(500);
				proxy.heal();
				expect(await listing).toEqual(['plain/a.csv']);
			});

			it.runIf(isProxied)('fails when a listing is cut, and works again afterwards', async () => {
				const through = await open(fixture.credential(proxy.port));
				expect(await paths(through.list('plain'))).toEqual(['plain/a.csv']);
				proxy.after(12_000, 'cut');
				const found = await failure(collect(through.list('breaking/listed')));
				expect(found.isTemporary).toBe(true);
				expectNoSecret(fixture, found);
				proxy.heal();
				expect(await collect(through.list('breaking/listed'))).toHaveLength(800);
			});

			it.runIf(isProxied)('never takes a file that was cut for a whole one, and goes on at the offset', async () => {
				// Long enough for a busy machine: the cut must be met before the time-out.
				const through = await open({ ...fixture.credential(proxy.port), timeout: 30 });
				expect(await through.stat('breaking/large.bin')).toMatchObject({ size: 6_000_000 });
				proxy.after(2_000_000, 'cut');
				let received = 0;
				const file = await through.open({ path: 'breaking/large.bin' });
				const found = await failure(
					(async () => {
						for await (const chunk of file.stream) received += chunk.byteLength;
					})(),
				);
				expect(found.kind).toBe('lost');
				expect(received).toBeLessThan(6_000_000);
				proxy.heal();
				const rest = await read(await through.open({ path: 'breaking/large.bin' }, received));
				expect(received + rest.length).toBe(6_000_000);
			});

			it.each(isProxied ? [0, 1_000_000] : [0])('gives up on a server that falls silent after %i bytes', async (bytes) => {
				const through = await open({ ...fixture.credential(proxy.port), timeout: 1 });
				if (bytes > 0) await through.stat('breaking/large.bin');
				proxy.after(bytes, 'hang');
				const startedAt = Date.now();
				const found = await failure(openAndRead(through, 'breaking/large.bin'));
				expect(found.kind).toBe('timeout');
				expect(Date.now() - startedAt).toBeLessThan(12_000);
				proxy.heal();
				expect(await through.stat('breaking/large.bin')).toMatchObject({ size: 6_000_000 });
			}, 30_000);

			it.runIf(isProxied)('gives up on a listing of a server that falls silent', async () => {
				const through = await open({ ...fixture.credential(proxy.port), timeout: 1 });
				await through.stat('breaking/large.bin');
				proxy.after(8_000, 'hang');
				expect((await failure(collect(through.list('breaking/listed')))).kind).toBe('timeout');
			}, 30_000);

			it('stops at once when cancelled', async () => {
				const controller = new AbortController();
				const cancelled = await open(fixture.credential(), controller.signal);
				const file = await cancelled.open({ path: 'breaking/large.bin' });
				const reading = failure(
					(async () => {
						for await (const chunk of file.stream) {
							expect(chunk.byteLength).toBeGreaterThan(0);
							controller.abort();
						}
					})(),
				);
				expect((await reading).kind).toBe('cancelled');
				expect((await failure(collect(cancelled.list('plain')))).kind).toBe('cancelled');
			});

			it('leaves no connection open', async () => {
				const through = await open(fixture.credential(proxy.port));
				await paths(through.list('plain'));
				const file = await through.open({ path: 'breaking/large.bin' });
				await file.stream[Symbol.asyncIterator]().next();
				expect(proxy.openConnections()).toBeGreaterThan(0);
				await through.close();
				await file.close();
				await expect.poll(() => proxy.openConnections(), { timeout: 5_000 }).toBe(0);
			});
		});
	});
}

export async function collect(files: AsyncIterable<StoredFile>): Promise<StoredFile[]> {
	const found: StoredFile[] = [];
	for await (const file of files) found.push(file);
	return found.sort((first, second) => (first.path < second.path ? -1 : 1));
}

export async function paths(files: AsyncIterable<StoredFile>): Promise<string[]> {
	return (await collect(files)).map(({ path }) => path);
}

export async function read({ stream, close }: OpenFile): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	try {
		for await (const chunk of stream) chunks.push(chunk);
	} finally {
		await close();
	}
	return Buffer.concat(chunks);
}

export async function openAndRead(storage: Storage, path: string): Promise<Buffer> {
	return await read(await storage.open({ path }));
}

/** What the work fails with: a StorageError, or the test fails. */
export async function failure(work: Promise<unknown>): Promise<StorageError> {
	const found: unknown = await work.then(
		() => 'it did not fail',
		(error: unknown) => error,
	);
	if (found instanceof StorageError) return found;
	throw new Error('this is no StorageError', { cause: found });
}

export function expectNoSecret({ secrets }: Pick<Fixture, 'secrets'>, error: StorageError): void {
	const told = JSON.stringify([error.message, error.advice, error.stack, String(error.cause)]);
	for (const secret of secrets) expect(told).not.toContain(secret);
}

export async function pause(milliseconds: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
