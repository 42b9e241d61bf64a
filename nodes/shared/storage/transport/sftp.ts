import type { Attributes, Client, FileEntryWithStats, SFTPWrapper } from 'ssh2';

import { guardStream } from '../guardStream';
import { folderOf, joinPath, trimFolder } from '../paths';
import { connect, type SftpSession } from '../sftp/connect';
import { expectBytes } from '../sftp/expectBytes';
import { readAhead } from '../sftp/readAhead';
import { sftpFailure } from '../sftp/sftpFailure';
import type { SftpSettings } from '../sftp/sftpSettings';
import type { ListOptions, OpenFile, Storage, StoredFile } from '../storage';
import { cancelled, isStorageError, StorageError } from '../storageError';
import { withTimeLimit } from '../timeLimit';

const patienceAtTheEnd = 2_000;
const endOfFile = 1;

type Callback<T> = (error: Error | null | undefined, value: T) => void;

/** A folder on an SFTP server. */
export class SftpStorage implements Storage {
	private session: Promise<SftpSession> | undefined;

	private readonly server: string;

	constructor(private readonly settings: SftpSettings) {
		this.server = `The SFTP server ${settings.host}:${settings.port}`;
	}

	async *list(folder: string, { recursive = false }: ListOptions = {}): AsyncGenerator<StoredFile> {
		const start = trimFolder(folder);
		const handle = await this.run<Buffer>(start, (sftp, done) => sftp.opendir(start || '.', done));
		let isEmpty = true;
		try {
			for (;;) {
				const entries = await this.readFolder(start, handle);
				if (entries === undefined) break;
				isEmpty &&= entries.length === 0;
				for (const { filename, attrs } of entries) {
					if (filename === '.' || filename === '..') continue;
					const path = joinPath(start, filename);
					if (attrs.isDirectory() && recursive) yield* this.list(path, { recursive });
					if (attrs.isFile()) yield fileOf(path, attrs);
					// What a link leads to is what counts; one that leads nowhere is no file.
					const target = attrs.isSymbolicLink() ? await this.stat(path) : undefined;
					if (target !== undefined) yield target;
				}
			}
			if (isEmpty) await this.expectEntry(start);
		} finally {
			void this.closeHandle(handle);
		}
	}

	async stat(path: string): Promise<StoredFile | undefined> {
		try {
			const attributes = await this.run<Attributes & { isFile?: () => boolean }>(path, (sftp, done) => sftp.stat(path, done));
			return attributes.isFile?.() === false ? undefined : fileOf(path, attributes);
		} catch (error) {
			if (isStorageError(error, 'notFound')) return undefined;
			throw this.failure(error, path);
		}
	}

	async open({ path }: Pick<StoredFile, 'path'>, offset = 0): Promise<OpenFile> {
		const handle = await this.run<Buffer>(path, (sftp, done) => sftp.open(path, 'r', done));
		const { client, sftp, closed } = await this.connected();
		const { size } = await this.run<Attributes>(path, (wrapper, done) => wrapper.fstat(handle, done));
		let isReleased = false;
		const lost = closed.then(() => {
			throw sftpFailure({ code: 'ECONNRESET' }, this.server);
		});
		lost.catch(() => undefined);
		const readAt = async (position: number, length: number): Promise<Uint8Array> => {
			const buffer = Buffer.allocUnsafe(length);
			const read = new Promise<number>((resolve, reject) => {
				sftp.read(handle, buffer, 0, length, position, (error, bytes) => {
					if (error && (error as { code?: unknown }).code !== endOfFile) reject(error);
					else resolve(error ? 0 : bytes);
				});
			});
			return buffer.subarray(0, await Promise.race([read, lost]));
		};
		const { stream, close } = guardStream(expectBytes(readAhead(readAt, offset), size - offset, path), {
			...this.settings,
			server: this.server,
			destroy: (isStuck) => {
				isReleased = true;
				if (isStuck) this.abandon(client);
				else void this.closeHandle(handle);
			},
			translate: (error) => this.failure(error, path),
		});
		return { stream, size, isSeekable: true, close: async () => (isReleased ? undefined : await close()) };
	}

	async delete(path: string): Promise<void> {
		try {
			await this.run<void>(path, (sftp, done) => sftp.unlink(path, (error) => done(error, undefined)));
		} catch (error) {
			if (!isStorageError(error, 'notFound')) throw this.failure(error, path);
		}
	}

	async move(from: string, to: string): Promise<void> {
		if ((await this.stat(from)) === undefined) throw new StorageError('notFound', `${this.server} has no "${from}"`);
		await this.makeFolders(folderOf(to));
		try {
			// Puts the file over one that is there in one step; OpenSSH and most others know it.
			await this.run<void>(from, (sftp, done) => sftp.ext_openssh_rename(from, to, (error) => done(error, undefined)));
		} catch (error) {
			if (!isStorageError(error, 'protocol')) throw this.failure(error, from);
			await this.delete(to);
			await this.run<void>(from, (sftp, done) => sftp.rename(from, to, (problem) => done(problem, undefined)));
		}
	}

	async close(): Promise<void> {
		const session = await this.session?.catch(() => undefined);
		this.session = undefined;
		if (session === undefined) return;
		const { client, closed } = session;
		client.end();
		// The server's goodbye is awaited, but nobody has to wait for it.
		void withTimeLimit(closed, patienceAtTheEnd, () => new Error('still open')).catch(() => client.destroy());
	}

	/** Servers leave out what they may not look at, and so show a folder that may not be entered as an empty one. */
	private async expectEntry(folder: string): Promise<void> {
		try {
			await this.run<Attributes>(folder, (sftp, done) => sftp.stat(joinPath(folder, '.'), done));
		} catch (error) {
			if (isStorageError(error) && (error.kind === 'permissionDenied' || error.isTemporary)) throw this.failure(error, folder);
		}
	}

	/** From the bottom up: what lies above the login's own folder may be out of sight. */
	private async makeFolders(folder: string): Promise<void> {
		if (folder === '' || folder === '/') return;
		const isThere = await this.run<boolean>(folder, (sftp, done) => sftp.stat(folder, (error) => done(undefined, !error)));
		if (isThere) return;
		await this.makeFolders(folderOf(folder));
		await this.run<void>(folder, (sftp, done) => sftp.mkdir(folder, (error) => done(error, undefined)));
	}

	/** The next entries, or undefined after the last. */
	private async readFolder(path: string, handle: Buffer): Promise<FileEntryWithStats[] | undefined> {
		return await this.run<FileEntryWithStats[] | undefined>(path, (sftp, done) => {
			sftp.readdir(handle, (error, entries) => {
				if ((error as { code?: unknown } | undefined)?.code === endOfFile) done(undefined, undefined);
				else done(error, entries as unknown as FileEntryWithStats[]);
			});
		});
	}

	private async closeHandle(handle: Buffer): Promise<void> {
		const session = await this.session?.catch(() => undefined);
		if (session === undefined) return;
		// A handle whose connection is gone is closed already.
		await new Promise<void>((resolve) => {
			void session.closed.then(resolve);
			session.sftp.close(handle, () => resolve());
		}).catch(() => undefined);
	}

	/** Lets go of a connection on which nothing comes any more: the next request makes a new one. */
	private abandon(client: Client): void {
		this.session = undefined;
		client.destroy();
	}

	private async connected(): Promise<SftpSession> {
		if (this.settings.signal?.aborted) throw cancelled();
		if (this.session === undefined) {
			const session = connect(this.settings, this.server);
			this.session = session;
			const forget = (): void => {
				if (this.session === session) this.session = undefined;
			};
			session.then(({ closed }) => closed.then(forget), forget);
		}
		return await this.session;
	}

	/** One request to the server, under the time limit. A server that falls silent is let go of. */
	private async run<T>(path: string, request: (sftp: SFTPWrapper, done: Callback<T>) => void): Promise<T> {
		try {
			const { client, sftp, closed } = await this.connected();
			const answer = new Promise<T>((resolve, reject) => {
				void closed.then(() => reject(sftpFailure({ code: 'ECONNRESET' }, this.server)));
				request(sftp, (error, value) => {
					if (error) reject(error);
					else resolve(value);
				});
			});
			return await withTimeLimit(answer, this.settings.timeout, () => {
				this.abandon(client);
				return sftpFailure({ code: 'ETIMEDOUT' }, this.server);
			});
		} catch (error) {
			throw this.failure(error, path);
		}
	}

	private failure(error: unknown, path: string): StorageError {
		if (this.settings.signal?.aborted) return cancelled();
		return sftpFailure(error, this.server, path);
	}
}

function fileOf(path: string, { size, mtime }: Attributes): StoredFile {
	return { path, size, modifiedAt: mtime * 1000 };
}
