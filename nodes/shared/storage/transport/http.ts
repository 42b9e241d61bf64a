import { climbs, encodePath, foldersDownTo, folderOf, joinPath, trimFolder } from '../paths';
import type { Circumstances, ListOptions, OpenFile, Storage, StoredFile } from '../storage';
import { isStorageError, StorageError } from '../storageError';
import { publicAddressesOf, withAddress, type Resolve } from '../web/addressGuard';
import { Exchange, isBusy } from '../web/exchange';
import { readFileHeaders } from '../web/fileHeaders';
import type { HttpAnswer, HttpRequest, HttpSend } from '../web/httpSend';
import { networkFailure } from '../networkFailure';
import { openBody } from '../web/openBody';
import { readIndex } from '../web/readIndex';
import { logInHeaders, type WebSettings } from '../web/webSettings';

const mostRedirects = 5;

interface WebRequest {
	readonly method: HttpRequest['method'];
	/** A path below the credential's address. */
	readonly path: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** Statuses besides success that the caller deals with. */
	readonly expected?: readonly number[];
}

interface Reached {
	readonly answer: HttpAnswer;
	/** Where the answer came from, after redirects. */
	readonly url: URL;
}

/**
 * Files on a web server: listed by its directory index, moved and deleted where it allows that (WebDAV).
 *
 * Unless allowed, nothing is sent into a private network: the name is looked up, every address is checked, and
 * the request goes to a checked address with the name in Host and TLS – after each redirect anew. Behind an HTTP
 * proxy, it is the proxy that connects, to the address that was checked here.
 */
export class HttpStorage implements Storage {
	private readonly exchange: Exchange;

	private readonly server: string;

	constructor(
		private readonly settings: WebSettings,
		send: HttpSend,
		private readonly resolve: Resolve,
		circumstances: Circumstances,
	) {
		this.server = `The web server ${settings.address.host}`;
		this.exchange = new Exchange(send, this.server, circumstances);
	}

	async *list(folder: string, { recursive = false }: ListOptions = {}): AsyncGenerator<StoredFile> {
		const start = trimFolder(folder).replace(/^\/+/, '');
		const { answer, url } = await this.ask({ method: 'GET', path: start === '' ? '' : `${start}/` });
		const base = new URL(url);
		if (!base.pathname.endsWith('/')) base.pathname = base.pathname.replace(/[^/]*$/, '');
		const body = await this.exchange.text(answer);
		for (const { name, isFolder, size, modifiedAt, isExact } of await this.readIndex(body, base)) {
			const path = joinPath(start, name);
			if (!isFolder) yield { path, size, modifiedAt, ...(!isExact && { isApproximate: true }) };
			else if (recursive) yield* this.list(path, { recursive });
		}
	}

	async stat(path: string): Promise<StoredFile | undefined> {
		const answer = await this.head(path);
		answer.destroy();
		if (answer.statusCode === 404 || answer.statusCode === 410) return undefined;
		const { size, modifiedAt, entityTag } = readFileHeaders(answer.headers);
		return { path, size, modifiedAt, ...(entityTag !== undefined && { version: entityTag }) };
	}

	async open({ path, version }: Pick<StoredFile, 'path' | 'version'>, offset = 0): Promise<OpenFile> {
		return await openBody({
			path,
			offset,
			exchange: this.exchange,
			ask: async (start) => {
				const headers: Record<string, string> = start > 0 ? { Range: `bytes=${start}-` } : {};
				return (await this.ask({ method: 'GET', path, headers, expected: [416] })).answer;
			},
			isReplaced: ({ headers }) => version !== undefined && headers.etag !== undefined && headers.etag !== version,
		});
	}

	async delete(path: string): Promise<void> {
		const { answer } = await this.ask({ method: 'DELETE', path, expected: [404, 410] });
		answer.destroy();
	}

	async move(from: string, to: string): Promise<void> {
		const moved = await this.tryToMove(from, to);
		if (moved) return;
		for (const folder of foldersDownTo(folderOf(to).replace(/^\/+/, ''))) {
			const { answer } = await this.ask({ method: 'MKCOL', path: `${folder}/`, expected: [405, 409] });
			answer.destroy();
		}
		if (!(await this.tryToMove(from, to))) {
			throw new StorageError('permissionDenied', `"${from}" could not be moved to "${to}": the folder cannot be made`);
		}
	}

	async close(): Promise<void> {}

	/** False when the folder is missing. */
	private async tryToMove(from: string, to: string): Promise<boolean> {
		const headers = { Destination: this.urlOf(to).toString(), Overwrite: 'T' };
		const { answer } = await this.ask({ method: 'MOVE', path: from, headers, expected: [409] });
		answer.destroy();
		return answer.statusCode !== 409;
	}

	/** Some servers know no HEAD: then the first byte is asked for. */
	private async head(path: string): Promise<HttpAnswer> {
		const expected = [404, 410];
		const { answer } = await this.ask({ method: 'HEAD', path, expected: [...expected, 405, 501] });
		if (answer.statusCode !== 405 && answer.statusCode !== 501) return answer;
		answer.destroy();
		return (await this.ask({ method: 'GET', path, headers: { Range: 'bytes=0-0' }, expected: [...expected, 416] })).answer;
	}

	private async readIndex(body: string, base: URL): ReturnType<typeof readIndex> {
		try {
			return await readIndex(body, base);
		} catch {
			throw this.noIndex();
		}
	}

	private noIndex(): StorageError {
		return new StorageError(
			'protocol',
			`${this.server} shows no directory index at that address`,
			'Switch the index on (nginx: autoindex), or give the path of the file, where dates may stand in braces.',
		);
	}

	private urlOf(path: string): URL {
		if (climbs(path)) throw new StorageError('configuration', `"${path}" leads out of the address in the credential`);
		return new URL(encodePath(path.replace(/^\/+/, '')), this.settings.address);
	}

	private async ask(request: WebRequest): Promise<Reached> {
		const reached = await this.follow(request);
		const { statusCode } = reached.answer;
		if ((statusCode >= 200 && statusCode < 300) || request.expected?.includes(statusCode)) return reached;
		reached.answer.destroy();
		throw this.refusal(statusCode, request);
	}

	private async follow({ method, path, headers }: WebRequest): Promise<Reached> {
		let url = this.urlOf(path);
		for (let hop = 0; hop <= mostRedirects; hop++) {
			const isOwn = url.origin === this.settings.address.origin;
			const answer = await this.sendTo(url, { method, headers: { ...(isOwn && logInHeaders(this.settings.logIn)), ...headers } });
			const target = answer.headers.location;
			if (answer.statusCode < 300 || answer.statusCode >= 400 || target === undefined) return { answer, url };
			answer.destroy();
			if (!URL.canParse(target, url.href)) break;
			url = new URL(target, url);
			if (!/^https?:$/.test(url.protocol)) break;
		}
		throw new StorageError('protocol', `${this.server} sends from one address to the next without end`, 'Check the Address in the credential.');
	}

	/** Sends to a checked address; where a host has several, the next one is tried when one cannot be reached. */
	private async sendTo(url: URL, request: Pick<HttpRequest, 'method' | 'headers'>): Promise<HttpAnswer> {
		const { allowsPrivateAddresses, certificateAuthority, acceptAnyCertificate } = this.settings;
		const tls = { certificateAuthority, acceptAnyCertificate };
		const repeat = { isRepeatable: request.method !== 'MOVE' };
		if (allowsPrivateAddresses) return await this.exchange.ask({ ...request, ...tls, url: url.toString() }, repeat);

		const addresses = await this.addressesOf(url);
		let failure: unknown;
		for (const address of addresses) {
			try {
				return await this.exchange.ask(
					{
						...request,
						...tls,
						url: withAddress(url, address),
						headers: { Host: url.host, ...request.headers },
						...(url.hostname !== address && { serverName: url.hostname }),
					},
					repeat,
				);
			} catch (error) {
				if (!isStorageError(error, 'unreachable')) throw networkFailure(error, this.server);
				failure = error;
			}
		}
		throw networkFailure(failure, this.server);
	}

	private async addressesOf(url: URL): Promise<readonly string[]> {
		try {
			return await publicAddressesOf(url, this.resolve);
		} catch (error) {
			throw networkFailure(error, this.server);
		}
	}

	private refusal(statusCode: number, { method, path }: WebRequest): StorageError {
		const what = path === '' ? 'the folder in the credential' : `"${path}"`;
		const said = `(HTTP ${statusCode})`;
		if (statusCode === 401 || statusCode === 407) {
			return new StorageError('authentication', `${this.server} does not accept the login ${said}`, 'Check Authentication in the credential.');
		}
		if (statusCode === 403) return new StorageError('permissionDenied', `${this.server} does not let this login at ${what} ${said}`);
		if (statusCode === 404 || statusCode === 410) return new StorageError('notFound', `${this.server} has no ${what} ${said}`);
		if (isBusy(statusCode)) return new StorageError('unavailable', `${this.server} asks to come back later ${said}`);
		if (method === 'DELETE' || method === 'MOVE' || method === 'MKCOL') {
			return new StorageError(
				'permissionDenied',
				`${this.server} does not let files be ${method === 'DELETE' ? 'deleted' : 'moved'} ${said}`,
				'Most web servers only let files be read: choose to leave files where they are.',
			);
		}
		return new StorageError('protocol', `${this.server} gave no usable answer for ${what} ${said}`);
	}
}
