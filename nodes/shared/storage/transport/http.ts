import { Bounded, TooMuch } from '../../bounded';
import { isOneName, refusedName } from '../entryName';
import { folderOrProblem, problemEntry } from '../entryProblem';
import { listBounded } from '../listingBounds';
import { networkFailure } from '../networkFailure';
import { foldersDownTo, folderOf, joinPath, rootedPath, trimFolder } from '../paths';
import type { Circumstances, ListOptions, OpenFile, Storage, StoredFile } from '../storage';
import { StorageError } from '../storageError';
import type { Resolve } from '../web/addressGuard';
import { FileFacts } from '../web/fileFacts';
import { readFileHeaders } from '../web/fileHeaders';
import type { HttpAnswer, HttpSend } from '../web/httpSend';
import { NoIndex, type IndexEntry } from '../web/indexEntry';
import { openBody } from '../web/openBody';
import { readIndex } from '../web/readIndex';
import type { WebSettings } from '../web/webSettings';
import { WebServer } from '../web/webServer';

/** A page holds an entry in three lines or so; no index nests its table deeper than a page of a site. */
const pageBounds = { entries: 200_000, depth: 512 };

/** Files on a web server: listed by its directory index, moved and deleted where it allows that (WebDAV). */
export class HttpStorage implements Storage {
	private readonly server: WebServer;

	private readonly facts: FileFacts;

	constructor(settings: WebSettings, send: HttpSend, resolve: Resolve, circumstances: Circumstances) {
		this.server = new WebServer(settings, send, resolve, circumstances);
		this.facts = new FileFacts(this.server);
	}

	list(folder: string, { recursive = false }: ListOptions = {}): AsyncIterable<StoredFile> {
		const start = trimFolder(folder).replace(/^\/+/, '');
		return listBounded(`The folder that ${this.server.called.replace('The', 'the')} shows`, (bounded) => this.listIn(start, recursive, bounded));
	}

	async stat(path: string): Promise<StoredFile | undefined> {
		return await this.facts.ask(path);
	}

	async open(file: Pick<StoredFile, 'path' | 'version'> & Partial<Pick<StoredFile, 'modifiedAt'>>, offset = 0): Promise<OpenFile> {
		const { path } = file;
		return await openBody({
			path,
			offset,
			exchange: this.server.exchange,
			ask: async (start) => {
				const headers: Record<string, string> = start > 0 ? { Range: `bytes=${start}-` } : {};
				return (await this.server.ask({ method: 'GET', path, headers, expected: [416] })).answer;
			},
			isReplaced: (answer) => isReplaced(file, answer),
		});
	}

	async delete(path: string): Promise<void> {
		const { answer } = await this.server.ask({ method: 'DELETE', path, expected: [404, 410] });
		answer.destroy();
	}

	async move(from: string, to: string): Promise<void> {
		const moved = await this.tryToMove(from, to);
		if (moved) return;
		for (const folder of foldersDownTo(folderOf(to).replace(/^\/+/, ''))) {
			const { answer } = await this.server.ask({ method: 'MKCOL', path: `${folder}/`, expected: [405, 409] });
			answer.destroy();
		}
		if (!(await this.tryToMove(from, to))) {
			throw new StorageError('permissionDenied', `"${from}" could not be moved to "${to}": the folder cannot be made`);
		}
	}

	async locate(path: string): Promise<string> {
		return rootedPath('/', path);
	}

	async close(): Promise<void> {}

	private async *listIn(folder: string, recursive: boolean, bounded: Bounded): AsyncGenerator<StoredFile> {
		for (const entry of await this.indexOf(folder)) {
			bounded.count();
			if (bounded.isDue) await bounded.breathe();
			const { name, isFolder, size, modifiedAt, isExact } = entry;
			const path = joinPath(folder, name);
			if (!isOneName(name)) yield refusedName(folder, name, isFolder);
			else if (entry.hasQuery) yield problemEntry(path, isBehindQuery, isFolder);
			else if (!isFolder) yield { path, size, modifiedAt, ...(!isExact && { isApproximate: true }) };
			else if (recursive) yield* bounded.inside(folderOrProblem(path, this.listIn(path, recursive, bounded)));
		}
	}

	private async indexOf(folder: string): Promise<IndexEntry[]> {
		const { answer, url } = await this.server.ask({ method: 'GET', path: folder === '' ? '' : `${folder}/` });
		const base = new URL(url);
		if (!base.pathname.endsWith('/')) base.pathname = base.pathname.replace(/[^/]*$/, '');
		const body = await this.server.exchange.text(answer);
		try {
			return await readIndex(body, base, new Bounded(`The directory index of "${folder || '/'}"`, pageBounds));
		} catch (error) {
			if (error instanceof TooMuch) throw networkFailure(error, this.server.called);
			throw this.noIndex(folder, error instanceof NoIndex ? error.message : 'a page that cannot be read');
		}
	}

	private noIndex(folder: string, instead: string): StorageError {
		return new StorageError(
			'protocol',
			`${this.server.called} shows no directory index ${folder === '' ? 'at that address' : `of "${folder}"`}, but ${instead}`,
			'Nothing is taken for gone. Switch the index on (nginx: autoindex), log in under Authentication in the credential, or choose Known by Name under Files, where dates may stand in braces.',
		);
	}

	/** False when the folder is missing. */
	private async tryToMove(from: string, to: string): Promise<boolean> {
		const headers = { Destination: this.server.urlOf(to).toString(), Overwrite: 'T' };
		const { answer } = await this.server.ask({ method: 'MOVE', path: from, headers, expected: [409] });
		answer.destroy();
		return answer.statusCode !== 409;
	}
}

const isBehindQuery = new StorageError('protocol', 'Its link in the directory index has a "?" or "#", behind which it cannot be known', 'It is left alone.');

/** A time that was believed says so; a tag only where it is all that there was. */
function isReplaced({ version, modifiedAt }: Pick<StoredFile, 'version'> & Partial<Pick<StoredFile, 'modifiedAt'>>, { headers }: HttpAnswer): boolean {
	const now = readFileHeaders(headers);
	if (modifiedAt !== undefined && now.modifiedAt !== undefined) return now.modifiedAt !== modifiedAt;
	const isTag = version !== undefined && /^(W\/)?"/.test(version);
	return isTag && now.entityTag !== undefined && now.entityTag !== version;
}
