import type { FileInfo } from 'basic-ftp';

import { Bounded } from '../../bounded';
import { isOneName, refusedName, spelled } from '../entryName';
import { folderOrProblem, orProblem, problemEntry } from '../entryProblem';
import { FtpConnections, type FtpConnection } from '../ftp/connections';
import { ftpFailure, isReply } from '../ftp/ftpFailure';
import type { FtpSettings } from '../ftp/ftpSettings';
import { listFolder, type FolderEntry } from '../ftp/listFolder';
import { readListedTime, tellsDayOnly } from '../ftp/listedTime';
import { FtpTransfer } from '../ftp/transfer';
import { guardStream } from '../guardStream';
import { bounds, listBounded } from '../listingBounds';
import { folderOf, joinPath, nameOf, rootedPath, trimFolder } from '../paths';
import { skip } from '../skip';
import type { ListOptions, OpenFile, Storage, StoredFile } from '../storage';
import { cancelled, StorageError } from '../storageError';

/** Replies to a command that the server does not have, or does not have like that. */
const unknownCommand: ReadonlySet<number> = new Set([500, 501, 502, 504]);

const unreadableLine = new StorageError('protocol', 'The FTP server lists it in a form that cannot be read', 'It is left alone. Servers that know MLSD list in a form that can.');

/** A folder on an FTP server, with or without TLS. */
export class FtpStorage implements Storage {
	private readonly connections: FtpConnections;

	private readonly server: string;

	/** What the server spells in Latin-1: it has to be told so, too. */
	private readonly latinPaths = new Set<string>();

	/** Whether reading can begin in the middle of a file. */
	private knowsOffsets = true;

	constructor(private readonly settings: FtpSettings) {
		this.server = `The FTP server ${settings.host}:${settings.port}`;
		this.connections = new FtpConnections(settings, this.server);
	}

	list(folder: string, { recursive = false }: ListOptions = {}): AsyncIterable<StoredFile> {
		return listBounded(`The folder on the FTP server ${this.settings.host}`, (bounded) => this.listIn(trimFolder(folder), recursive, bounded));
	}

	async stat(path: string): Promise<StoredFile | undefined> {
		return await this.run(path, async (connection) => await statIn(connection, path));
	}

	async open({ path }: Pick<StoredFile, 'path'>, offset = 0): Promise<OpenFile> {
		const connection = await this.take(path);
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
			return await this.download(connection, path, this.knowsOffsets ? offset : 0, size, offset);
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

	async locate(path: string): Promise<string> {
		return await this.run(path, async ({ home }) => await Promise.resolve(rootedPath(home, path)));
	}

	async close(): Promise<void> {
		this.connections.close();
	}

	private async *listIn(folder: string, recursive: boolean, bounded: Bounded): AsyncGenerator<StoredFile> {
		const entries = await this.run(folder, async (connection) => await listIn(connection, folder, bounded));
		for (const { info, name, isLatin } of entries) {
			const path = joinPath(folder, name);
			if (info === undefined) yield problemEntry(joinPath(folder, spelled(name)), unreadableLine, false);
			else if (!isOneName(name)) yield refusedName(folder, name, info.isDirectory);
			else {
				if (isLatin) this.latinPaths.add(path);
				if (info.isDirectory && recursive) yield* bounded.inside(folderOrProblem(path, this.listIn(path, recursive, bounded)));
				if (info.isFile) yield fileOf(path, info);
				// What a link leads to is what counts; one that leads nowhere is no file.
				const target = info.isSymbolicLink ? await orProblem(path, false, async () => await this.stat(path)) : undefined;
				if (target !== undefined) yield target;
			}
			if (bounded.isDue) await bounded.breathe();
		}
	}

	/** Waits for the transfer to begin, so that a file that cannot be read fails here and not in its stream. */
	private async download(connection: FtpConnection, path: string, start: number, size: number | undefined, offset: number): Promise<OpenFile> {
		const { connections, server, settings } = this;
		const transfer = new FtpTransfer(connection.client, { path: absolute(connection, path), offset: start, size, server, timeout: settings.timeout });
		try {
			await transfer.begin();
		} catch (error) {
			if (start > 0 && isReply(error) && unknownCommand.has(error.code)) {
				this.knowsOffsets = false;
				connections.drop(connection);
				return await this.open({ path }, offset);
			}
			throw await this.refusal(connection, path, error);
		}
		const { stream, close } = guardStream(skip(transfer.read(), offset - start), {
			...settings,
			server,
			destroy: () => {
				if (transfer.isOver) connections.giveBack(connection);
				else connections.drop(connection);
				transfer.stop();
			},
			translate: (error) => this.failure(error, path),
		});
		return { stream, size, isSeekable: this.knowsOffsets, close };
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

	private async take(path = ''): Promise<FtpConnection> {
		if (this.settings.signal?.aborted) throw cancelled();
		try {
			const connection = await this.connections.take();
			connection.client.ftp.encoding = this.isLatin(path) ? 'latin1' : 'utf8';
			return connection;
		} catch (error) {
			throw this.failure(error);
		}
	}

	/** A file, or a folder on the way to it. */
	private isLatin(path: string): boolean {
		for (let part = path; part !== '' && part !== '/' && this.latinPaths.size > 0; part = folderOf(part)) {
			if (this.latinPaths.has(part)) return true;
		}
		return false;
	}

	private async run<T>(path: string, work: (connection: FtpConnection) => Promise<T>): Promise<T> {
		const connection = await this.take(path);
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
async function listIn(connection: FtpConnection, folder: string, bounded: Bounded): Promise<FolderEntry[]> {
	const { client, home } = connection;
	await client.cd(folder === '' ? home : absolute(connection, folder));
	return await listFolder(client, bounded);
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
	const bounded = new Bounded('The folder on the FTP server', bounds);
	const entries = await listIn(connection, folderOf(path), bounded).catch(whenReplied<FolderEntry[]>([]));
	return entries.find(({ name }) => name === nameOf(path))?.info;
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
	const isDayOnly = tellsDayOnly(rawModifiedAt);
	return { path, size, modifiedAt: readListedTime(rawModifiedAt, Date.now()), isApproximate: true, ...(isDayOnly && { isDayOnly }) };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
