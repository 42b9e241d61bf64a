import type { FileInfo } from 'basic-ftp';

import { FtpConnections, type FtpConnection } from '../ftp/connections';
import { ftpFailure, isReply } from '../ftp/ftpFailure';
import type { FtpSettings } from '../ftp/ftpSettings';
import { listFolder } from '../ftp/listFolder';
import { readListedTime } from '../ftp/listedTime';
import { FtpTransfer } from '../ftp/transfer';
import { guardStream } from '../guardStream';
import { folderOf, joinPath, nameOf, trimFolder } from '../paths';
import type { ListOptions, OpenFile, Storage, StoredFile } from '../storage';
import { cancelled, type StorageError } from '../storageError';

/** A folder on an FTP server, with or without TLS. */
export class FtpStorage implements Storage {
	private readonly connections: FtpConnections;

	private readonly server: string;

	constructor(private readonly settings: FtpSettings) {
		this.server = `The FTP server ${settings.host}:${settings.port}`;
		this.connections = new FtpConnections(settings, this.server);
	}

	async *list(folder: string, { recursive = false }: ListOptions = {}): AsyncGenerator<StoredFile> {
		const start = trimFolder(folder);
		const entries = await this.run(start, async (connection) => await listIn(connection, start));
		for (const entry of entries) {
			const path = joinPath(start, entry.name);
			if (entry.isDirectory && recursive) yield* this.list(path, { recursive });
			if (entry.isFile) yield fileOf(path, entry);
			// What a link leads to is what counts; one that leads nowhere is no file.
			const target = entry.isSymbolicLink ? await this.stat(path) : undefined;
			if (target !== undefined) yield target;
		}
	}

	async stat(path: string): Promise<StoredFile | undefined> {
		return await this.run(path, async (connection) => await statIn(connection, path));
	}

	async open({ path }: Pick<StoredFile, 'path'>, offset = 0): Promise<OpenFile> {
		const connection = await this.take();
		try {
			const size = await connection.client.size(absolute(connection, path)).catch(async (error: unknown) => {
				// A reply that makes no sense (some say nothing of empty files) leaves the connection open.
				if (connection.client.closed) throw ftpFailure(error, this.server, path);
				return await this.sizeFromListing(connection, path);
			});
			if (size !== undefined && offset >= size) {
				this.connections.giveBack(connection);
				return { stream: nothing(), size, close: async () => undefined };
			}
			return await this.download(connection, path, offset, size);
		} catch (error) {
			this.connections.drop(connection);
			throw this.failure(error, path);
		}
	}

	async delete(path: string): Promise<void> {
		await this.run(path, async (connection) => {
			try {
				await connection.client.remove(absolute(connection, path));
			} catch (error) {
				// Servers say 550 to both: what is not there any more needs no deleting.
				if ((await statIn(connection, path)) !== undefined) throw this.refused(error, path);
			}
		});
	}

	async move(from: string, to: string): Promise<void> {
		await this.run(from, async (connection) => {
			const target = absolute(connection, to);
			await makeFolders(connection, folderOf(target));
			try {
				await connection.client.rename(absolute(connection, from), target);
			} catch (error) {
				if ((await statIn(connection, from)) === undefined) throw ftpFailure({ code: 550 }, this.server, from);
				// Some servers do not put a file over another one.
				if ((await statIn(connection, to)) === undefined) throw this.refused(error, from);
				await connection.client.remove(target);
				await connection.client.rename(absolute(connection, from), target);
			}
		});
	}

	async close(): Promise<void> {
		this.connections.close();
	}

	/** Waits for the transfer to begin, so that a file that cannot be read fails here and not in its stream. */
	private async download(connection: FtpConnection, path: string, offset: number, size: number | undefined): Promise<OpenFile> {
		const { connections, server, settings } = this;
		const transfer = new FtpTransfer(connection.client, { path: absolute(connection, path), offset, size, server, timeout: settings.timeout });
		try {
			await transfer.begin();
		} catch (error) {
			throw await this.refusal(connection, path, error);
		}
		const { stream, close } = guardStream(transfer.read(), {
			...settings,
			server,
			destroy: () => {
				if (transfer.isOver) connections.giveBack(connection);
				else connections.drop(connection);
				transfer.stop();
			},
			translate: (error) => this.failure(error, path),
		});
		return { stream, size, isSeekable: true, close };
	}

	/** Servers know no SIZE, or refuse it for what cannot be read; a file that is not there is a failure. */
	private async sizeFromListing(connection: FtpConnection, path: string): Promise<number | undefined> {
		const found = await findIn(connection, path);
		if (found === undefined) throw ftpFailure({ code: 550 }, this.server, path);
		return found.isFile ? found.size : undefined;
	}

	/** Tells "not there" from "not allowed", which most servers answer alike. */
	private async refusal(connection: FtpConnection, path: string, error: unknown): Promise<StorageError> {
		const found = this.failure(error, path);
		if (!isReply(error) || found.isTemporary || connection.client.closed) return found;
		const isThere = (await statIn(connection, path)) !== undefined;
		return isThere ? this.refused(error, path) : found;
	}

	private async take(): Promise<FtpConnection> {
		if (this.settings.signal?.aborted) throw cancelled();
		try {
			return await this.connections.take();
		} catch (error) {
			throw this.failure(error);
		}
	}

	private async run<T>(path: string, work: (connection: FtpConnection) => Promise<T>): Promise<T> {
		const connection = await this.take();
		try {
			return await work(connection);
		} catch (error) {
			throw this.failure(error, path);
		} finally {
			this.connections.giveBack(connection);
		}
	}

	/** The server says no to something with a file that is there. */
	private refused(error: unknown, path: string): StorageError {
		const found = this.failure(error, path);
		if (!isReply(error) || found.isTemporary) return found;
		return this.failure({ code: 550, message: 'permission denied' }, path);
	}

	private failure(error: unknown, path?: string): StorageError {
		if (this.settings.signal?.aborted) return cancelled();
		return ftpFailure(error, this.server, path);
	}
}

function absolute({ home }: FtpConnection, path: string): string {
	return path.startsWith('/') ? path : joinPath(home, path);
}

/** From within the folder: with a path, servers take spaces and brackets in it for options and patterns. */
async function listIn(connection: FtpConnection, folder: string): Promise<FileInfo[]> {
	const { client, home } = connection;
	await client.cd(folder === '' ? home : absolute(connection, folder));
	return await listFolder(client);
}

async function statIn(connection: FtpConnection, path: string): Promise<StoredFile | undefined> {
	const { client } = connection;
	const place = absolute(connection, path);
	try {
		const size = await client.size(place);
		const modifiedAt = await client.lastMod(place).catch(whenReplied(undefined));
		return { path, size, modifiedAt: modifiedAt?.getTime() };
	} catch (error) {
		if (client.closed) throw ftpFailure(error, 'The FTP server');
	}
	// No SIZE for what cannot be read, is a folder or is not there: the folder's listing knows.
	const entry = await findIn(connection, path);
	return entry?.isFile ? fileOf(path, entry) : undefined;
}

async function findIn(connection: FtpConnection, path: string): Promise<FileInfo | undefined> {
	const entries = await listIn(connection, folderOf(path)).catch(whenReplied<FileInfo[]>([]));
	return entries.find(({ name }) => name === nameOf(path));
}

/** Takes any reply of the server for "no"; a broken connection stays a failure. */
function whenReplied<T>(fallback: T): (error: unknown) => T {
	return (error) => {
		if (isReply(error)) return fallback;
		throw ftpFailure(error, 'The FTP server');
	};
}

/** From the bottom up: what lies above the login's own folder may be out of sight. */
async function makeFolders(connection: FtpConnection, folder: string): Promise<void> {
	if (folder === '' || folder === '/') return;
	const isThere = await connection.client.cd(folder).then(() => true, whenReplied(false));
	if (isThere) return;
	await makeFolders(connection, folderOf(folder));
	await connection.client.send(`MKD ${folder}`);
}

function fileOf(path: string, { size, modifiedAt, rawModifiedAt }: FileInfo): StoredFile {
	if (modifiedAt !== undefined) return { path, size, modifiedAt: modifiedAt.getTime() };
	return { path, size, modifiedAt: readListedTime(rawModifiedAt, Date.now()), isApproximate: true };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
