import { networkFailure } from '../networkFailure';
import { climbs, encodePath } from '../paths';
import type { Circumstances } from '../storage';
import { isStorageError, StorageError } from '../storageError';
import { publicAddressesOf, refuseLink, withAddress, type Resolve } from './addressGuard';
import { Exchange, isBusy } from './exchange';
import type { HttpAnswer, HttpRequest, HttpSend } from './httpSend';
import { logInHeaders, type WebSettings } from './webSettings';

const mostRedirects = 5;

export interface WebRequest {
	readonly method: HttpRequest['method'];
	/** A path below the credential's address. */
	readonly path: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** Statuses besides success that the caller deals with. */
	readonly expected?: readonly number[];
}

export interface Reached {
	readonly answer: HttpAnswer;
	/** Where the answer came from, after redirects. */
	readonly url: URL;
}

/**
 * The server of a credential, and where it redirects to.
 *
 * Unless allowed, nothing is sent into a private network: the name is looked up, every address is checked, and
 * the request goes to a checked address with the name in Host and TLS – after each redirect anew. Behind an HTTP
 * proxy, it is the proxy that connects, to the address that was checked here. The permission is for the host in the
 * credential alone, and never for the link (169.254.x.x), where clouds give out keys. What changes something on the server is
 * sent to the credential's own origin, and nowhere else.
 */
export class WebServer {
	/** How to call it in messages. */
	readonly called: string;

	readonly exchange: Exchange;

	constructor(
		private readonly settings: WebSettings,
		send: HttpSend,
		private readonly resolve: Resolve,
		circumstances: Circumstances,
	) {
		this.called = `The web server ${settings.address.host}`;
		this.exchange = new Exchange(send, this.called, circumstances, 'the Address');
	}

	urlOf(path: string): URL {
		if (climbs(path)) throw new StorageError('configuration', `"${path}" leads out of the address in the credential`);
		return new URL(encodePath(path.replace(/^\/+/, '')), this.settings.address);
	}

	/** Sends a request; answers that are neither success nor expected are thrown. */
	async ask(request: WebRequest): Promise<Reached> {
		const reached = await this.follow(request);
		const { statusCode } = reached.answer;
		if ((statusCode >= 200 && statusCode < 300) || request.expected?.includes(statusCode)) return reached;
		reached.answer.destroy();
		throw this.refusal(statusCode, request);
	}

	/** Every answer but a redirect. */
	async follow(request: WebRequest): Promise<Reached> {
		const { method, path, headers } = request;
		let url = this.urlOf(path);
		for (let hop = 0; hop <= mostRedirects; hop++) {
			const isOwn = url.origin === this.settings.address.origin;
			if (!isOwn && isWrite(method)) {
				throw new StorageError(
					'permissionDenied',
					`${this.called} sends to another server to ${changing[method]} "${path}", which is not done`,
					'Give the address of that server in the credential, if it is meant.',
				);
			}
			const answer = await this.sendTo(url, { method, headers: { ...(isOwn && logInHeaders(this.settings.logIn)), ...headers } });
			const target = answer.headers.location;
			if (answer.statusCode < 300 || answer.statusCode >= 400 || target === undefined) return { answer, url };
			answer.destroy();
			if (!URL.canParse(target, url.href)) break;
			url = new URL(target, url);
			if (!/^https?:$/.test(url.protocol)) break;
		}
		throw new StorageError('protocol', `${this.called} sends from one address to the next without end`, 'Check the Address in the credential.');
	}

	/** Sends to a checked address; where a host has several, the next one is tried when one cannot be reached. */
	private async sendTo(url: URL, request: Pick<HttpRequest, 'method' | 'headers'>): Promise<HttpAnswer> {
		const { address: own, allowsPrivateAddresses, certificateAuthority, acceptAnyCertificate } = this.settings;
		const tls = { certificateAuthority, acceptAnyCertificate };
		const repeat = { isRepeatable: request.method !== 'MOVE' };
		if (allowsPrivateAddresses && url.hostname === own.hostname) {
			await refuseLink(url, this.resolve);
			return await this.exchange.ask({ ...request, ...tls, url: url.toString() }, repeat);
		}

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
				if (!isStorageError(error, 'unreachable')) throw this.exchange.failure(error);
				failure = error;
			}
		}
		throw this.exchange.failure(failure);
	}

	private async addressesOf(url: URL): Promise<readonly string[]> {
		try {
			return await publicAddressesOf(url, this.resolve);
		} catch (error) {
			throw networkFailure(error, this.called, 'the Address');
		}
	}

	refusal(statusCode: number, { method, path }: Pick<WebRequest, 'method' | 'path'>): StorageError {
		const what = path === '' ? 'the folder in the credential' : `"${path}"`;
		const said = `(HTTP ${statusCode})`;
		if (statusCode === 401 || statusCode === 407) {
			return new StorageError('authentication', `${this.called} does not accept the login ${said}`, 'Check Authentication in the credential.');
		}
		if (statusCode === 403) return new StorageError('permissionDenied', `${this.called} does not let this login at ${what} ${said}`);
		if (statusCode === 404 || statusCode === 410) {
			const missing = path === '' ? 'has nothing at the Address in the credential' : `has no ${what}`;
			return new StorageError('notFound', `${this.called} ${missing} ${said}`);
		}
		if (isBusy(statusCode)) return new StorageError('unavailable', `${this.called} asks to come back later ${said}`);
		if (isWrite(method)) {
			return new StorageError(
				'permissionDenied',
				`${this.called} does not let files be ${method === 'DELETE' ? 'deleted' : 'moved'} ${said}`,
				'Most web servers only let files be read: choose to leave files where they are.',
			);
		}
		return new StorageError('protocol', `${this.called} gave no usable answer for ${what} ${said}`);
	}
}

const changing = { DELETE: 'delete', MOVE: 'move', MKCOL: 'make', PUT: 'write', POST: 'write' } as const;

function isWrite(method: HttpRequest['method']): method is keyof typeof changing {
	return method in changing;
}
