import { createHash } from 'node:crypto';
import type { Attributes, Client, FileEntryWithStats, SFTPWrapper } from 'ssh2';

import type { Bounded } from '../../bounded';
import { isOneName, refusedName } from '../entryName';
import { folderOrProblem, isItsOwn, orProblem, problemEntry } from '../entryProblem';
import { guardStream } from '../guardStream';
import { inOrder } from '../inOrder';
import { listBounded, unrepeated } from '../listingBounds';
import { folderOf, joinPath, rootedPath, trimFolder } from '../paths';
import { fileOf, kindOf, kindOfLongName, type Kind, type SparseAttributes } from '../sftp/attributes';
import { connect, type SftpSession } from '../sftp/connect';
import { expectBytes } from '../sftp/expectBytes';
import { readAhead } from '../sftp/readAhead';
import { Requests, type Callback } from '../sftp/requests';
import { sftpFailure } from '../sftp/sftpFailure';
import type { SftpSettings } from '../sftp/sftpSettings';
import type { ListOptions, OpenFile, Storage, StoredFile } from '../storage';
import { cancelled, isStorageError, StorageError } from '../storageError';
import { withTimeLimit } from '../timeLimit';

const patienceAtTheEnd = 2_000;
const endOfFile = 1;

/** Entries that a server is asked about at once. */
const askedAtOnce = 32;

/** A connection, and what is under way on it. */
type Connection = SftpSession & { readonly requests: Requests };

/** A folder on an SFTP server. */
export class SftpStorage implements Storage {
	private session: Promise<Connection> | undefined;

	private readonly server: string;

	constructor(private readonly settings: SftpSettings) {
		this.server = `The SFTP server ${settings.host}:${settings.port}`;
	}

	list(folder: string, { recursive = false }: ListOptions = {}): AsyncIterable<StoredFile> {
		return listBounded(`The folder on the SFTP server ${this.settings.host}`, (bounded) => this.listIn(trimFolder(folder), recursive, bounded));
	}

	async stat(path: string): Promise<StoredFile | undefined> {
		const attributes = await this.attributesOf(path);
		if (attributes === undefined) return undefined;
		const kind = kindOf(attributes);
		return kind === 'file' || kind === undefined ? fileOf(path, attributes) : undefined;
	}

	async open({ path }: Pick<StoredFile, 'path'>, offset = 0): Promise<OpenFile> {
		const handle = await this.run<Buffer>(path, (sftp, done) => sftp.open(path, 'r', done));
		const { client, sftp, closed } = await this.connected();
		const { size } = await this.run<SparseAttributes>(path, (wrapper, done) => wrapper.fstat(handle, done));
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
		const { stream, close } = guardStream(expectBytes(readAhead(readAt, offset), size === undefined ? undefined : size - offset, path), {
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

	async locate(path: string): Promise<string> {
		const real = async (of: string): Promise<string | undefined> =>
			await this.run<string>(of, (sftp, done) => sftp.realpath(of, done)).catch((error: unknown) => {
				if (isStorageError(error) && error.isTemporary) throw this.failure(error, of);
				return undefined;
			});
		return rootedPath('/', (await real(path || '.')) ?? rootedPath((await real('.')) ?? '/', path));
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

	private async *listIn(folder: string, recursive: boolean, bounded: Bounded): AsyncGenerator<StoredFile> {
		const handle = await this.run<Buffer>(folder, (sftp, done) => sftp.opendir(folder || '.', done));
		const expectNew = unrepeated(this.server);
		let isEmpty = true;
		try {
			for (;;) {
				const answer = await this.readFolder(folder, handle);
				if (answer === undefined) break;
				isEmpty &&= answer.length === 0;
				// A server that sends nothing, for ever, is counted too.
				bounded.count();
				const entries = answer.filter(({ filename }) => filename !== '.' && filename !== '..');
				bounded.count(entries.length);
				if (entries.length > 0) expectNew(digestOf(entries));
				for await (const { path, found } of inOrder(entries, askedAtOnce, (entry) => this.lookAt(folder, entry))) {
					if (found === 'folder') {
						if (recursive) yield* bounded.inside(folderOrProblem(path, this.listIn(path, recursive, bounded)));
					} else if (found !== undefined) yield found;
				}
				if (bounded.isDue) await bounded.breathe();
			}
			if (isEmpty) await this.expectEntry(folder);
		} finally {
			void this.closeHandle(handle);
		}
	}

	/** What an entry of a folder is. What the listing leaves out is asked for. */
	private lookAt(folder: string, { filename, attrs, longname }: FileEntryWithStats): LookedAt | Promise<LookedAt> {
		if (!isOneName(filename)) return { path: folder, found: refusedName(folder, filename) };
		const path = joinPath(folder, filename);
		const listed: SparseAttributes = attrs;
		const kind = kindOf(listed);
		if (kind === 'folder') return { path, found: kind };
		if (kind === 'other') return { path, found: undefined };
		if (kind === 'file' && listed.size !== undefined && listed.mtime !== undefined) return { path, found: fileOf(path, listed) };
		return this.ask(path, listed, kind ?? kindOfLongName(longname)).then((found) => ({ path, found }));
	}

	private async ask(path: string, listed: SparseAttributes, kind: Kind | undefined): Promise<StoredFile | 'folder' | undefined> {
		// What a link leads to is what counts; one that leads nowhere is no file.
		if (kindOf(listed) === 'link') return await orProblem(path, false, async () => await this.stat(path));
		return await this.lookCloser(path, listed, kind);
	}

	/** Sparse attributes: the server is asked, then its long name (as `ls -l` prints it) says whether it is a folder. */
	private async lookCloser(path: string, listed: SparseAttributes, kind: Kind | undefined): Promise<StoredFile | 'folder' | undefined> {
		let asked: SparseAttributes | undefined;
		try {
			asked = await this.attributesOf(path);
			if (asked === undefined) return undefined;
		} catch (error) {
			if (!isItsOwn(error)) throw this.failure(error, path);
			if (error.kind === 'permissionDenied') return problemEntry(path, error, kind === 'folder');
		}
		const found = (asked && kindOf(asked)) ?? kind;
		if (found === 'folder') return found;
		if (found === 'other') return undefined;
		return fileOf(path, { size: asked?.size ?? listed.size, mtime: asked?.mtime ?? listed.mtime });
	}

	/** Undefined where there is nothing. */
	private async attributesOf(path: string): Promise<SparseAttributes | undefined> {
		try {
			return await this.run<SparseAttributes>(path, (sftp, done) => sftp.stat(path, done));
		} catch (error) {
			if (isStorageError(error, 'notFound')) return undefined;
			throw this.failure(error, path);
		}
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
		const { sftp, requests } = session;
		// A handle whose connection is gone is closed already.
		await requests.send<void>((done) => sftp.close(handle, (error) => done(error, undefined))).catch(() => undefined);
	}

	/** Lets go of a connection on which nothing comes any more: the next request makes a new one. */
	private abandon(client: Client): void {
		this.session = undefined;
		client.destroy();
	}

	private async connected(): Promise<Connection> {
		if (this.settings.signal?.aborted) throw cancelled();
		if (this.session === undefined) {
			const session = this.connect();
			this.session = session;
			const forget = (): void => {
				if (this.session === session) this.session = undefined;
			};
			session.then(({ closed }) => closed.then(forget), forget);
		}
		return await this.session;
	}

	private async connect(): Promise<Connection> {
		const session = await connect(this.settings, this.server);
		const requests = new Requests(this.server, session.closed, this.settings.timeout, () => this.abandon(session.client));
		return { ...session, requests };
	}

	/** One request to the server. One that falls silent is let go of. */
	private async run<T>(path: string, request: (sftp: SFTPWrapper, done: Callback<T>) => void): Promise<T> {
		try {
			const { sftp, requests } = await this.connected();
			return await requests.send<T>((done) => request(sftp, done));
		} catch (error) {
			throw this.failure(error, path);
		}
	}

	private failure(error: unknown, path: string): StorageError {
		if (this.settings.signal?.aborted) return cancelled();
		return sftpFailure(error, this.server, path);
	}
}

interface LookedAt {
	readonly path: string;
	/** A file, what stands in its way, or whether it is a folder; undefined for what is none of these, or gone. */
	readonly found: StoredFile | 'folder' | undefined;
}

/** Tells two answers to a listing apart, however many names they hold. */
function digestOf(entries: readonly FileEntryWithStats[]): string {
	const hash = createHash('sha256');
	for (const { filename } of entries) hash.update(filename).update('/');
	return hash.digest('base64url');
}
