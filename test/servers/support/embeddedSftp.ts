import { createHash } from 'node:crypto';
import { closeSync, fstatSync, lstatSync, mkdirSync, openSync, readSync, readdirSync, renameSync, rmSync, statSync, type Stats } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join, posix } from 'node:path';
import ssh2, { type Connection, type SFTPWrapper } from 'ssh2';

import { diskShelf } from './diskShelf.ts';
import type { Fixture } from './fixture.ts';
import { removeFolder, temporaryFolder } from './temporary.ts';

const password = 'correct-horse-battery';
const { STATUS_CODE } = ssh2.utils.sftp;

/** One in some hundred keys the library cannot read itself. */
function makeKey(): ReturnType<typeof ssh2.utils.generateKeyPairSync> {
	const key = ssh2.utils.generateKeyPairSync('ed25519');
	return ssh2.utils.parseKey(key.private) instanceof Error ? makeKey() : key;
}

type Attributes = Partial<ReturnType<typeof attributesOf>>;

/** What a server leaves out, or adds. */
export interface Habits {
	/** Attributes as a listing shows them, and as they are shown of one file. */
	listed?(attributes: Attributes): Attributes;
	asked?(attributes: Attributes): Attributes;
	/** A line as `ls -l` prints it, instead of the bare name. */
	hasLongNames?: boolean;
	/** What may not be looked at. */
	isForbidden?(path: string): boolean;
	/** Names in each answer to a listing, without end. */
	endless?(answer: number): readonly string[];
	/** Milliseconds until an answer about one file. */
	patience?: number;
	/** Is told how many files it is asked about at a time. */
	onAsked?(atOnce: number): void;
	/** Nothing is answered after the log-in. */
	isSilent?: boolean;
}

/** An SFTP server without any program of the system: ssh2's own, over a folder on disk. */
export async function startEmbeddedSftp(habits: Habits = {}): Promise<Fixture & { readonly folder: string }> {
	const folder = temporaryFolder();
	const hostKey = makeKey();
	const connections = new Set<Connection>();
	const server = new ssh2.Server({ hostKeys: [hostKey.private] }, (connection) => {
		connections.add(connection);
		connection.on('close', () => connections.delete(connection));
		connection.on('error', () => undefined);
		// As OpenSSH does: held back, each of its small answers costs 40 ms.
		(connection as Connection & { setNoDelay(isOn: boolean): void }).setNoDelay(true);
		connection.on('authentication', (context) => {
			if (context.method === 'password' && context.username === 'batch' && context.password === password) context.accept();
			else context.reject(['password']);
		});
		connection.on('session', (accept) => void (habits.isSilent || accept().on('sftp', (acceptSftp) => serve(acceptSftp(), folder, habits))));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const key = ssh2.utils.parseKey(hostKey.public);
	if (key instanceof Error) throw key;
	const digest = createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '');
	const credential = (via = port) => ({
		host: '127.0.0.1',
		port: via,
		username: 'batch',
		authentication: 'password',
		password,
		hostKey: 'pinned',
		hostKeyFingerprint: `SHA256:${digest}`,
		timeout: 5,
	});
	// As root, no right that is taken away keeps this process from reading.
	const shelf = { ...diskShelf(folder), forbid: undefined };
	return {
		kind: 'sftp',
		folder,
		port,
		shelf,
		credential,
		wrongCredential: () => ({ ...credential(), password: 'wrong-horse-battery' }),
		isExact: true,
		isWritable: true,
		secrets: [password, 'wrong-horse-battery'],
		async stop() {
			for (const connection of connections) connection.end();
			await new Promise<void>((resolve) => server.close(() => resolve()));
			removeFolder(folder);
		},
	};
}

function serve(sftp: SFTPWrapper, root: string, habits: Habits): void {
	const { listed = asTheyAre, asked = asTheyAre, hasLongNames = false, isForbidden = () => false, endless, patience = 0, onAsked } = habits;
	let asking = 0;
	let answers = 0;
	const files = new Map<number, number>();
	const folders = new Map<number, { path: string; names: string[] }>();
	let next = 0;
	const place = (path: string): string => {
		if (isForbidden(path)) throw Object.assign(new Error('no'), { code: 'EACCES' });
		return join(root, posix.join('/', path));
	};
	const handleOf = (id: number): Buffer => {
		const handle = Buffer.alloc(4);
		handle.writeUInt32BE(id);
		return handle;
	};
	const answer = (request: number, work: () => void): void => {
		try {
			work();
		} catch (error) {
			const code = (error as NodeJS.ErrnoException).code;
			sftp.status(request, code === 'ENOENT' ? STATUS_CODE.NO_SUCH_FILE : code === 'EACCES' ? STATUS_CODE.PERMISSION_DENIED : STATUS_CODE.FAILURE);
		}
	};
	const done = (request: number): void => sftp.status(request, STATUS_CODE.OK);
	sftp.on('REALPATH', (request, path) => sftp.name(request, [{ filename: posix.join('/', path), longname: '', attrs: {} as never }]));
	sftp.on('OPEN', (request, path) =>
		answer(request, () => {
			files.set(++next, openSync(place(path), 'r'));
			sftp.handle(request, handleOf(next));
		}),
	);
	sftp.on('READ', (request, handle, offset, length) =>
		answer(request, () => {
			const buffer = Buffer.alloc(length);
			const bytes = readSync(files.get(handle.readUInt32BE()) ?? -1, buffer, 0, length, offset);
			if (bytes === 0) sftp.status(request, STATUS_CODE.EOF);
			else sftp.data(request, buffer.subarray(0, bytes));
		}),
	);
	sftp.on('FSTAT', (request, handle) => answer(request, () => sftp.attrs(request, asked(attributesOf(fstatSync(files.get(handle.readUInt32BE()) ?? -1))) as never)));
	sftp.on('STAT', (request, path) => {
		onAsked?.(++asking);
		const say = (): void => {
			asking--;
			answer(request, () => sftp.attrs(request, asked(attributesOf(statSync(place(path)))) as never));
		};
		if (patience === 0) say();
		else setTimeout(say, patience);
	});
	sftp.on('LSTAT', (request, path) => answer(request, () => sftp.attrs(request, attributesOf(lstatSync(place(path))))));
	sftp.on('OPENDIR', (request, path) =>
		answer(request, () => {
			folders.set(++next, { path: place(path), names: readdirSync(place(path)) });
			sftp.handle(request, handleOf(next));
		}),
	);
	sftp.on('READDIR', (request, handle) =>
		answer(request, () => {
			if (endless !== undefined) return sftp.name(request, endless(++answers).map((filename) => ({ filename, longname: '', attrs: { mode: 0o100644, size: 1, atime: 1, mtime: 1 } as never })));
			const folder = folders.get(handle.readUInt32BE());
			const names = folder?.names.splice(0, 64) ?? [];
			if (names.length === 0) return sftp.status(request, STATUS_CODE.EOF);
			sftp.name(
				request,
				names.map((filename) => {
					const stats = lstatSync(join(folder?.path ?? '', filename));
					const letter = stats.isDirectory() ? 'd' : stats.isSymbolicLink() ? 'l' : '-';
					const longname = hasLongNames ? `${letter}rw-r--r--   1 batch  batch  ${stats.size} Nov 22 19:03 ${filename}` : filename;
					return { filename, longname, attrs: listed(attributesOf(stats)) as never };
				}),
			);
		}),
	);
	sftp.on('CLOSE', (request, handle) =>
		answer(request, () => {
			const id = handle.readUInt32BE();
			const file = files.get(id);
			if (file !== undefined) closeSync(file);
			files.delete(id);
			folders.delete(id);
			done(request);
		}),
	);
	sftp.on('REMOVE', (request, path) => answer(request, () => (rmSync(place(path)), done(request))));
	sftp.on('MKDIR', (request, path) => answer(request, () => (mkdirSync(place(path)), done(request))));
	// As version 3 of the protocol wants it: not over a file that is there.
	sftp.on('RENAME', (request, from, to) =>
		answer(request, () => {
			if (readdirSync(join(place(to), '..')).includes(posix.basename(to))) throw new Error('it is there');
			renameSync(place(from), place(to));
			done(request);
		}),
	);
}

function asTheyAre(attributes: Attributes): Attributes {
	return attributes;
}

function attributesOf({ mode, uid, gid, size, atimeMs, mtimeMs }: Stats) {
	return { mode, uid, gid, size, atime: Math.floor(atimeMs / 1000), mtime: Math.floor(mtimeMs / 1000) };
}
